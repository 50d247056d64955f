"""Adjudication: a plan and its circumstances go in, every measure with its ledger comes out. Pure and deterministic."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from exercise.play.ledger import QUIET, Circumstances, MeasureOutcome, Outcome
from exercise.play.plan import IllegalPlan, Plan, undecided
from exercise.play.quick import Quick, quick
from exercise.play.rulebook import Gauge
from exercise.play.working import Extra, endings, measured, said_by, work_out
from exercise.scenario.model import Scenario
from exercise.tables.cells import Value


def adjudicate(scenario: Scenario, plan: Plan, circumstances: Circumstances = QUIET) -> Outcome:
    """Work out what a plan leads to.

    The plan may be partial: then a measure has a band only if everything its tables read is decided, and its points
    are those already certain: start, rows whose every test is met by what is decided, answers, and limits. Rolls that
    are not given stand as the chance's `when_off`.
    """
    # With every decision made every input is settled, and rows need not be asked whether they are certain.
    whole = len(plan.choices) == len(scenario.frame.decisions)
    if whole and not circumstances.answers and circumstances.change is None:
        ready = quick(scenario)
        if ready is not None:
            return _quickly(ready, plan, circumstances)
    return work_out(scenario, plan, circumstances, whole=whole)


def _quickly(ready: Quick, plan: Plan, circumstances: Circumstances) -> Outcome:
    """Adjudicate a complete plan around which nothing has happened; the same as `work_out`, as a test holds."""
    book = ready.book
    values = dict(book.quiet)
    values.update(circumstances.observed)
    values.update(circumstances.rolls)

    def build(gauge: Gauge, values: dict[str, Value]) -> MeasureOutcome:
        return measured(book, gauge, Extra(book, QUIET, values), values, whole=True)

    def derive(name: str) -> Value:
        return said_by(book.derived[name], values)

    measures = ready.measures(plan, values, build, derive)
    return Outcome(plan, circumstances, measures, endings(book, values, whole=True), values)


def adjudicate_complete(scenario: Scenario, plan: Plan, circumstances: Circumstances = QUIET) -> Outcome:
    """Work out a plan that must be complete; raises IllegalPlan naming every decision that is still open."""
    missing = undecided(scenario, plan)
    if missing:
        raise IllegalPlan(
            f"decision {decision.id!r} is not made; choose one of {', '.join(decision.option_ids)}"
            for decision in missing
        )
    return adjudicate(scenario, plan, circumstances)


def rolls(scenario: Scenario) -> Iterator[tuple[Fraction, tuple[tuple[str, str], ...]]]:
    """List everything that chance can say, each with its exact probability; the probabilities add up to 1."""
    chances = scenario.frame.chances
    for values in product(*(chance.values.items() for chance in chances)):
        probability = Fraction(1)
        for _, share in values:
            probability *= share
        said = tuple((chance.id, value) for chance, (value, _) in zip(chances, values, strict=True))
        if probability:
            yield probability, said


def outcomes(
    scenario: Scenario, plan: Plan, circumstances: Circumstances = QUIET
) -> tuple[tuple[Fraction, Outcome], ...]:
    """List every outcome of a plan with its exact probability; one with probability 1 where nothing is left to chance.

    Rolls that the circumstances already hold are given; the rest is weighed with them. Raises IllegalPlan for a given
    roll that chance cannot say.
    """
    given = dict(circumstances.rolls)
    possible = [(p, said) for p, said in rolls(scenario) if all(given.get(name, v) == v for name, v in said)]
    whole = sum((probability for probability, _ in possible), Fraction(0))
    if not whole or not given.keys() <= {chance.id for chance in scenario.frame.chances}:
        raise IllegalPlan([f"chance cannot say {dict(circumstances.rolls)}"])
    parts = (circumstances.answers, circumstances.observed, circumstances.change)
    return tuple((p / whole, adjudicate(scenario, plan, Circumstances(*parts, said))) for p, said in possible)
