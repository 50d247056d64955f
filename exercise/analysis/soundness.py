"""Checks that every scenario gets without asking, from worked cases that come out to labels that promise no more."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Sequence

from exercise.analysis.checks import CheckResult, plan_text
from exercise.analysis.dominance import idle_choices
from exercise.analysis.grid import PlanSpace
from exercise.analysis.texts import Cited, cited, foreign_words, printed
from exercise.analysis.trials import unlike_labels
from exercise.play.adjudication import adjudicate
from exercise.play.ledger import LIMIT, Outcome
from exercise.play.line import Course, line_of_play
from exercise.play.plan import IllegalPlan, Plan, plan_of
from exercise.play.record import outcome_of
from exercise.play.situation import opening
from exercise.scenario.model import LaterFact, Scenario
from exercise.scenario.promises import BuiltIn, Case

SAMPLE = 400
SHAKES = 4
MONTHS = list(calendar.month_name)[1:]
_DATE = re.compile(
    r"\b(?:(\d{1,2}) )?(" + "|".join(MONTHS) + r") (\d{4})\b|\b(20\d\d)-(\d\d)(?:-(\d\d))?\b|\b(20\d\d)\b"
)


SAID: dict[BuiltIn, str] = {
    "cases": "Every worked case comes out as its author says.",
    "ledger": "The lines of every ledger add up to what is shown.",
    "determinism": "The same plan gives the same outcome.",
    "traceability": "Every claim and every assumption is used, or says why not.",
    "hedges": "A sentence on a hedged claim keeps a hedge.",
    "hindsight": "Nothing known only later stands outside the sealed file.",
    "choices": "Every decision, and every item of a set, moves some measure for some plan.",
    "labels": "No shake of the designer's numbers moves what is labelled as holding for any plan.",
}


def run_soundness(scenario: Scenario, space: PlanSpace, later: Sequence[LaterFact]) -> tuple[CheckResult, ...]:
    """Try what must be true of every scenario; a check that names a built-in one lends it its id and its words."""
    sample = list(sampled_plans(space))
    texts = tuple(cited(scenario))
    over_plans = f"{len(sample):,} of {space.size:,} plans"
    tried: dict[BuiltIn, tuple[str, Iterable[str]]] = {
        "cases": (f"{len(scenario.cases)} cases", _cases(scenario)),
        "ledger": (over_plans, ledger_gaps(adjudicate(scenario, plan) for plan in sample)),
        "determinism": (
            over_plans,
            unlike_outcomes((adjudicate(scenario, plan), adjudicate(scenario, plan)) for plan in sample),
        ),
        "traceability": (
            f"{len(scenario.claims)} claims, {len(scenario.assumptions)} assumptions",
            _unused(scenario, texts),
        ),
        "hedges": (f"{len(texts)} sentences", _hedges(scenario, texts)),
        "hindsight": ("every text", _hindsight(scenario, later)),
        "choices": (f"{space.size:,} plans", (f"{name} moves no measure" for name in idle_choices(space))),
        "labels": (f"{SHAKES} shakes of every plan", unlike_labels(scenario, 0, range(SHAKES))),
    }
    named = {check.built_in: check for check in scenario.checks if check.built_in is not None}
    return tuple(
        _result(named[name].id if name in named else name, named[name].text if name in named else SAID[name], *found)
        for name, found in tried.items()
    )


def _result(name: str, text: str, over: str, witnesses: Iterable[str]) -> CheckResult:
    witness = next(iter(witnesses), "")
    return CheckResult(name, text, not witness, over, witness)


def sampled_plans(space: PlanSpace) -> Iterator[Plan]:
    """Give evenly spread plans, always the same: every plan of a small space."""
    step = max(space.size // SAMPLE, 1)
    return (space.plan(row) for row in range(0, space.size, step))


def case_outcome(scenario: Scenario, case: Case) -> Outcome:
    """Play a worked case; raises IllegalPlan where the rules do not allow it."""
    course = Course(
        answers=case.answers,
        early=(case.early.turn, case.early.decision, case.early.option) if case.early else None,
        late=(case.late.decision, case.late.option) if case.late else None,
        withdrawn=case.withdrawn,
    )
    _, situation = line_of_play(scenario, plan_of(scenario, case.plan), course)
    return outcome_of(scenario, situation)


def _cases(scenario: Scenario) -> Iterator[str]:
    for variant in scenario.variants:
        try:
            opening(scenario, variant.id)
        except IllegalPlan as error:
            yield f"variant {variant.id}: its presets are not allowed: {error}"
    for case in scenario.cases:
        try:
            outcome = case_outcome(scenario, case)
        except IllegalPlan as error:
            yield f"case {case.case}: {error}"
            continue
        for measure, (points, band) in case.expect.items():
            found = outcome.measure(measure)
            if (found.points, found.band) != (points, band):
                yield f"case {case.case}: {measure} is {found.points} ({found.band}), not {points} ({band})"
        if case.end_state is not None and outcome.end_state != case.end_state:
            yield f"case {case.case}: it ends in {outcome.end_state}, not {case.end_state}"
        ratios = [outcome.measure(m.id).points for m in scenario.frame.measures if m.ratio is not None]
        if case.days is not None and round(sum(ratios[:1]), 2) != case.days:
            seen = f"{ratios[0]:.2f}" if ratios else "nowhere: no measure is a ratio"
            yield f"case {case.case}: the ratio is {seen}, not {case.days}"
        bit = {line.rule for line in outcome.ledger() if line.points and line.table in {LIMIT, "scale"}}
        if case.limits_that_bit and bit != set(case.limits_that_bit):
            yield f"case {case.case}: the limits that bit are {sorted(bit)}, not {sorted(case.limits_that_bit)}"


def ledger_gaps(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Say where the lines of a measure do not add up to what it shows."""
    for outcome in outcomes:
        for measure in outcome.measures:
            added = sum(line.points for line in measure.lines)
            if added != measure.points:
                where = plan_text(outcome.plan)
                yield f"{measure.measure} shows {measure.points}, its lines add up to {added}: {where}"


