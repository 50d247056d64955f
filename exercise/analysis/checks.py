"""The declared checks, over every plan; each that fails names a plan that shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from exercise.analysis.conditions import cells_mask, number_mask, sentence_mask
from exercise.analysis.dominance import dominated_options
from exercise.analysis.extremes import extreme_spaces
from exercise.analysis.grid import PlanSpace, plan_space
from exercise.analysis.masks import Mask
from exercise.analysis.spread import closed_measures, crowded_bands
from exercise.play.plan import Plan, plan_of
from exercise.play.rulebook import rulebook
from exercise.scenario.model import Scenario
from exercise.scenario.promise_links import MEASURE_SENTENCE
from exercise.scenario.promises import (
    AlwaysLine,
    Check,
    FixedText,
    Monotone,
    Never,
    NotDominated,
    SentenceStands,
    Spread,
)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Whether a check holds, over what it was tried, and what shows that it does not."""

    id: str
    text: str
    holds: bool
    over: str
    witness: str = ""


def run_checks(scenario: Scenario, space: PlanSpace | None = None) -> tuple[CheckResult, ...]:
    """Try every declared check of a scenario."""
    whole = space if space is not None else plan_space(scenario)
    return tuple(run_check(scenario, check, whole) for check in scenario.checks)


def run_check(scenario: Scenario, check: Check, space: PlanSpace) -> CheckResult:
    """Try one declared check."""
    over = f"{space.size:,} plans"
    match check.rule:
        case Never() as rule:
            witness = _never(scenario, rule, space)
            over = over if rule.over == "plans" else f"{over}, and every inject's points at their worst"
        case AlwaysLine() as rule:
            witness = _always_line(scenario, rule, space)
        case SentenceStands() as rule:
            witness = _sentence(scenario, rule, space)
        case Monotone() as rule:
            witness = _monotone(scenario, rule, space)
        case FixedText() as rule:
            witness = _fixed_text(scenario, rule)
            over = "every text an outcome or debrief can print"
        case NotDominated() as rule:
            found = dominated_options(space, rule.decision, frozenset(rule.exempt))
            witness = "; ".join(f"{worse} is never better than {better}" for better, worse in found)
        case Spread() as rule:
            witness = "; ".join((*crowded_bands(space, rule.most_percent), *closed_measures(scenario, rule)))
    return CheckResult(check.id, check.text, not witness, over, witness)


def plan_text(plan: Plan | None) -> str:
    """Say a plan in one line."""
    if plan is None:
        return ""
    parts = (
        f"{name}={choice if isinstance(choice, str) else ','.join(choice) or 'none'}" for name, choice in plan.choices
    )
    return " ".join(parts)


def _shown(space: PlanSpace, broken: Mask, why: str) -> str:
    """Say how many plans break a check and name the first, or nothing where none does."""
    count = space.count(np.broadcast_to(broken, _common(space, broken)))
    return f"{count:,} plans {why}, as {plan_text(space.first(broken))}" if count else ""


def _common(space: PlanSpace, mask: Mask) -> tuple[int, ...]:
    return mask.shape or space.axes.packed_unit


def _never(scenario: Scenario, rule: Never, space: PlanSpace) -> str:
    when = rule.when
    if when == "defaults":
        chosen = {d.id: ",".join(d.default) for d in scenario.frame.decisions}
        when = {}
        plan = plan_of(scenario, chosen)
        only = _only(scenario, plan)
    else:
        only = None
    spaces = [space] if rule.over == "plans" else [space, *extreme_spaces(scenario)]
    for each in spaces:
        broken = cells_mask(each, when) if only is None else only(each)
        said = "keep to these cells"
        if rule.measure is not None and rule.band is not None:
            bands = rulebook(scenario).gauges[rule.measure].bands
            broken = broken & (each.bands[rule.measure] == bands.index(rule.band))
            said = f"have {rule.measure} {rule.band}"
        elif rule.measure is not None and rule.points is not None:
            broken = broken & number_mask(each.points[rule.measure], rule.points)
            said = f"have {rule.measure} at points {rule.points}"
        witness = _shown(each, broken, said)
        if witness:
            return witness if each is space else f"with injects at their worst: {witness}"
    return ""


def _only(scenario: Scenario, plan: Plan) -> Callable[[PlanSpace], Mask]:
    """Give the mask of one plan."""
    del scenario

    def mask(space: PlanSpace) -> Mask:
        found = np.ones(space.axes.packed_unit, np.bool_)
        for axis in space.axes.all:
            choice = plan.get(axis.decision)
            value = choice if axis.item is None else axis.item in (choice or ())
            found = found & (space.choice(axis) == axis.values.index(value))
        return found

    return mask


