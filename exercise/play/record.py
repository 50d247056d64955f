"""The record of a session: what happened, in past tense, appended and never changed; and its replay.

An outcome is kept with its decision and roll, so a corrected rule never rewrites a past session: `differences` says
what today's rules would say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from exercise.play.adjudication import adjudicate
from exercise.play.ledger import Outcome
from exercise.play.plan import Choice, IllegalPlan
from exercise.play.situation import Situation, answered, changed, committed, opening, rolled
from exercise.scenario.model import Scenario


class Event(BaseModel):
    """Something that happened."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Began(Event):
    """A session began with the rules of this digest."""

    event: Literal["began"] = "began"
    scenario: str
    digest: str
    variant: str | None = None


class TurnCommitted(Event):
    """A turn's choices were committed, with what the players said of them."""

    event: Literal["turn_committed"] = "turn_committed"
    turn: int
    choices: dict[str, str | tuple[str, ...]]
    reason: str = ""
    assumption: str = ""
    condition: str = ""
    forecast: dict[str, str] = Field(default_factory=dict)


class InjectAnswered(Event):
    """An inject was answered; `item` is the one a player named where the answer takes one out."""

    event: Literal["inject_answered"] = "inject_answered"
    inject: str
    answer: str
    item: str | None = None


class PlanChanged(Event):
    """The one change of plan was made; an early one stands instead of the answer to the turn's inject."""

    event: Literal["plan_changed"] = "plan_changed"
    when: Literal["early", "late"]
    decision: str
    choice: str | tuple[str, ...]


class Rolled(Event):
    """Chance spoke; the seed and the number of the throw make it repeatable."""

    event: Literal["rolled"] = "rolled"
    chance: str
    value: str
    seed: int | None = None


class KeptMeasure(Event):
    """A measure as it stood when the outcome was kept."""

    measure: str
    points: int | float
    band: str | None
    rules: tuple[tuple[str, int | float], ...]


class OutcomeKept(Event):
    """An outcome was shown, and is kept as it was shown."""

    event: Literal["outcome_kept"] = "outcome_kept"
    measures: tuple[KeptMeasure, ...]
    end_states: tuple[str, ...]


class Noted(Event):
    """Somebody wrote down an answer that moves nothing: a guess, a memory, a sort, a view, a sentence to keep."""

    event: Literal["noted"] = "noted"
    question: str
    value: str | tuple[str, ...]


class StepReached(Event):
    """The play came to this step; a reload comes back to it."""

    event: Literal["step_reached"] = "step_reached"
    step: str


class DrawerOpened(Event):
    """The drawer of measures that nobody asked about was opened while this turn was the next."""

    event: Literal["drawer_opened"] = "drawer_opened"
    turn: int


class SealOpened(Event):
    """The seal of what was reported later was opened."""

    event: Literal["seal_opened"] = "seal_opened"


AnyEvent = Annotated[
    Began
    | TurnCommitted
    | InjectAnswered
    | PlanChanged
    | Rolled
    | OutcomeKept
    | Noted
    | StepReached
    | DrawerOpened
    | SealOpened,
    Field(discriminator="event"),
]
Record = tuple[AnyEvent, ...]
RECORD: TypeAdapter[Record] = TypeAdapter(Record)


def apply(scenario: Scenario, situation: Situation, event: AnyEvent) -> Situation:
    """Take one event in; raises IllegalPlan where the rules do not allow it."""
    match event:
        case Began():
            if situation != opening(scenario, None):
                raise IllegalPlan(["this session has already begun; a new one needs a record of its own"])
            return opening(scenario, event.variant)
        case TurnCommitted():
            return committed(scenario, situation, event.turn, event.choices)
        case InjectAnswered():
            return answered(scenario, situation, event.inject, event.answer, event.item)
        case PlanChanged():
            choice: Choice = event.choice
            return changed(scenario, situation, event.when, event.decision, choice)
        case Rolled():
            return rolled(scenario, situation, event.chance, event.value)
        case OutcomeKept() | Noted() | StepReached() | DrawerOpened() | SealOpened():
            return situation


def replay(scenario: Scenario, record: Iterable[AnyEvent]) -> Situation:
    """Give the situation a record leads to: the fold of `apply` over its events."""
    situation = opening(scenario, None)
    for event in record:
        situation = apply(scenario, situation, event)
    return situation


# A page asks for the outcome of one situation several times over, and so does everybody who chose alike.
@lru_cache(maxsize=1024)
def outcome_of(scenario: Scenario, situation: Situation) -> Outcome:
    """Adjudicate where a situation stands."""
    return adjudicate(scenario, situation.plan, situation.circumstances)


def kept(outcome: Outcome) -> OutcomeKept:
    """Write an outcome down as it was shown."""
    measures = tuple(
        KeptMeasure(
            measure=each.measure,
            points=each.points,
            band=each.band,
            rules=tuple((line.rule, line.points) for line in each.lines),
        )
        for each in outcome.measures
    )
    return OutcomeKept(measures=measures, end_states=outcome.end_states)


def differences(scenario: Scenario, record: Iterable[AnyEvent]) -> tuple[str, ...]:
    """Say, for every kept outcome, what the rules at hand would say otherwise; nothing where they agree.

    Where the rules at hand do not allow an event any more, that is the last thing said: what follows has no ground.
    """
    found: list[str] = []
    situation = opening(scenario, None)
    for number, event in enumerate(record, start=1):
        try:
            situation = apply(scenario, situation, event)
        except IllegalPlan as error:
            found.append(f"event {number}: not allowed any more: {'; '.join(error.problems)}")
            break
        if isinstance(event, OutcomeKept):
            now = kept(outcome_of(scenario, situation))
            found.extend(f"event {number}: {each}" for each in _differing(event, now))
    return tuple(found)


def _differing(then: OutcomeKept, now: OutcomeKept) -> Iterator[str]:
    """Say what one kept outcome has that another has otherwise: measures, the rules behind them, endings."""
    before = {each.measure: each for each in then.measures}
    today = {each.measure: each for each in now.measures}
    for name in dict.fromkeys((*before, *today)):
        old, new = before.get(name), today.get(name)
        if new is None:
            yield f"{name} is no measure any more"
        elif old is None:
            yield f"{name} is a new measure, now {new.band} ({new.points})"
        elif (old.points, old.band) != (new.points, new.band):
            yield f"{name} was {old.band} ({old.points}), now {new.band} ({new.points})"
        elif old != new:
            yield f"{name} stands at {new.band} ({new.points}) as before, by other rules: {_rules(old, new)}"
    if then.end_states != now.end_states:
        was, is_now = (", ".join(each.end_states) or "no ending" for each in (then, now))
        yield f"the endings were {was}, now {is_now}"


def _rules(old: KeptMeasure, new: KeptMeasure) -> str:
    """Name the lines that two readings of a measure do not share."""
    gone = [f"{rule} {points:+g} gone" for rule, points in old.rules if (rule, points) not in new.rules]
    come = [f"{rule} {points:+g} new" for rule, points in new.rules if (rule, points) not in old.rules]
    return ", ".join((*gone, *come)) or "in another order"
