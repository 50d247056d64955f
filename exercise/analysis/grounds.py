"""What no number of the designer can move: proofs that hold whatever the points are, and whatever is left out.

A measure's sum can be anything once rows of ours write it, but what its limits and its scale make of the sum cannot:
the least that any sum leads to is what a sum far below leads to, and the most is what one far above leads to, since
floors, caps and the scale never turn an order round. Two plan spaces, one far below and one far above, so bound every
plan under every choice of points. Limits that are ours, or that read something movable, count as if they were not
there; so do rules of coherence that are ours. What is proved so holds on the bench; what is not may still hold there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from exercise.analysis.changing import ROW, Edit, edited, is_ours
from exercise.analysis.checks import run_check
from exercise.analysis.conditions import cells_mask, plan_mask
from exercise.analysis.grid import PlanSpace, plan_space
from exercise.analysis.masks import Mask, SpaceError
from exercise.play.plan import IllegalPlan, plan_of
from exercise.play.rulebook import rulebook
from exercise.scenario.model import RuleTable, Scenario
from exercise.scenario.promise_links import MEASURE_SENTENCE
from exercise.scenario.promises import AlwaysLine, Check, FixedText, Monotone, Never, SentenceStands
from exercise.tables.cells import Number, parse_cell

# Far beyond any sum of rows (2,000 of them, 10,000 points each), and far within 32 bits.
FAR = 100_000_000
EFFECTS = frozenset({"answer_effects", "change_effects"})


@dataclass(frozen=True, eq=False, slots=True)
class Grounds:
    """A scenario without what may fall away, what can be moved in it, and its plans at both ends of every measure."""

    scenario: Scenario
    movable: frozenset[str]
    low: PlanSpace
    high: PlanSpace

    def is_firm(self, inputs: Iterable[str]) -> bool:
        """Tell whether nothing that can be moved stands behind any of these inputs."""
        return not any(is_movable(self.scenario, self.movable, name) for name in inputs)


# Both ends of every plan: some megabytes each for the flagship.
@lru_cache(maxsize=8)
def grounds(scenario: Scenario) -> Grounds:
    """Work out, once a scenario, what its designer's numbers can move, and how far."""
    movable = movable_names(scenario)
    limits = _loose_limits(scenario, movable)
    coherence = [edit for table in scenario.tables_of("coherence") for edit in _fallen(table, _ours(table))]
    for edits in ([*limits, *coherence], limits):
        loose = edited(scenario, edits)
        moved = [name for name in rulebook(loose).gauges if name in movable]
        try:
            low, high = (plan_space(loose, extra=dict.fromkeys(moved, by), endings=False) for by in (-FAR, FAR))
        except SpaceError:  # a decision table does not speak of plans that are not coherent: then they stay out
            if not coherence or edits is limits:
                raise
            continue
        return Grounds(loose, movable, low, high)
    raise AssertionError  # the loop ends by one or the other


def movable_names(scenario: Scenario) -> frozenset[str]:
    """Give the measures and derived values that numbers of the designer can move, or answers and changes."""
    book = rulebook(scenario)
    moved: set[str] = set()
    for table in scenario.tables.values():
        if table.kind in {"modifier", *EFFECTS, "limits"}:
            whole = table.kind in EFFECTS
            rows = zip(table.table.rules, table.reasons, strict=True)
            modifier = table.table.outputs[0].name if table.kind == "modifier" else ""
            moved.update(modifier or str(rule.outputs[0]) for rule, reason in rows if whole or is_ours(reason))
    for name in book.order:
        if book.needed[name] & moved:
            moved.add(name)
    return frozenset(moved)


def is_movable(scenario: Scenario, movable: frozenset[str], name: str) -> bool:
    """Tell whether an input can be moved; what a plan settles, chance and what an inject asks for cannot."""
    source = scenario.inputs.sources[name]
    match source.origin:
        case "band" | "points" | "derived":
            return source.of in movable
        case "total":
            return bool(movable & set(scenario.frame.totals[source.of]))
        case "observation":
            watched = next(each for each in scenario.frame.observations if each.id == source.of)
            return bool(movable & set(watched.highest_of.values()))
        case _:
            return False


def is_proved(scenario: Scenario, check: Check) -> bool:
    """Tell whether a check holds whatever points the designer's rows have and whichever of them are left out."""
    found = grounds(scenario)
    match check.rule:
        case Never() as rule:
            return _never(found, rule)
        case AlwaysLine() as rule:
            return _always_line(found, rule)
        case SentenceStands() as rule:
            return _sentences_firm(found, rule) and _holds(found, check)
        case FixedText():
            return _holds(found, check)
        case Monotone() as rule:
            return rule.measure not in found.movable and _holds(found, check)
        case _:
            return False


