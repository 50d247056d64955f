"""A CSV file as a table of rules: cells parsed by the kinds of their inputs, a reason for each row."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from exercise.scenario.faults import MOST_FAULTS, Fault, ScenarioError, shortened, suggestion
from exercise.scenario.forms import width_faults
from exercise.scenario.frame import Frame
from exercise.scenario.inputs import Catalogue
from exercise.scenario.located import Cell
from exercise.scenario.model import Reason, RuleTable
from exercise.scenario.parts import LONGEST_TEXT, MOST_POINTS, RULE_ID
from exercise.scenario.table_heads import outputs_of, table_header_faults
from exercise.tables.cells import CellError, Condition, Kind, Number, Value, parse_cell, parse_value
from exercise.tables.table import HitPolicy, Input, Output, Rule, Table, TableError

BASES = ("stated", "derived", "assumption")
POINT_KINDS = frozenset({"modifier", "answer_effects", "change_effects"})
MOST_RULES = 300
MOST_COLUMNS = 60
MOST_RULES_TOGETHER = 2_000
MOST_WORK = 30_000
LONGEST_CELL = 200

_RULE_ID = re.compile(RULE_ID)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a table may speak of; claims and assumptions are None where they could not be read.

    `rules` collects the id of every rule with its file, since no two rules of a scenario share one.
    """

    frame: Frame
    inputs: Catalogue
    claims: Collection[str] | None
    assumptions: Collection[str] | None
    rules: dict[str, str] = field(default_factory=dict[str, str])


def read_table(name: str, rows: list[list[Cell]], around: Surroundings) -> RuleTable:
    """Read one declared table; raises ScenarioError with every fault of the file."""
    return _Reader(name, around).read(rows)


