"""Where a play stands: its record replayed with its own rules, and what a writer assumed when it wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from exercise.play.plan import IllegalPlan
from exercise.play.record import (
    AnyEvent,
    InjectAnswered,
    Noted,
    OutcomeKept,
    PlanChanged,
    Record,
    Rolled,
    StepReached,
    TurnCommitted,
    apply,
)
from exercise.play.situation import Situation, opening, turn_plan
from exercise.scenario.model import Scenario
from exercise.sessions.errors import StoreUnavailable
from exercise.sessions.rows import History

RulesToday = Literal["same", "changed", "gone"]
Answer = str | tuple[str, ...]

# What moves the situation, so that an outcome is kept beside it.
MOVES = (TurnCommitted, InjectAnswered, PlanChanged, Rolled)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a page showed when something was pressed on it: hand it back with what was pressed."""

    turns: tuple[int, ...] = ()
    answered: tuple[str, ...] = ()
    changed: bool = False
    step: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that moved the play: when, where it led to, and what was shown of it then."""

    seq: int
    at: datetime
    event: AnyEvent
    situation: Situation
    shown: OutcomeKept | None


@dataclass(frozen=True, slots=True)
class Play:
    """Everything a page needs of a play: `times` of each event, `notes` with the last answer to each question.

    `scenario` is the play's own, also where today's files say otherwise (`rules_today`).
    """

    session: str
    scenario: Scenario
    record: Record
    times: tuple[datetime, ...]
    situation: Situation
    notes: Mapping[str, Answer]
    step: str
    rules_today: RulesToday

    @property
    def rules_changed(self) -> bool:
        """Whether today's files of this scenario are other rules than the play's, or are there no more."""
        return self.rules_today != "same"

    @property
    def all_committed(self) -> bool:
        """Whether every turn is committed."""
        return set(turn_plan(self.scenario, self.situation.variant)) <= set(self.situation.turns)

    @property
    def standing(self) -> Standing:
        """What a page drawn from this play assumes."""
        answered = tuple(inject for inject, _ in self.situation.circumstances.answers)
        return Standing(self.situation.turns, answered, self.situation.change_spent, self.step)

    def moments(self) -> tuple[Moment, ...]:
        """Give the play again, one thing that moved it after the other."""
        found: list[Moment] = []
        situation = opening(self.scenario, None)
        for seq, (event, at) in enumerate(zip(self.record, self.times, strict=True), start=1):
            situation = apply(self.scenario, situation, event)
            if isinstance(event, MOVES):
                found.append(Moment(seq, at, event, situation, None))
            elif isinstance(event, OutcomeKept) and found:
                last = found[-1]
                found[-1] = Moment(last.seq, last.at, last.event, last.situation, event)
        return tuple(found)


class StaleSession(Exception):  # noqa: N818 - too late is what is wrong
    """What was pressed stood on a page that is older than the play; nothing of it was stored by this press.

    `happened` says what came in between, `play` is where the play stands now. `stored` is True where everything that
    was pressed is in the record already, as after a double click: then there is nothing to do over.
    """

    def __init__(self, play: Play, happened: Sequence[str], *, stored: bool) -> None:
        self.play = play
        self.happened = tuple(happened)
        self.stored = stored
        mend = "it is stored already; go on" if stored else "nothing was lost; look at what stands now and go on there"
        turns = ", ".join(str(turn) for turn in play.situation.turns) or "none"
        what = f"this page is older than the play: {'; '.join(self.happened)}"
        super().__init__(f"turns committed {turns}: {what}; seen: step {play.step!r}; {mend}")


def play_of(history: History, scenario: Scenario, rules_today: RulesToday) -> Play:
    """Replay a history; raises StoreUnavailable where its own rules no longer allow it, which only a fault explains."""
    situation = opening(scenario, None)
    notes: dict[str, Answer] = {}
    step = ""
    for seq, event in enumerate(history.record, start=1):
        try:
            situation = apply(scenario, situation, event)
        except IllegalPlan as error:
            place = f"play {history.session.id}, event {seq}"
            mend = "use the version of this program that wrote it; nothing was changed"
            raise StoreUnavailable(place, "this program cannot follow the play", str(error), mend) from error
        if isinstance(event, Noted):
            notes[event.question] = event.value
        elif isinstance(event, StepReached):
            step = event.step
    told = MappingProxyType(notes)
    return Play(history.session.id, scenario, history.record, history.times, situation, told, step, rules_today)


def check_standing(play: Play, expects: Standing, events: Sequence[AnyEvent]) -> None:
    """Raise StaleSession, saying what happened in between, unless a play stands where a writer saw it."""
    if play.standing == expects:
        return
    happened: list[str] = []
    for moment in play.moments():
        at = f"at {moment.at:%H:%M:%S} UTC"
        match moment.event:
            case TurnCommitted(turn=turn) if turn not in expects.turns:
                happened.append(f"turn {turn} was committed {at}")
            case InjectAnswered(inject=inject) if inject not in expects.answered:
                happened.append(f"inject {inject} was answered {at}")
            case PlanChanged() if not expects.changed:
                happened.append(f"the one change was made {at}")
            case _:
                pass
    if play.step != expects.step:
        happened.append(f"it went on from step {expects.step!r} to {play.step!r}")
    rest = iter(play.record)
    stored = bool(events) and all(each in rest for each in events)
    raise StaleSession(play, happened or ["the page assumes what did not happen"], stored=stored)
