"""What each decision adds to each measure of one plan: its own where rows read it alone, shared where they do not.

A row that reads one decision is that decision's. A row that reads several, or a band, a total or a decision table that
rests on several, is theirs together and is never split among them. Floors, caps, the largest shift of a table and the
ends of the scale hold a sum, so they are shared by everything the sum rests on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, reduce

import numpy as np
import numpy.typing as npt

from exercise.analysis.behind import behind, written_by
from exercise.analysis.grid import PlanSpace, plan_space
from exercise.analysis.masks import Numbers
from exercise.analysis.prepared import tests_of
from exercise.play.ledger import Circumstances, LedgerLine, Outcome
from exercise.play.rulebook import Effects, Gauge, Rulebook, effects_of, rulebook, scale_line, shift_line
from exercise.scenario.model import Scenario
from exercise.tables.cells import Value
from exercise.tables.table import Rule, Table

CHANGE = "change"

# A line is known by its table and its rule.
Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rests:
    """What points rest on: decisions in their order; and chances, observations, injects answered, or `change`.

    Without either they are the start, which nobody decides. An observation stands as it was made: it does not follow
    the plan any more.
    """

    decisions: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether the points are one decision's own."""
        return len(self.decisions) == 1 and not self.besides


@dataclass(frozen=True, slots=True)
class Contribution:
    """Points that rest on the same things, and the ledger lines that bring them.

    `average`, where it was asked for, is what the same rows bring on average over all coherent plans, exactly.
    """

    rests: Rests
    points: int | float
    lines: tuple[LedgerLine, ...]
    average: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Contributions:
    """One measure taken apart: the parts add up to its points, and their averages to its mean over all plans.

    The start comes first, then every decision that the measure rests on with its own points, 0 where it has none, then
    what is shared.
    """

    measure: str
    points: int | float
    parts: tuple[Contribution, ...]

    @property
    def additive(self) -> bool:
        """Whether nothing is shared: then each decision's own points are all that it adds."""
        return not any(part.points for part in self._shared())

    @property
    def shared(self) -> int | float:
        """The points that decisions share, with each other or with what happened besides."""
        return sum(part.points for part in self._shared())

    def _shared(self) -> Iterator[Contribution]:
        return (part for part in self.parts if part.rests.decisions and not part.rests.alone)


def contributions(scenario: Scenario, outcome: Outcome) -> tuple[Contributions, ...]:
    """Take every measure of an outcome apart, by its ledger."""
    attribution = _Attribution(scenario, outcome.circumstances)
    found: list[Contributions] = []
    for each in outcome.measures:
        gauge = attribution.book.gauges[each.measure]
        lines: dict[Rests, list[LedgerLine]] = {rests: [] for rests in attribution.expected(gauge)}
        for line in each.lines:
            lines.setdefault(attribution.of_line(line), []).append(line)
        parts = (Contribution(rests, sum(line.points for line in held), tuple(held)) for rests, held in lines.items())
        found.append(Contributions(each.measure, each.points, tuple(parts)))
    return tuple(found)


def compared(scenario: Scenario, outcome: Outcome) -> tuple[Contributions, ...]:
    """Do as `contributions`, and set beside every part what it is on average over all coherent plans.

    The plans compared stand in the same circumstances: answers, observations, change and rolls are those of the
    outcome. A part that this outcome lacks and other plans have is added with 0 points. Raises SpaceError and
    SpaceTooLarge as `plan_space` does.
    """
    averages = _averages(scenario, outcome.circumstances)
    found: list[Contributions] = []
    for each in contributions(scenario, outcome):
        means = averages[each.measure]
        own = [replace(part, average=means.get(part.rests, Fraction(0))) for part in each.parts]
        known = {part.rests for part in own}
        rest = [Contribution(rests, 0, (), mean) for rests, mean in means.items() if rests not in known]
        found.append(replace(each, parts=(*own, *rest)))
    return tuple(found)


class _Attribution:
    """Says what a line rests on, in some circumstances."""

    def __init__(self, scenario: Scenario, happened: Circumstances) -> None:
        self.scenario = scenario
        self.book: Rulebook = rulebook(scenario)
        self.happened = happened
        self.reads = _reads(self.book)
        self.written = {
            inject: written_by(scenario, Circumstances(answers=((inject, a),))) for inject, a in happened.answers
        }
        if happened.change is not None:
            self.written[CHANGE] = written_by(scenario, Circumstances(change=happened.change))
        self.happenings: dict[Line, set[str]] = defaultdict(set)
        for effects, context in effects_of(self.book, happened):
            for rule, line in zip(effects.table.rules, effects.lines, strict=True):
                heads = tuple(column.name for column in effects.table.inputs)
                if all(test.admits(context[name]) for name, test in tests_of(heads, rule) if name in context):
                    self.happenings[line.table, line.rule].add(str(context.get("inject", CHANGE)))

    def expected(self, gauge: Gauge) -> Iterator[Rests]:
        """Give the parts that a measure always has: the start, and each decision that it rests on."""
        yield Rests()
        yield from (Rests((name,)) for name in self.of_inputs([gauge.measure.id]).decisions)

    def of_line(self, line: LedgerLine) -> Rests:
        """Give what a line rests on."""
        key = (line.table, line.rule)
        return self.of_inputs(self.reads[key], self.happenings.get(key, set()))

    def of_inputs(self, names: Iterable[str], own: Iterable[str] = ()) -> Rests:
        """Give what some inputs rest on, and what happened to bring a line of its own."""
        found = behind(self.scenario, frozenset(names), self.happened)
        frame = self.scenario.frame
        happenings = {name for name, written in self.written.items() if written & found.measures} | set(own)
        besides = (
            *(chance.id for chance in frame.chances if chance.id in found.chances),
            *(each.id for each in frame.observations if each.id in found.observations),
            *(name for name in self.written if name in happenings),
        )
        return Rests(tuple(d.id for d in frame.decisions if d.id in found.decisions), besides)


