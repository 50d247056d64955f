"""A folder becomes a Scenario, or every fault in it is reported at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from exercise.scenario.faults import Fault, ScenarioError, suggestion
from exercise.scenario.folder import SEALED, files_of, text_of
from exercise.scenario.forms import read_form, read_rows
from exercise.scenario.frame import Frame
from exercise.scenario.inputs import Catalogue, catalogue
from exercise.scenario.linking import Links, link_debrief, link_frame, link_injects, link_variants
from exercise.scenario.located import Tree, read_csv, read_yaml
from exercise.scenario.model import Assumption, Claim, LaterFact, RuleTable, Scenario
from exercise.scenario.order import order_faults
from exercise.scenario.parts import Authored
from exercise.scenario.playing import Inject, Variant
from exercise.scenario.promise_links import link_cases, link_checks
from exercise.scenario.promises import Case, Check, DebriefText
from exercise.scenario.table_files import Surroundings, read_table
from exercise.scenario.timing import check_timing

Form = TypeVar("Form")
Row = TypeVar("Row", bound=Authored)
Given = TypeVar("Given")

# An installed wheel carries the scenarios inside the package; a checkout has them beside it.
_CARRIED = Path(__file__).parents[1] / "scenarios"
SHIPPED = _CARRIED if _CARRIED.is_dir() else Path(__file__).parents[2] / "scenarios"


def scenario_folders(extra: Path | None = None) -> dict[str, Path]:
    """Give the folders of the shipped scenarios, and of those in `extra`, by id; `extra` wins."""
    places = [place for place in (SHIPPED, extra) if place is not None and place.is_dir()]
    return {
        folder.name: folder
        for place in places
        for folder in sorted(place.iterdir())
        if folder.is_dir() and not folder.name.startswith(".")
    }


def find_folder(name: str, extra: Path | None = None) -> Path:
    """Give the folder of a scenario by its id or its path; raises ScenarioError that names the ids there are."""
    folders = scenario_folders(extra)
    if name in folders:
        return folders[name]
    if Path(name).is_dir():
        return Path(name)
    mend = suggestion(name, folders, "give a folder, or one of: " + ", ".join(folders))
    raise ScenarioError([Fault(name, 0, 0, "scenario-unknown", "there is no such scenario", name, mend)])


def read_scenario(folder: Path | str) -> Scenario:
    """Read a scenario's folder.

    Raises ScenarioError with every fault of every file. Later facts are only checked here; `read_later` gives them.
    """
    folder = Path(folder)
    return _Reading(files_of(folder), folder.resolve().name).scenario()


def read_later(folder: Path | str) -> tuple[LaterFact, ...]:
    """Read the sealed later facts of a scenario; none where there is no such file."""
    files = files_of(Path(folder))
    if SEALED not in files:
        return ()
    return read_rows(read_csv(text_of(SEALED, files[SEALED]), SEALED), LaterFact, SEALED, with_ids=False)


def digest_of(files: dict[str, bytes]) -> str:
    """Give the SHA-256 over sorted names and bytes of the rule files; later facts are no rules and left out."""
    digest = hashlib.sha256()
    for name in sorted(files):
        if name != SEALED:
            digest.update(name.encode() + b"\0" + files[name] + b"\0")
    return digest.hexdigest()


@dataclass(slots=True)
class _Reading:
    """One reading of one folder: goes as far as it can and keeps the faults."""

    files: dict[str, bytes]
    folder: str
    faults: list[Fault] = field(default_factory=list[Fault])
    trees: dict[str, Tree] = field(default_factory=dict[str, Tree])

    def attempt(self, work: Callable[[], Given]) -> Given | None:
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
        return self.attempt(lambda: read_form(tree, form, name))

    def rows(self, name: str, form: type[Row]) -> tuple[Row, ...] | None:
        return self.attempt(lambda: read_rows(read_csv(text_of(name, self.files[name]), name), form, name))

    def scenario(self) -> Scenario:
        frame = self.form("scenario.yaml", Frame)
        claims = self.rows("claims.csv", Claim)
        assumptions = self.rows("assumptions.csv", Assumption)
        injects = self.form("injects.yaml", tuple[Inject, ...], ())
        variants = self.form("variants.yaml", tuple[Variant, ...])
        debrief = self.form("debrief.yaml", DebriefText)
        checks = self.form("checks.yaml", tuple[Check, ...], ())
        cases = self.form("cases.yaml", tuple[Case, ...], ())
        if SEALED in self.files:
            text = self.attempt(lambda: text_of(SEALED, self.files[SEALED]))
            self.attempt(lambda: read_rows(read_csv(text or "", SEALED), LaterFact, SEALED, with_ids=False))
        if frame is None or claims is None or assumptions is None or injects is None:
            raise ScenarioError(self.faults)
        notes = {name: note for name, note in frame.tables.items() if note.kind == "decision"}
        inputs = catalogue(frame, notes, injects)
        known = (tuple(claim.id for claim in claims), tuple(assumption.id for assumption in assumptions))
        tables = self.tables(Surroundings(frame, inputs, *known))
        links = Links(self.trees, frozenset(known[0] + known[1]), inputs)
        link_frame(links, frame, self.folder)
        link_injects(links, frame, injects)
        if variants is not None:
            link_variants(links, frame, injects, variants)
        if debrief is not None:
            link_debrief(links, frame, debrief)
            link_checks(links, frame, debrief, checks or ())
            check_timing(links, frame, injects, variants or (), debrief)
        link_cases(links, frame, injects, cases or ())
        self.faults.extend(links.faults)
        self.faults.extend(order_faults(frame, tables, inputs))
        if self.faults or variants is None or debrief is None or checks is None or cases is None:
            raise ScenarioError(self.faults)
        by_id = {claim.id: claim for claim in claims}, {assumption.id: assumption for assumption in assumptions}
        return Scenario(frame, *by_id, tables, inputs, injects, variants, debrief, checks, cases, digest_of(self.files))

    def tables(self, around: Surroundings) -> dict[str, RuleTable]:
        """Read every declared table, and report files that are not declared."""
        tables: dict[str, RuleTable] = {}
        for name, note in around.frame.tables.items():
            file = f"tables/{name}.csv"
            if file not in self.files:
                self.faults.append(
                    Fault(file, 0, 0, "file-missing", "this table is declared and missing", mend="add it")
                )
                continue
            table = self.attempt(lambda name=name, note=note, file=file: self.table(name, file, around))
            if table is not None:
                tables[name] = table
        for file in self.files:
            name = file.removeprefix("tables/").removesuffix(".csv")
            if file.startswith("tables/") and name not in around.frame.tables:
                mend = suggestion(name, around.frame.tables, "declare it under `tables:` in scenario.yaml")
                self.faults.append(Fault(file, 0, 0, "table-undeclared", "this table is not declared", name, mend))
        return tables

    def table(self, name: str, file: str, around: Surroundings) -> RuleTable:
        rows = read_csv(text_of(file, self.files[file]), file)
        return read_table(name, around.frame.tables[name], rows, around)


__all__ = ["Catalogue", "digest_of", "find_folder", "read_later", "read_scenario", "scenario_folders"]
