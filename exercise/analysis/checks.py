"""The declared checks, over every plan; each that fails names a plan that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from exercise.analysis.conditions import cells_mask, number_mask, plan_mask, sentence_mask
from exercise.analysis.dominance import dominated_options
from exercise.analysis.efficient import off_frontier
from exercise.analysis.extremes import extreme_spaces
from exercise.analysis.grid import PlanSpace, plan_space
from exercise.analysis.masks import Mask
from exercise.analysis.readings import read_by_never
from exercise.analysis.spread import closed_measures, crowded_bands
from exercise.analysis.steps import ever_falls, steps
from exercise.play.plan import IllegalPlan, Plan, plan_of
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
    declared = [check for check in scenario.checks if check.built_in is None]
    worst = worst_cases(scenario, declared)
    return tuple(run_check(scenario, check, whole, worst) for check in declared)


def worst_cases(scenario: Scenario, checks: Iterable[Check]) -> tuple[PlanSpace, ...]:
    """Give the spaces with every inject's points at their worst, as far as some checks ask about them."""
    rules = [check.never for check in checks if check.never is not None and check.never.over == "extremes"]
    return tuple(extreme_spaces(scenario, [read_by_never(scenario, rule) for rule in rules])) if rules else ()


def run_check(
    scenario: Scenario, check: Check, space: PlanSpace, worst: tuple[PlanSpace, ...] | None = None
) -> CheckResult:
    """Try one declared check; raises ValueError for one that only names a built-in check.

    `worst` is what `worst_cases` gave for this check among others; it is worked out here if it is not given.
    """
    if worst is None:
        worst = worst_cases(scenario, [check])
    over = f"{space.size:,} plans"
    match check.rule:
        case Never() as rule:
            witness = _never(scenario, rule, space, worst)
            over = over if rule.over == "plans" else f"{over}, and every inject's points at their worst"
        case AlwaysLine() as rule:
            witness = _always_line(scenario, rule, space)
        case SentenceStands() as rule:
            witness = _sentence(scenario, rule, space)
        case Monotone() as rule:
            witness = _monotone(rule, space)
        case FixedText() as rule:
            witness = _fixed_text(scenario, rule)
            over = "every text an outcome or debrief can print"
        case NotDominated() as rule:
            witness = "; ".join(_dominated(rule, space))
        case Spread() as rule:
            witness = "; ".join((*crowded_bands(space, rule.most_percent), *closed_measures(space, rule)))
        case str() as name:
            message = f"check {check.id!r} names the built-in {name!r}, which run_soundness tries"
            raise ValueError(message)
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
    count = space.count(broken)
    return f"{count:,} plans {why}, as {plan_text(space.first(broken))}" if count else ""


def _never(scenario: Scenario, rule: Never, space: PlanSpace, worst: tuple[PlanSpace, ...]) -> str:
    try:
        return _found(scenario, rule, space, worst)
    except IllegalPlan as error:
        return f"the plan of defaults is not allowed: {'; '.join(error.problems)}"


def _found(scenario: Scenario, rule: Never, space: PlanSpace, worst: tuple[PlanSpace, ...]) -> str:
    read = read_by_never(scenario, rule)
    spaces = [each for each in worst if read <= each.masks.points.keys() | each.masks.derived.keys()]
    for each in [space] if rule.over == "plans" else [space, *spaces]:
        said = "keep to these cells"
        if rule.measure is not None and rule.band is not None:
            said = f"have {rule.measure} {rule.band}"
        elif rule.measure is not None and rule.points is not None:
            said = f"have {rule.measure} at points {rule.points}"
        witness = _shown(each, forbidden(scenario, rule, each), said)
        if witness:
            return witness if each is space else f"with injects at their worst: {witness}"
    return ""


def forbidden(scenario: Scenario, rule: Never, space: PlanSpace) -> Mask:
    """Give, compact, the plans that break a `never` check; raises IllegalPlan where it asks about impossible ones."""
    broken = _asked(scenario, rule, space)
    if rule.measure is not None and rule.band is not None:
        bands = rulebook(scenario).gauges[rule.measure].bands
        return broken & np.equal(space.bands[rule.measure], bands.index(rule.band))
    if rule.measure is not None and rule.points is not None:
        return broken & number_mask(space.points[rule.measure], rule.points)
    return broken


def _asked(scenario: Scenario, rule: Never, space: PlanSpace) -> Mask:
    """Give the plans a check asks about."""
    if rule.when != "defaults":
        return cells_mask(space, rule.when)
    return plan_mask(space, plan_of(scenario, {d.id: ",".join(d.default) for d in scenario.frame.decisions}))


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
    counted = np.zeros((), np.int32)
    for each in rule.id:
        counted = counted + sentence_mask(scenario, space, each)
    broken: Mask = np.not_equal(counted, wanted.astype(np.int32))
    return _shown(space, broken, f"do not have exactly {' or '.join(rule.id)} as they should")


def _monotone(rule: Monotone, space: PlanSpace) -> str:
    """Compare each plan with its neighbour along the decision's options, or with one item more."""
    count, first = 0, None
    for axis in space.axes.all:
        points = space.points[rule.measure]
        if axis.decision != rule.decision:
            continue
        if not ever_falls(space, axis.position, points if rule.direction == "up" else -points):
            continue
        for step in steps(space, axis.position, points):
            before, after = (step.low, step.high) if rule.direction == "up" else (step.high, step.low)
            wrong: Mask = np.less(after, before)
            found = step.count(wrong)
            if found and first is None:
                first = step.first(wrong)
            count += found
    said = "step moves" if count == 1 else "steps move"
    return f"{count:,} {said} {rule.measure} the other way, as from {plan_text(first)}" if count else ""


def _dominated(rule: NotDominated, space: PlanSpace) -> Iterator[str]:
    exempt = frozenset(rule.exempt)
    found = dominated_options(space, rule.decision, exempt)
    yield from (f"{worse} is never better than {better}" for better, worse in found)
    # An option that is never better may share the frontier with the other; the whole of it need not be found for that.
    if rule.on_frontier and not found:
        yield from (f"no efficient plan has {option}" for option in off_frontier(space, rule.decision, exempt))


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
