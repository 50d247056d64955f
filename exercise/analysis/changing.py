"""Rules changed for a question: a few numbers set, rows left out or turned round; everything else stays what it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from exercise.play.ledger import RATIO, START
from exercise.scenario.measures import Measure
from exercise.scenario.model import Reason, RuleTable, Scenario
from exercise.scenario.table_files import POINT_KINDS
from exercise.tables.cells import Condition, parse_cell
from exercise.tables.conditions import Between, CellTest, Compared, Only, condition_of
from exercise.tables.kinds import number_text
from exercise.tables.table import Rule

POINTS = "points"
ROW = "row"
KIND = "kind"
CELL = "if "
OPPOSITE = {"floor": "cap", "cap": "floor"}


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that is changed: `what` is "points", "row" (it falls away), "kind" (of a limit), or the head of a
    column, as "if contingent.troops", whose cell has another number. `table` is "start" or "ratio" for a start.
    """

    table: str
    rule: str
    what: str
    before: int | float | str
    after: int | float | str | None


@dataclass(frozen=True, slots=True)
class DesignerNumber:
    """The points of one row that are the designer's, with the assumptions that own them."""

    table: str
    rule: str
    measure: str
    points: int
    assumptions: tuple[str, ...]


def is_ours(reason: Reason) -> bool:
    """Tell whether a row is the designer's: neither stated by the source nor derived from it."""
    return reason.basis == "assumption"


def points_of(rule: Rule) -> int:
    """Give the number of a row of points, or the value of a limit: it stands in the last output."""
    return int(rule.outputs[-1])


def designer_numbers(scenario: Scenario) -> tuple[DesignerNumber, ...]:
    """Give every number of points that may be shaken, in the order of tables and rows: starts and limits are none."""
    return tuple(
        DesignerNumber(table.name, rule.id, _measure_of(table, rule), points_of(rule), reason.assumptions)
        for table in scenario.tables.values()
        if table.kind in POINT_KINDS
        for rule, reason in zip(table.table.rules, table.reasons, strict=True)
        if is_ours(reason)
    )


def shakes(numbers: Iterable[DesignerNumber], seed: int, trial: int) -> tuple[Edit, ...]:
    """Move each number by -1, 0 or 1, evenly at random: the same seed and trial give the same on every machine."""
    drawn = _thirds(f"{seed}:{trial}")
    moved = [(each, next(drawn) - 1) for each in numbers]
    return tuple(
        Edit(each.table, each.rule, POINTS, each.points, each.points + step) for each, step in moved if step != 0
    )


def edited(scenario: Scenario, edits: Sequence[Edit]) -> Scenario:
    """Give the scenario with these edits made; its digest is its own. Without edits it is the same object."""
    if not edits:
        return scenario
    starts = {edit.rule: edit for edit in edits if edit.table in {START, RATIO}}
    by_table: dict[str, dict[str, list[Edit]]] = {}
    for edit in edits:
        by_table.setdefault(edit.table, {}).setdefault(edit.rule, []).append(edit)
    tables = {name: _edited_table(each, by_table.get(name, {})) for name, each in scenario.tables.items()}
    frame = scenario.frame
    if starts:
        measures = tuple(_restarted(measure, starts) for measure in frame.measures)
        frame = frame.model_copy(update={"measures": measures})
    digest = hashlib.sha256(f"{scenario.digest} {edits!r}".encode()).hexdigest()
    return replace(scenario, frame=frame, tables=tables, digest=digest)


def with_number(condition: Condition, before: float, after: float) -> Condition:
    """Give a cell on numbers in which one of its numbers is another; raises CellError where none could meet it."""

    def moved(test: CellTest) -> CellTest:
        match test:
            case Only(at):
                return Only(after, number_text(after)) if at == before else test
            case Compared(sign, at):
                return Compared(sign, after, number_text(after)) if at == before else test
            case Between(low, high, low_in, high_in):
                ends = [Only(after, number_text(after)) if end.at == before else end for end in (low, high)]
                return Between(ends[0], ends[1], low_in, high_in)

    tests = tuple(moved(test) for test in condition.tests)
    written = condition_of(condition.kind, tests, negated=condition.negated, seen=condition.text)
    return parse_cell(written.text, condition.kind)


def _measure_of(table: RuleTable, rule: Rule) -> str:
    return table.table.outputs[0].name if table.kind == "modifier" else str(rule.outputs[0])


def _thirds(name: str) -> Iterator[int]:
    """Give 0, 1 and 2 evenly, for ever: bytes of SHA-256, the one that would favour 0 left out."""
    block = 0
    while True:
        for byte in hashlib.sha256(f"{name}:{block}".encode()).digest():
            if byte < 255:
                yield byte % 3
        block += 1


def _edited_table(table: RuleTable, edits: Mapping[str, Sequence[Edit]]) -> RuleTable:
    if not edits:
        return table
    names = [column.name for column in table.table.inputs]
    kept: list[tuple[Rule, Reason]] = []
    for rule, reason in zip(table.table.rules, table.reasons, strict=True):
        own = edits.get(rule.id, ())
        if not any(edit.what == ROW for edit in own):
            kept.append((_edited_rule(rule, names, own), reason))
    rules, reasons = tuple(rule for rule, _ in kept), tuple(reason for _, reason in kept)
    return replace(table, table=replace(table.table, rules=rules), reasons=reasons)


def _edited_rule(rule: Rule, names: Sequence[str], edits: Sequence[Edit]) -> Rule:
    for edit in edits:
        if edit.what == POINTS and isinstance(edit.after, int):
            rule = replace(rule, outputs=(*rule.outputs[:-1], edit.after))
        elif edit.what == KIND and isinstance(edit.after, str):
            rule = replace(rule, outputs=(rule.outputs[0], edit.after, *rule.outputs[2:]))
        elif not isinstance(edit.before, str) and isinstance(edit.after, int | float):
            before, after = edit.before, edit.after
            cells = zip(names, rule.conditions, strict=True)
            head = edit.what.removeprefix(CELL)
            moved = tuple(with_number(cell, before, after) if name == head else cell for name, cell in cells)
            rule = replace(rule, conditions=moved)
    return rule


def _restarted(measure: Measure, edits: Mapping[str, Edit]) -> Measure:
    edit = edits.get(f"{measure.id}.{START}")
    if edit is not None:
        return measure.model_copy(update={"start": measure.start.model_copy(update={"points": edit.after})})
    return measure.model_copy(update={"ratio": None}) if f"{measure.id}.{RATIO}" in edits else measure