def _always_line(scenario: Scenario, rule: AlwaysLine, space: PlanSpace) -> str:
    """Every plan has a line on the claim with at least so many points: the start, or rows that hold."""
    gauge = rulebook(scenario).gauges[rule.measure]
    if rule.claim in gauge.start.claims and gauge.start.points >= rule.least:
        return ""
    covered = np.zeros(space.axes.packed_unit, np.bool_)
    for modifier in gauge.modifiers:
        for tests, line in zip(modifier.table.rules, modifier.lines, strict=True):
            if rule.claim in line.claims and line.points >= rule.least:
                pairs = zip(modifier.names, tests.conditions, strict=True)
                covered = covered | cells_mask(space, {name: test.text for name, test in pairs if not test.is_any})
    said = f"have no line of {rule.measure} on {rule.claim} with {rule.least} or more points"
    return _shown(space, ~covered, said)


def _sentence(scenario: Scenario, rule: SentenceStands, space: PlanSpace) -> str:
    wanted = cells_mask(space, rule.when)
    counted = sum((sentence_mask(scenario, space, each).astype(np.int8) for each in rule.id), np.zeros((), np.int8))
    broken = np.where(wanted, counted != 1, counted != 0)
    return _shown(space, broken, f"do not have exactly {' or '.join(rule.id)} as they should")


def _monotone(scenario: Scenario, rule: Monotone, space: PlanSpace) -> str:
    """Compare each plan with its neighbour along the decision's options, or with one item more."""
    del scenario
    spread = space.points[rule.measure]
    sign = 1 if rule.direction == "up" else -1
    for axis in space.axes.all:
        if axis.decision != rule.decision:
            continue
        for low, high, plan in _neighbours(space, axis.position, spread):
            worse = (high.astype(np.int64) - low) * sign < 0
            if worse.any():
                count = int(np.count_nonzero(worse))
                return f"{count:,} steps move {rule.measure} the other way, as from {plan_text(plan(worse))}"
    return ""


def _neighbours(
    space: PlanSpace, position: int, compact: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray, Callable[[Mask], Plan]]]:
    """Give the values of a compact array below and above each single step along an axis, where both are coherent."""
    axes = space.axes
    grid = axes.unpack(np.broadcast_to(compact, axes.layout))
    coherent = axes.unpacked_coherent()
    size = grid.shape[position]
    for at in range(size - 1):
        low, high = grid.take(at, axis=position), grid.take(at + 1, axis=position)
        both = coherent.take(at, axis=position) & coherent.take(at + 1, axis=position)

        def plan(worse: Mask, at: int = at, both: Mask = both) -> Plan:
            index = list(np.argwhere(worse & both)[0]) if (worse & both).any() else [0] * (grid.ndim - 1)
            return axes.plan_at(space.scenario, [*index[:position], at, *index[position:]])

        yield np.where(both, low, 0), np.where(both, high, 0), plan


_WORD = re.compile(r"[A-Za-z]+")


def _fixed_text(scenario: Scenario, rule: FixedText) -> str:
    texts = dict(_texts(scenario))
    if rule.absent:
        forbidden = {word.lower() for word in rule.absent}
        for name, text in texts.items():
            if name in rule.exempt:
                continue
            for word in _WORD.findall(text):
                if word.lower() in forbidden:
                    return f"{name} says {word!r}: {text}"
        return ""
    name = rule.sentence if rule.sentence is not None else f"likelihood-{rule.option}"
    text = texts.get(name, "")
    if rule.exactly is not None and text != rule.exactly:
        return f"{name} reads {text!r}, not {rule.exactly!r}"
    if rule.contains is not None and rule.contains not in text:
        return f"{name} reads {text!r}, without {rule.contains!r}"
    return ""


def _texts(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Give every text that an outcome or a debrief can print, by a name."""
    frame = scenario.frame
    for sentence in scenario.debrief.sentences:
        yield sentence.id, sentence.text
    for measure in frame.measures:
        yield f"{MEASURE_SENTENCE}{measure.id}", measure.says
        yield f"start-{measure.id}", measure.start.because
        yield from ((f"band-{measure.id}-{band.id}", band.label) for band in measure.bands)
    for table in scenario.tables.values():
        if table.kind != "coherence":
            rows = zip(table.table.rules, table.reasons, strict=True)
            yield from ((f"because-{rule.id}", reason.because) for rule, reason in rows)
    for end in frame.end_states:
        yield f"end-{end.id}", f"{end.name} {end.text}"
    for decision in frame.decisions:
        for option in decision.options:
            yield f"plan-{decision.id}-{option.id}", option.says
            yield f"likelihood-{decision.id}.{option.id}", option.likelihood
