"""A CSV file as a table of rules: cells parsed by the kinds of their inputs, a reason for each row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from exercise.scenario.faults import Fault, ScenarioError, shortened, suggestion
from exercise.scenario.forms import header_faults, width_faults
from exercise.scenario.frame import Frame, TableNote
from exercise.scenario.inputs import Catalogue
from exercise.scenario.located import Cell
from exercise.scenario.model import Reason, RuleTable
from exercise.tables.cells import CellError, Condition, Kind, Number, Scale, Value, parse_cell, parse_value
from exercise.tables.table import HitPolicy, Input, Output, Rule, Table, TableError

BASES = ("stated", "derived", "assumption")
LIMIT_KINDS = ("floor", "cap")
LIMIT_COLUMNS = ("measure", "kind", "value")
POINT_KINDS = frozenset({"modifier", "answer_effects", "change_effects"})
CONTEXT_OF = {"answer_effects": ("inject", "answer"), "change_effects": ("when", "changed", "direction")}
CONTEXT_INPUTS = frozenset({"inject", "answer", "when", "changed", "direction"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a table may speak of."""

    frame: Frame
    inputs: Catalogue
    claims: Collection[str]
    assumptions: Collection[str]


def read_table(name: str, note: TableNote, rows: list[list[Cell]], around: Surroundings) -> RuleTable:
    """Read one table; raises ScenarioError with every fault of the file."""
    return _Reader(f"tables/{name}.csv", name, note, around).read(rows)


class _Reader:
    def __init__(self, file: str, name: str, note: TableNote, around: Surroundings) -> None:
        self.file = file
        self.name = name
        self.note = note
        self.around = around
        self.faults: list[Fault] = []

    def add(self, cell: Cell, code: str, message: str, mend: str, row: str = "", seen: str | None = None) -> None:
        shown = shortened(cell.text if seen is None else seen)
        self.faults.append(Fault(self.file, cell.place.line, cell.place.column, code, message, shown, mend, row))

    def read(self, rows: list[list[Cell]]) -> RuleTable:
        if not rows:
            fault = Fault(self.file, 1, 1, "table-empty", "the table is empty", mend="write a header line and a rule")
            raise ScenarioError([fault])
        header, *body = rows
        outputs = self.outputs(header)
        self.check_header(header, outputs)
        if self.faults:
            raise ScenarioError(self.faults)
        inputs = [(at, cell.text[3:]) for at, cell in enumerate(header) if cell.text.startswith("if ")]
        found = [self.rule(row, header, inputs, outputs) for row in body]
        if not body:
            self.add(header[0], "table-empty", "the table has no rule", "write at least one rule below the header")
        kept = [pair for pair in found if pair is not None]
        self.check_twice(body)
        if self.faults:
            raise ScenarioError(self.faults)
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

    def outputs(self, header: Sequence[Cell]) -> tuple[Output, ...]:
        """Give the outputs that this kind of table must have."""
        frame = self.around.frame
        measures = Scale(tuple(measure.id for measure in frame.measures if measure.ratio is None), ordered=False)
        named = [cell.text[5:] for cell in header if cell.text.startswith("then ")]
        match self.note.kind:
            case "modifier":
                target = named[0] if len(named) == 1 and named[0] in measures.values else self.name
                return (Output(target, Number("points")),)
            case "answer_effects" | "change_effects":
                return (Output("measure", measures), Output("points", Number("points")))
            case "limits":
                kinds = Scale(LIMIT_KINDS, ordered=False)
                return (Output("measure", measures), Output("kind", kinds), Output("value", Number("points")))
            case "coherence":
                return ()
            case "end_states":
                return (Output("end_state", Scale(tuple(end.id for end in frame.end_states), ordered=False)),)
            case "decision":
                target = named[0] if len(named) == 1 else self.name
                return (Output(target, Scale(self.note.values), self.note.default or None),)

    def check_header(self, header: list[Cell], outputs: Sequence[Output]) -> None:
        then = [f"then {output.name}" for output in outputs]
        allowed = [*(f"if {name}" for name in self.readable()), *then, "rule", "claims", "basis", "because"]
        needed = ["rule", *then, "claims", "because"]
        if self.note.kind in POINT_KINDS or self.note.kind == "limits":
            needed.append("basis")
        needed.extend(f"if {name}" for name in CONTEXT_OF.get(self.note.kind, ()))
        self.faults.extend(header_faults(header, allowed, needed, self.file))
        if self.note.kind == "modifier" and outputs[0].name not in {
            m.id for m in self.around.frame.measures if not m.ratio
        }:
            mend = suggestion(outputs[0].name, (measure.id for measure in self.around.frame.measures))
            self.add(header[0], "column-missing", "a modifier table needs one column `then MEASURE`", mend, seen="")

    def readable(self) -> list[str]:
        """Give the inputs this kind of table may read: answers and changes only where there is one."""
        context = CONTEXT_OF.get(self.note.kind, ())
        return [name for name in self.around.inputs.kinds if name not in CONTEXT_INPUTS or name in context]

    def check_twice(self, body: list[list[Cell]]) -> None:
        seen: set[str] = set()
        for row in body:
            if row[0].text in seen:
                self.add(
                    row[0], "rule-twice", "this rule id stands here twice", "give each rule its own id", row[0].text
                )
            seen.add(row[0].text)

    def rule(
        self, row: list[Cell], header: list[Cell], inputs: list[tuple[int, str]], outputs: Sequence[Output]
    ) -> tuple[Rule, Reason] | None:
        width = width_faults(row, header, self.file)
        if width:
            self.faults.extend(width)
            return None
        by_name = {cell.text: row[at] for at, cell in enumerate(header)}
        rule_id = by_name["rule"].text
        if not rule_id or any(mark.isspace() for mark in rule_id):
            self.add(by_name["rule"], "rule-id", "a rule needs an id without spaces", "write one in the first column")
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
        if isinstance(kind, Number) and (not isinstance(value, int) or abs(value) > 10_000):
            self.add(cell, "points", "points are whole numbers up to 10,000", "write it without a point", row)
            return None
        return value

    def reason(self, by_name: dict[str, Cell], row: str) -> Reason:
        around = self.around
        claims_cell, because = by_name["claims"], by_name["because"]
        ids = claims_cell.text.replace(",", " ").split()
        known = [*around.claims, *around.assumptions]
        for each in ids:
            if each not in around.claims and each not in around.assumptions:
                mend = suggestion(each, known, "name a claim or an assumption that exists")
                self.add(claims_cell, "claim-unknown", "no claim and no assumption has this id", mend, row, each)
        claims = tuple(each for each in ids if each in around.claims)
        assumptions = tuple(each for each in ids if each in around.assumptions)
        if not ids:
            self.add(claims_cell, "claim-missing", "the row rests on nothing", "name a claim or an assumption", row)
        if self.note.kind in POINT_KINDS and ids and not assumptions:
            mend = "name the assumption that gives the size: a source may state a direction, never our points"
            self.add(claims_cell, "size-unowned", "no assumption owns the size of these points", mend, row)
        basis = by_name["basis"].text if "basis" in by_name else "assumption"
        if basis not in BASES:
            self.add(by_name["basis"], "basis", "this is no basis", suggestion(basis, BASES), row)
        if not because.text:
            self.add(because, "because", "the row does not say why", "write the sentence the debrief prints", row)
        return Reason(claims, assumptions, basis, because.text, because.place.line)
