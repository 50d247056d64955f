"""A change of the rules as somebody asks for it, by the ids of assumptions and rows; refused in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from exercise.analysis.changing import CELL, POINTS, ROW, Edit, is_ours, points_of, with_number
from exercise.play.ledger import RATIO, START
from exercise.scenario.faults import shortened, suggestion
from exercise.scenario.model import Reason, RuleTable, Scenario
from exercise.scenario.parts import MOST_POINTS
from exercise.scenario.table_files import POINT_KINDS
from exercise.tables.cells import CellError
from exercise.tables.table import Rule

NUMBERED = POINT_KINDS | {"limits"}
FARTHEST_CELL = 1_000_000_000


class RefusedChange(ValueError):  # noqa: N818 - it names what is wrong, as IllegalPlan does
    """A change that the bench cannot make; `problems` lists every reason."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What is asked for.

    `assumptions` gives assumptions a value: the number in the cell of a limit that rests on it, where there is one,
    else its strength, by which every number of points that rests on it is multiplied. `numbers` sets the points of
    single rows, limits and starts. `without` names assumptions whose rows fall away.
    """

    assumptions: tuple[tuple[str, int], ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table with its reason; `closes` where it is the last row of the endings, which must stay."""

    table: RuleTable
    rule: Rule
    reason: Reason
    closes: bool

    @property
    def can_fall(self) -> bool:
        """Whether it falls away with its assumption: a row of the source does not, nor one that must say something."""
        return is_ours(self.reason) and self.table.kind != "decision" and not self.closes


@dataclass(slots=True)
class _Asked:
    """The edits gathered so far, one a row and thing, and what is wrong."""

    edits: dict[tuple[str, str], Edit] = field(default_factory=dict[tuple[str, str], Edit])
    problems: list[str] = field(default_factory=list[str])

    def add(self, edit: Edit) -> None:
        if edit.before == edit.after:
            self.edits.pop((edit.rule, edit.what), None)
        else:
            self.edits[edit.rule, edit.what] = edit

    def falls(self, rule: str) -> bool:
        return (rule, ROW) in self.edits


def rows_of(scenario: Scenario) -> Iterator[Row]:
    """Give every row of every table, in their order."""
    for table in scenario.tables.values():
        last = len(table.table.rules) - 1
        for at, (rule, reason) in enumerate(zip(table.table.rules, table.reasons, strict=True)):
            yield Row(table, rule, reason, table.kind == "end_states" and at == last)


def kept_without(scenario: Scenario, assumption: str) -> tuple[str, ...]:
    """Give the rows that name an assumption and stay without it: the source's, and those that must say something."""
    return tuple(row.rule.id for row in rows_of(scenario) if assumption in row.reason.assumptions and not row.can_fall)


def edits_of(scenario: Scenario, change: RuleChange) -> tuple[Edit, ...]:
    """Give the edits that make a change; raises RefusedChange naming everything in it that cannot be done.

    A number that is set wins over the value of its assumption; of two values on one row both count.
    """
    asked = _Asked()
    rows = {row.rule.id: row for row in rows_of(scenario)}
    for assumption in _known(scenario, change.without, asked):
        for row in rows.values():
            if assumption in row.reason.assumptions and row.can_fall:
                asked.add(Edit(row.table.name, row.rule.id, ROW, _said(row), None))
    for assumption, value in change.assumptions:
        for known in _known(scenario, [assumption], asked):
            _give_value(rows, known, value, asked)
    for name, points in change.numbers:
        _set_number(scenario, name, points, asked)
    if asked.problems:
        raise RefusedChange(asked.problems)
    return tuple(asked.edits.values())


def row_named(scenario: Scenario, name: str) -> Row | None:
    """Give a row by its id, or by `table.id`; None where no row has this name."""
    rows = {row.rule.id: row for row in rows_of(scenario)}
    if name in rows:
        return rows[name]
    return next((row for row in rows.values() if name == f"{row.table.name}.{row.rule.id}"), None)


def unknown_row(scenario: Scenario, name: str) -> str:
    """Say that no row and no start has a name, and which was probably meant."""
    known = [row.rule.id for row in rows_of(scenario)]
    starts = [f"{m.id}.{START if m.ratio is None else RATIO}" for m in scenario.frame.measures]
    short = name.partition(".")[2]
    hint = suggestion(name, [*known, *starts]) or suggestion(short, known) if short else ""
    return f"row {shortened(name)!r}: there is none with this name; {hint or 'the ledger shows the name of every row'}"


