"""One reading of one folder: a Scenario, or every fault of every file at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from exercise.scenario.faults import MOST_FAULTS, Fault, ScenarioError, shortened, suggestion
from exercise.scenario.folder import SEALED, text_of
from exercise.scenario.forms import form_and_faults, id_cells, read_rows
from exercise.scenario.frame import Frame
from exercise.scenario.frame_links import link_frame
from exercise.scenario.inputs import catalogue
from exercise.scenario.linking import Links, link_debrief, link_injects, link_variants
from exercise.scenario.located import Cell, Tree, read_csv, read_yaml
from exercise.scenario.model import Assumption, Claim, LaterFact, RuleTable, Scenario
from exercise.scenario.order import order_faults
from exercise.scenario.parts import Authored
from exercise.scenario.playing import Inject, Injects, Variant, Variants
from exercise.scenario.promise_links import link_cases, link_checks
from exercise.scenario.promises import Case, Cases, Check, Checks, DebriefText
from exercise.scenario.table_files import Surroundings, read_table
from exercise.scenario.timing import check_timing

Form = TypeVar("Form")
Row = TypeVar("Row", bound=Authored)
Given = TypeVar("Given")

CLAIMS, ASSUMPTIONS = "claims.csv", "assumptions.csv"


def digest_of(files: Mapping[str, bytes]) -> str:
    """Give the SHA-256 over sorted names and bytes of the rule files; later facts are no rules and left out."""
    digest = hashlib.sha256()
    for name in sorted(files):
        if name != SEALED:
            digest.update(name.encode() + b"\0" + files[name] + b"\0")
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class _Forms:
    """The YAML files as forms; None where one cannot be understood. Good enough to look for more faults."""

    frame: Frame | None
    injects: tuple[Inject, ...] | None
    variants: tuple[Variant, ...] | None
    debrief: DebriefText | None
    checks: tuple[Check, ...] | None
    cases: tuple[Case, ...] | None


@dataclass(slots=True)
class Reading:
    """Goes as far as it can, and keeps the faults of files by themselves apart from those between files."""

    files: Mapping[str, bytes]
    folder: str
    faults: list[Fault] = field(default_factory=list[Fault])
    between: list[Fault] = field(default_factory=list[Fault])
    trees: dict[str, Tree] = field(default_factory=dict[str, Tree])
    ids: dict[str, list[Cell]] = field(default_factory=dict[str, list[Cell]])

    def scenario(self) -> Scenario:
        """Read everything; raises ScenarioError with every fault that was found."""
        forms = _Forms(
            self.form("scenario.yaml", Frame),
            self.form("injects.yaml", Injects, ()),
            self.form("variants.yaml", Variants),
            self.form("debrief.yaml", DebriefText),
            self.form("checks.yaml", Checks, ()),
            self.form("cases.yaml", Cases, ()),
        )
        claims, assumptions = self.rows(CLAIMS, Claim), self.rows(ASSUMPTIONS, Assumption)
        self.check_ids()
        self.check_later()
        if forms.frame is None:
            self.check_syntax()
            raise ScenarioError(self.faults)
        notes = {name: note for name, note in forms.frame.tables.items() if note.kind == "decision"}
        inputs = catalogue(forms.frame, notes, forms.injects or ())
        around = Surroundings(forms.frame, inputs, self.known(CLAIMS), self.known(ASSUMPTIONS))
        tables = self.tables(around, with_answers=forms.injects is not None)
        self.link(forms, around)
        self.between.extend(order_faults(forms.frame, tables, inputs))
        # What was misread in one place is not reported there once more as leading nowhere.
        places = {(fault.file, fault.line, fault.column) for fault in self.faults}
        self.faults.extend(each for each in self.between if (each.file, each.line, each.column) not in places)
        injects, variants, debrief = forms.injects, forms.variants, forms.debrief
        if self.faults or claims is None or assumptions is None or injects is None or variants is None:
            raise ScenarioError(self.faults)
        if debrief is None or forms.checks is None or forms.cases is None:
            raise ScenarioError(self.faults)
        by_id = {claim.id: claim for claim in claims}, {assumption.id: assumption for assumption in assumptions}
        rest = (forms.checks, forms.cases, digest_of(self.files))
        return Scenario(forms.frame, *by_id, tables, inputs, injects, variants, debrief, *rest)

    def link(self, forms: _Forms, around: Surroundings) -> None:
        """Look for the faults between files, each file as far as it and those it speaks of could be read."""
        frame, injects = around.frame, forms.injects
        known = None
        if around.claims is not None and around.assumptions is not None:
            known = frozenset((*around.claims, *around.assumptions))
        links: list[Links] = [Links(self.trees, known, around.inputs) for _ in range(6)]
        link_frame(links[0], frame, self.folder)
        if injects is not None:
            link_injects(links[1], frame, injects)
        if forms.variants is not None:
            link_variants(links[2], frame, injects, forms.variants)
            check_timing(links[2], frame, injects or (), forms.variants, forms.debrief)
        if forms.debrief is not None:
            link_debrief(links[3], frame, forms.debrief)
        link_checks(links[4], frame, forms.debrief, forms.checks or ())
        link_cases(links[5], frame, injects, forms.cases or ())
        for each in links:
            self.between.extend(each.faults)

    def attempt(self, work: Callable[[], Given]) -> Given | None:
        """Do some reading and keep its faults."""
        try:
            return work()
        except ScenarioError as error:
            self.faults.extend(error.faults)
            return None

    def form(self, name: str, form: type[Form], empty: Form | None = None) -> Form | None:
        """Read one YAML file; a file that is not there, and need not be, is empty."""
        if name not in self.files:
            return empty
        tree = self.attempt(lambda: read_yaml(text_of(name, self.files[name]), name))
        if tree is None:
            return None
        self.trees[name] = tree
        if empty is not None and tree.value is None:
            return empty
        made, faults = form_and_faults(tree, form, name)
        self.faults.extend(faults)
        return made

    def cells(self, name: str) -> list[list[Cell]] | None:
        """Read one CSV file as cells."""
        return self.attempt(lambda: read_csv(text_of(name, self.files[name]), name))

    def rows(self, name: str, form: type[Row]) -> tuple[Row, ...] | None:
        """Read a list of claims or assumptions; its ids are known even where other cells are wrong."""
        cells = self.cells(name)
        if cells is None:
            return None
        if any(cell.text == "id" for cell in (cells or [[]])[0]):
            self.ids[name] = id_cells(cells)
        return self.attempt(lambda: read_rows(cells, form, name))

    def known(self, name: str) -> tuple[str, ...] | None:
        """Give the ids of a list of claims or assumptions; None where they could not be read."""
        return tuple(cell.text for cell in self.ids[name]) if name in self.ids else None

    def check_ids(self) -> None:
        """Report ids that stand among the claims and among the assumptions."""
        claims = frozenset(self.known(CLAIMS) or ())
        for cell in self.ids.get(ASSUMPTIONS, []):
            if cell.text in claims:
                message, mend = "a claim has this id too", "give the assumption another, as DA1"
                seen, place = shortened(cell.text), cell.place
                self.faults.append(Fault(ASSUMPTIONS, place.line, place.column, "id-twice", message, seen, mend))

    def check_later(self) -> None:
        """Report the faults of the later facts, which are read again, by themselves, when their stage has come."""
        cells = self.cells(SEALED) if SEALED in self.files else None
        if cells is None:
            return
        self.attempt(lambda: read_rows(cells, LaterFact, SEALED, with_ids=False))
        claims, assumptions = self.known(CLAIMS), self.known(ASSUMPTIONS)
        if claims is None or assumptions is None:
            return
        known = frozenset((*claims, *assumptions))
        faults = [
            Fault(SEALED, cell.place.line, cell.place.column, "unknown-name", message, shortened(each), mend)
            for cell in id_cells(cells, "claims")
            for each in cell.text.replace(",", " ").split()[:MOST_FAULTS]
            if each not in known
            for message, mend in [("there is no claim with this name", "name one that exists")]
        ]
        self.between.extend(faults[:MOST_FAULTS])

    def check_syntax(self) -> None:
        """Report what can be said of tables where nothing is known of what they speak of."""
        for name in self.files:
            if name.startswith("tables/"):
                self.cells(name)

    def tables(self, around: Surroundings, *, with_answers: bool) -> dict[str, RuleTable]:
        """Read every declared table, and report files that are not declared."""
        tables: dict[str, RuleTable] = {}
        for name, note in around.frame.tables.items():
            file = f"tables/{name}.csv"
            if file not in self.files:
                message = "this table is declared and missing"
                self.faults.append(Fault(file, 0, 0, "file-missing", message, mend="add it"))
                continue
            cells = self.cells(file)
            if cells is None or (note.kind == "answer_effects" and not with_answers):
                continue
            table = self.attempt(lambda name=name, cells=cells: read_table(name, cells, around))
            if table is not None:
                tables[name] = table
        for file in self.files:
            name = file.removeprefix("tables/").removesuffix(".csv")
            if file.startswith("tables/") and name not in around.frame.tables:
                mend = suggestion(name, around.frame.tables, "declare it under `tables:` in scenario.yaml")
                message, seen = "this table is not declared", shortened(name)
                self.faults.append(Fault(shortened(file), 0, 0, "table-undeclared", message, seen, mend))
        return tables