def _holds(found: Grounds, check: Check) -> bool:
    return run_check(found.scenario, check, found.low, ()).holds


def _never(found: Grounds, rule: Never) -> bool:
    """Nothing forbidden lies between the least and the most of a plan that may be asked about."""
    try:
        asked = _asked(found, rule)
    except IllegalPlan:
        return False
    if rule.measure is not None:
        asked = asked & _between(found, rule, rule.measure)
    return not found.low.count(asked)


def _asked(found: Grounds, rule: Never) -> Mask:
    """Give the plans a check may ask about: a cell on something movable may hold for any."""
    if rule.when == "defaults":
        defaults = {d.id: ",".join(d.default) for d in found.scenario.frame.decisions}
        return plan_mask(found.low, plan_of(found.scenario, defaults))
    return cells_mask(found.low, {name: cell for name, cell in rule.when.items() if found.is_firm([name])})


def _between(found: Grounds, rule: Never, measure: str) -> Mask:
    """Give the plans for which something forbidden lies within reach of a measure."""
    if rule.band is not None:
        code = rulebook(found.scenario).gauges[measure].bands.index(rule.band)
        return np.less_equal(found.low.bands[measure], code) & np.greater_equal(found.high.bands[measure], code)
    test = parse_cell(rule.points or "-", Number("points"))
    low, high = found.low.points[measure], found.high.points[measure]
    if measure not in found.movable:
        return np.array([test.admits(value) for value in low.reshape(-1).tolist()], np.bool_).reshape(low.shape)
    least, most = int(low.min()), int(high.max())
    # How many forbidden points lie below each place of the scale; a stretch holds one where the count rises.
    below = np.concatenate([[0], np.cumsum([test.admits(value) for value in range(least, most + 1)])])
    return np.greater(below[high.astype(np.intp) + 1 - least], below[low.astype(np.intp) - least])


def _always_line(found: Grounds, rule: AlwaysLine) -> bool:
    """The start has the line, or rows of the source that read nothing movable do."""
    gauge = rulebook(found.scenario).gauges[rule.measure]
    if rule.claim in gauge.start.claims and gauge.start.points >= rule.least:
        return True
    covered: Mask = np.zeros(found.low.axes.packed_unit, np.bool_)
    for modifier in gauge.modifiers:
        for row, line in zip(modifier.table.rules, modifier.lines, strict=True):
            cells = {n: test.text for n, test in zip(modifier.names, row.conditions, strict=True) if not test.is_any}
            is_source = line.basis != "assumption" and found.is_firm(cells)
            if is_source and rule.claim in line.claims and line.points >= rule.least:
                covered = covered | cells_mask(found.low, cells)
    return not found.low.count(~covered)


def _sentences_firm(found: Grounds, rule: SentenceStands) -> bool:
    """Neither what is asked nor where the sentences stand can be moved."""
    written: Mapping[str, Iterable[str]] = {each.id: each.when for each in found.scenario.debrief.sentences}
    named = [name for name in rule.id if not name.startswith(MEASURE_SENTENCE)]
    return found.is_firm(rule.when) and all(found.is_firm(written[name]) for name in named)


def _ours(table: RuleTable) -> list[str]:
    rows = zip(table.table.rules, table.reasons, strict=True)
    return [rule.id for rule, reason in rows if is_ours(reason)]


def _fallen(table: RuleTable, rules: Iterable[str]) -> list[Edit]:
    return [Edit(table.name, rule, ROW, "", None) for rule in rules]


def _loose_limits(scenario: Scenario, movable: frozenset[str]) -> list[Edit]:
    """Let every limit fall that can be moved, and those of its measure before it, which it could undo."""
    fallen: dict[str, list[Edit]] = {}
    for table in scenario.tables_of("limits"):
        names = [column.name for column in table.table.inputs]
        for rule, reason in zip(table.table.rules, table.reasons, strict=True):
            own = fallen.setdefault(str(rule.outputs[0]), [])
            own.append(Edit(table.name, rule.id, ROW, "", None))
            tests = zip(names, rule.conditions, strict=True)
            reads = [name for name, test in tests if not test.is_any]
            if is_ours(reason) or any(is_movable(scenario, movable, name) for name in reads):
                fallen[str(rule.outputs[0])] = [*own, Edit("", "", ROW, "", None)]
    return [edit for edits in fallen.values() for edit in _up_to_the_last_loose(edits)]


def _up_to_the_last_loose(edits: list[Edit]) -> list[Edit]:
    """Give the edits before the last mark; none where there is no mark."""
    marks = [at for at, edit in enumerate(edits) if not edit.rule]
    return [edit for edit in edits[: marks[-1]] if edit.rule] if marks else []