def _reads(book: Rulebook) -> dict[Line, tuple[str, ...]]:
    """Give, for every line there can be, the inputs on which its points rest."""
    reads: dict[Line, tuple[str, ...]] = {}
    for name, gauge in book.gauges.items():
        ratio = gauge.measure.ratio
        reads[gauge.start.table, gauge.start.rule] = () if ratio is None else (ratio.of,)
        for line in (scale_line(gauge, 0), *(limit.line for limit in gauge.limits)):
            reads[line.table, line.rule] = (name,)
        for modifier in gauge.modifiers:
            line = shift_line(gauge, modifier, 0)
            reads[line.table, line.rule] = _read_in(modifier.table)
            reads.update(((modifier.name, rule.id), _read_in(modifier.table, rule)) for rule in modifier.table.rules)
    for effects in (*book.answer_effects, *book.change_effects):
        reads.update(
            ((line.table, line.rule), _read_in(effects.table, rule))
            for rule, line in zip(effects.table.rules, effects.lines, strict=True)
        )
    return reads


def _read_in(table: Table, only: Rule | None = None) -> tuple[str, ...]:
    """Give the inputs that a row, or any row, of a table asks about."""
    heads = tuple(column.name for column in table.inputs)
    return tuple(name for rule in table.rules if only in {None, rule} for name, _ in tests_of(heads, rule))


@lru_cache(maxsize=64)
def _averages(scenario: Scenario, happened: Circumstances) -> Mapping[str, Mapping[Rests, Fraction]]:
    """Give, for each measure, what each part brings on average over all coherent plans; they add up to its mean."""
    space = plan_space(scenario, happened, endings=False)
    attribution = _Attribution(scenario, happened)
    effects = effects_of(attribution.book, happened)
    found: dict[str, dict[Rests, Fraction]] = {}
    for name, gauge in attribution.book.gauges.items():
        sums: dict[Rests, Fraction] = defaultdict(Fraction)
        for line, total in _totals(space, gauge, effects):
            sums[attribution.of_line(line)] += total
        # What the rows do not bring is what limits and the ends of the scale take or add.
        sums[attribution.of_inputs([name])] += _total(space, space.points[name]) - sum(sums.values())
        found[name] = {rests: total / space.size for rests, total in sums.items()}
    return found


def _totals(
    space: PlanSpace, gauge: Gauge, effects: Iterable[tuple[Effects, Mapping[str, Value]]]
) -> Iterator[tuple[LedgerLine, Fraction]]:
    """Give every line of a measure but its limits and its scale, with its points added up over all plans."""
    ratio = gauge.measure.ratio
    if ratio is not None:
        axis, values = space.masks.axis_values(space.scenario.inputs.sources[ratio.of])
        quotients = np.array([gauge.start.points + float(value) / ratio.per for value in values])
        yield gauge.start, _total(space, quotients[space.choice(axis)])
        return
    yield gauge.start, Fraction(gauge.start.points) * space.size
    for modifier in gauge.modifiers:
        parts: list[Numbers] = []
        for rule, line in zip(modifier.table.rules, modifier.lines, strict=True):
            parts.append(space.masks.all_of(tests_of(modifier.names, rule)) * np.int32(line.points))
            yield line, _total(space, parts[-1])
        if modifier.max_shift is not None:
            own = reduce(np.add, parts)
            held = np.clip(own, -modifier.max_shift, modifier.max_shift) - own
            yield shift_line(gauge, modifier, 0), _total(space, held)
    for table, context in effects:
        heads = tuple(column.name for column in table.table.inputs)
        for rule, line in zip(table.table.rules, table.lines, strict=True):
            tests = tests_of(heads, rule)
            if line.measure == gauge.measure.id and all(test.admits(context[n]) for n, test in tests if n in context):
                mask = space.masks.all_of((n, test) for n, test in tests if n not in context)
                yield line, Fraction(line.points) * space.count(mask)


def _total(space: PlanSpace, compact: npt.NDArray[np.number]) -> Fraction:
    """Add a compact array up over all plans, exactly."""
    different, counts = np.unique(compact, return_counts=True)
    pairs = zip(different.tolist(), counts.tolist(), strict=True)
    return sum((Fraction(value) * count for value, count in pairs), Fraction(0)) * (space.size // compact.size)