class _Reader:
    def __init__(self, name: str, around: Surroundings) -> None:
        self.file = f"tables/{name}.csv"
        self.name = name
        self.note = around.frame.tables[name]
        self.around = around
        self.faults: list[Fault] = []
        self.here: set[str] = set()

    def add(self, cell: Cell, code: str, message: str, mend: str, row: str = "", seen: str | None = None) -> None:
        shown = shortened(cell.text if seen is None else seen)
        place = cell.place
        self.faults.append(Fault(self.file, place.line, place.column, code, message, shown, mend, shortened(row)))

    def read(self, rows: list[list[Cell]]) -> RuleTable:
        if not rows:
            fault = Fault(self.file, 1, 1, "table-empty", "the table is empty", mend="write a header line and a rule")
            raise ScenarioError([fault])
        header, *body = rows
        outputs = outputs_of(self.name, self.note, self.around.frame, header)
        self.faults.extend(table_header_faults(self.name, self.note, self.around.frame, self.around.inputs, header))
        self.check_size(header, body)
        if self.faults:
            raise ScenarioError(self.faults)
        inputs = [(at, cell.text[3:]) for at, cell in enumerate(header) if cell.text.startswith("if ")]
        kept: list[tuple[Rule, Reason]] = []
        for row in body:
            found = self.rule(row, header, inputs, outputs)
            if found is not None:
                kept.append(found)
            if len(self.faults) > MOST_FAULTS:
                break
        if not self.faults:
            self.check_work(header, inputs, [rule for rule, _ in kept])
        if self.faults:
            raise ScenarioError(self.faults[:MOST_FAULTS])
        kinds = self.around.inputs.kinds
        columns = tuple(Input(name, kinds[name]) for _, name in inputs)
        try:
            table = Table(self.name, columns, outputs, self.hit_policy(), tuple(rule for rule, _ in kept))
        except TableError as error:
            raise ScenarioError([Fault(self.file, 1, 1, "table", str(error))]) from None
        return RuleTable(self.name, self.note.kind, table, tuple(reason for _, reason in kept), self.note.max_shift)

    def hit_policy(self) -> HitPolicy:
        if self.note.kind == "decision":
            return HitPolicy(self.note.hit_policy)
        if self.note.kind == "end_states":
            return HitPolicy.FIRST
        return HitPolicy.SUM if self.note.kind == "modifier" else HitPolicy.COLLECT

    def check_size(self, header: list[Cell], body: list[list[Cell]]) -> None:
        if not body:
            self.add(header[0], "table-empty", "the table has no rule", "write at least one rule below the header")
        if len(body) > MOST_RULES or len(header) > MOST_COLUMNS:
            message = f"more than {MOST_RULES} rules or {MOST_COLUMNS} columns"
            self.add(header[0], "table-large", message, "split the table", seen="")
        if len(self.around.rules) + len(body) > MOST_RULES_TOGETHER:
            message = f"more than {MOST_RULES_TOGETHER:,} rules in all tables"
            self.add(header[0], "table-large", message, "leave some out", seen="")

    def check_work(self, header: list[Cell], inputs: list[tuple[int, str]], rules: list[Rule]) -> None:
        """Refuse a table whose columns fall into so many cells that working them out would take seconds."""
        work = 0
        for place, (at, _) in enumerate(inputs):
            conditions = [rule.conditions[place] for rule in rules]
            tests = sum(1 + len(condition.tests) for condition in conditions)
            work += tests * 2 * len({cut for condition in conditions for cut in condition.cuts()})
            if work > MOST_WORK:
                message, mend = "the table names too many different numbers", "write intervals, or split the table"
                self.add(header[at], "table-large", message, mend)
                return

    def rule(
        self, row: list[Cell], header: list[Cell], inputs: list[tuple[int, str]], outputs: Sequence[Output]
    ) -> tuple[Rule, Reason] | None:
        width = width_faults(row, header, self.file)
        if width:
            self.faults.extend(width)
            return None
        by_name = {cell.text: row[at] for at, cell in enumerate(header)}
        rule_id = by_name["rule"].text
        other = self.around.rules.setdefault(rule_id, self.file)
        if not _RULE_ID.fullmatch(rule_id):
            mend = "use letters, digits, _, - and dots, beginning with a letter or digit"
            self.add(by_name["rule"], "rule-id", "a rule needs an id", mend)
        elif rule_id in self.here or other != self.file:
            message = "this rule id stands here twice" if other == self.file else f"{other} has a rule with this id"
            self.add(by_name["rule"], "rule-twice", message, "give each rule its own id")
        self.here.add(rule_id)
        kinds = self.around.inputs.kinds
        conditions = [self.condition(row[at], kinds[name], rule_id) for at, name in inputs]
        values = [self.value(by_name[f"then {output.name}"], output.kind, rule_id) for output in outputs]
        reason = self.reason(by_name, rule_id)
        known = tuple(condition for condition in conditions if condition is not None)
        given = tuple(value for value in values if value is not None)
        if len(known) < len(conditions) or len(given) < len(values):
            return None
        return Rule(rule_id, known, given), reason

    def condition(self, cell: Cell, kind: Kind, row: str) -> Condition | None:
        if len(cell.text) > LONGEST_CELL:
            self.add(cell, "cell", f"this cell is longer than {LONGEST_CELL} characters", "write intervals", row)
            return None
        try:
            return parse_cell(cell.text, kind)
        except CellError as error:
            self.add(cell, "cell", error.message, error.mend, row)
            return None

    def value(self, cell: Cell, kind: Kind, row: str) -> Value | None:
        try:
            value = parse_value(cell.text, kind)
        except CellError as error:
            self.add(cell, "cell", error.message, error.mend, row)
            return None
        if isinstance(kind, Number) and (not isinstance(value, int) or abs(value) > MOST_POINTS):
            message = f"points are whole numbers up to {MOST_POINTS:,}"
            self.add(cell, "points", message, "write a smaller one, without a point", row)
            return None
        return value

    def reason(self, by_name: dict[str, Cell], row: str) -> Reason:
        around = self.around
        claims_cell, because = by_name["claims"], by_name["because"]
        ids = claims_cell.text.replace(",", " ").split()
        claims: tuple[str, ...] = ()
        assumptions: tuple[str, ...] = ()
        if around.claims is not None and around.assumptions is not None:
            claims = tuple(each for each in ids if each in around.claims)
            assumptions = tuple(each for each in ids if each in around.assumptions)
            known = [*around.claims, *around.assumptions]
            for each in dict.fromkeys(ids):
                if each not in known and len(self.faults) < MOST_FAULTS:
                    mend = suggestion(each, known, "name a claim or an assumption that exists")
                    self.add(claims_cell, "claim-unknown", "no claim and no assumption has this id", mend, row, each)
            if self.note.kind in POINT_KINDS and claims and len(claims) == len(ids):
                mend = "name the assumption that gives the size: a source may state a direction, never our points"
                self.add(claims_cell, "size-unowned", "no assumption owns the size of these points", mend, row)
        if not ids:
            self.add(claims_cell, "claim-missing", "the row rests on nothing", "name a claim or an assumption", row)
        basis = by_name["basis"].text if "basis" in by_name else "assumption"
        if basis not in BASES:
            self.add(by_name["basis"], "basis", "this is no basis", suggestion(basis, BASES), row)
        if not because.text:
            self.add(because, "because", "the row does not say why", "write the sentence the debrief prints", row)
        elif len(because.text) > LONGEST_TEXT:
            self.add(because, "because", f"this text is longer than {LONGEST_TEXT:,} characters", "shorten it", row)
        return Reason(claims, assumptions, basis, because.text, by_name["rule"].place.line)