def _said(row: Row) -> int | str:
    return points_of(row.rule) if row.table.kind in NUMBERED else row.reason.because


def _known(scenario: Scenario, names: Iterable[str], asked: _Asked) -> Iterator[str]:
    for name in names:
        if name in scenario.assumptions:
            yield name
            continue
        mend = suggestion(name, scenario.assumptions, "assumptions.csv lists them")
        other = "it is a claim of the source, which cannot be changed here" if name in scenario.claims else mend
        asked.problems.append(f"assumption {shortened(name)!r}: there is none with this name; {other}")


def _give_value(rows: dict[str, Row], assumption: str, value: int, asked: _Asked) -> None:
    own = [row for row in rows.values() if assumption in row.reason.assumptions]
    pointed = [row for row in own if row.table.kind in POINT_KINDS and is_ours(row.reason)]
    if pointed:
        for row in pointed:
            _strengthen(row, value, asked, assumption)
    elif not _set_cells([row for row in own if row.table.kind == "limits"], assumption, value, asked):
        asked.problems.append(
            f"assumption {assumption}: no number rests on it, so it has no value; leave it out with --without instead"
        )


def _strengthen(row: Row, value: int, asked: _Asked, assumption: str) -> None:
    before = points_of(row.rule)
    found = asked.edits.get((row.rule.id, POINTS))
    now = found.after if found is not None and isinstance(found.after, int) else before
    if asked.falls(row.rule.id):
        return
    if abs(now * value) > MOST_POINTS:
        message = f"{value} times makes row {row.rule.id} {now * value:,} points; keep it within {MOST_POINTS:,}"
        if not any(problem.startswith(f"assumption {assumption}:") for problem in asked.problems):
            asked.problems.append(f"assumption {assumption}: {message}")
        return
    asked.add(Edit(row.table.name, row.rule.id, POINTS, before, now * value))


def _set_cells(rows: list[Row], assumption: str, value: int, asked: _Asked) -> bool:
    """Set the number that the cells of limits name, where they name exactly one."""
    places = [
        (row, column.name, cut)
        for row in rows
        for column, cell in zip(row.table.table.inputs, row.rule.conditions, strict=True)
        for cut in cell.cuts()
    ]
    if len({cut for _, _, cut in places}) != 1:
        return False
    if abs(value) > FARTHEST_CELL:
        asked.problems.append(f"assumption {assumption}: {value:,} is too far; keep it within {FARTHEST_CELL:,}")
        return True
    for row, name, cut in places:
        at = [column.name for column in row.table.table.inputs].index(name)
        try:
            with_number(row.rule.conditions[at], cut, value)
        except CellError as error:
            asked.problems.append(f"assumption {assumption}: {value:,} in row {row.rule.id}: {error.message}")
            continue
        asked.add(Edit(row.table.name, row.rule.id, f"{CELL}{name}", cut, value))
    return True


def _set_number(scenario: Scenario, name: str, points: int, asked: _Asked) -> None:
    starts = {f"{measure.id}.{START}": measure for measure in scenario.frame.measures if measure.ratio is None}
    ratios = {f"{measure.id}.{RATIO}" for measure in scenario.frame.measures if measure.ratio is not None}
    row = row_named(scenario, name)
    if abs(points) > MOST_POINTS:
        asked.problems.append(f"row {shortened(name)!r}: {points:,} points; keep them within {MOST_POINTS:,}")
    elif row is not None and row.table.kind not in NUMBERED:
        asked.problems.append(f"row {row.rule.id!r}: a row of {row.table.name} holds no number of points")
    elif row is not None and asked.falls(row.rule.id):
        asked.problems.append(f"row {row.rule.id!r}: it falls away with its assumption; leave one of the two out")
    elif row is not None:
        asked.add(Edit(row.table.name, row.rule.id, POINTS, points_of(row.rule), points))
    elif name in starts:
        asked.add(Edit(START, name, POINTS, starts[name].start.points, points))
    elif name in ratios:
        asked.problems.append(f"row {name!r}: it is computed from a quantity, and no number of points")
    else:
        asked.problems.append(unknown_row(scenario, name))