def unlike_outcomes(pairs: Iterable[tuple[Outcome, Outcome]]) -> Iterator[str]:
    """Say for which plans two readings differ."""
    return (plan_text(first.plan) for first, second in pairs if first != second)


def _unused(scenario: Scenario, texts: Sequence[Cited]) -> Iterator[str]:
    used = {each for text in texts for each in text.rests}
    for claim in scenario.claims.values():
        if claim.id not in used and not claim.unused_because:
            yield f"{claim.id} is used nowhere, and unused_because is empty"
        if claim.id in used and claim.unused_because:
            yield f"{claim.id} is used, and unused_because says otherwise"
    for assumption in scenario.assumptions.values():
        if assumption.id not in used:
            yield f"{assumption.id} is used nowhere"


def _hedges(scenario: Scenario, texts: Sequence[Cited]) -> Iterator[str]:
    """A sentence on hedged claims only must keep a hedge; one that also rests on a flat claim may lean on that."""
    hedges = {hedge.lower() for hedge in scenario.frame.source.hedges}
    if not hedges:
        return
    for text in texts:
        claims = [scenario.claims[each] for each in text.rests if each in scenario.claims]
        hedged = [claim for claim in claims if claim.hedge]
        words = {word.lower() for word in re.findall(r"[A-Za-z']+", text.text)}
        if text.is_sentence and hedged and len(hedged) == len(claims) and not words & hedges:
            yield f"{text.name} rests on {hedged[0].id} ({hedged[0].hedge}) and keeps no hedge: {text.text}"


def _hindsight(scenario: Scenario, later: Sequence[LaterFact]) -> Iterator[str]:
    """Look for dates after the day the scenario knows, and for names and numbers only the sealed file has."""
    known = scenario.frame.source.known_until
    foreign = foreign_words(scenario, later)
    for name, text in printed(scenario):
        for match in _DATE.finditer(text):
            if _after(match, (known.year, known.month, known.day)):
                yield f"{name} names a time after {known.isoformat()}: {match.group(0)}"
        for word in re.findall(r"[A-Z][A-Za-z-]+|\d[\d,.]*\d", text):
            if word in foreign:
                yield f"{name} says {word!r}, which only the later facts know"


def _after(match: re.Match[str], known: tuple[int, int, int]) -> bool:
    day, month, year, iso_year, iso_month, iso_day, bare = match.groups()
    if bare:
        return int(bare) > known[0]
    if iso_year:
        return (int(iso_year), int(iso_month), int(iso_day or 1)) > known
    return (int(year), MONTHS.index(month) + 1, int(day or 1)) > known
