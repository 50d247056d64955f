"""What pages ask of plays: begin, look, submit, come back, delete. One seat a session here; a class uses the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from exercise.play.plan import IllegalPlan
from exercise.play.record import AnyEvent, Began, OutcomeKept, apply, kept, outcome_of
from exercise.play.situation import opening
from exercise.scenario.faults import ScenarioError
from exercise.scenario.model import LaterFact
from exercise.sessions.errors import NoSuchSeat, StoreUnavailable
from exercise.sessions.position import MOVES, Play, Standing, check_standing, play_of
from exercise.sessions.rows import History, Seat, Session
from exercise.sessions.seats import checked_owner, code_fingerprint, fingerprint, new_code, new_id, token_for
from exercise.sessions.shelf import Shelf
from exercise.sessions.store import Store

# Characters of one event; a page's longest field holds 10,000.
LONGEST = 50_000


@dataclass(frozen=True, slots=True)
class Tokens:
    """What opens a seat: the token for this browser's cookie, the code for another device. The store keeps neither."""

    session: str
    token: str
    code: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One of a browser's plays; `play` is None where it cannot be shown, and `fault` says why."""

    session: str
    token: str
    play: Play | None
    fault: str = ""


class Service:
    """Plays in one store. Every method raises StoreUnavailable where the store fails; what returned is stored."""

    def __init__(self, store: Store, scenarios: Path | None = None) -> None:
        """Use `store`; `scenarios` is a folder with further scenarios, for telling whether their rules changed."""
        self._store = store
        self._shelf = Shelf(store, scenarios)

    def start(self, folder: Path | str, variant: str | None, owner: str) -> Tokens:
        """Begin a play of the scenario in `folder` for the browser with this secret.

        Where it began the same one already and did nothing in it, that one comes again with a new code. Raises
        ScenarioError, IllegalPlan for an unknown variant, ValueError for a secret that is too short.
        """
        checked_owner(owner)
        scenario, files = self._shelf.take(Path(folder))
        opening(scenario, variant)
        session = Session(new_id(), scenario.id, scenario.digest, variant, datetime.now(UTC))
        seat_id, code = new_id(), new_code()
        token = fingerprint(token_for(owner, seat_id))
        seat = Seat(seat_id, session.id, token, code_fingerprint(code), fingerprint(owner))
        began = Began(scenario=scenario.id, digest=scenario.digest, variant=variant)
        taken = self._store.begin(session, seat, files, [began])
        return Tokens(taken.session, token_for(owner, taken.id), code)

    def position(self, token: str) -> Play:
        """Give where a play stands, replayed with its own rules; raises NoSuchSeat."""
        return self._play(self._store.seated(fingerprint(token)))

    def submit(self, token: str, events: Iterable[AnyEvent], expects: Standing | None) -> Play:
        """Append what happened, with the outcome kept beside it, in one transaction; give where the play stands then.

        `expects` is the standing of the page it was pressed on, None for what holds wherever the play stands. Raises
        StaleSession where the play went on meanwhile, IllegalPlan for what the rules do not allow, NoSuchSeat where
        the seat moved to another device. Then nothing is stored.
        """
        given = tuple(events)
        _check_size(given)
        if any(isinstance(each, Began | OutcomeKept) for each in given):
            message = "submit: beginnings and outcomes are written by the service; seen one; leave it out"
            raise ValueError(message)
        seat = self._store.seat(fingerprint(token))

        def judge(history: History) -> Sequence[AnyEvent]:
            play = self._play(history)
            if expects is not None:
                check_standing(play, expects, given)
            return _with_outcome(play, given)

        return self._play(self._store.append(seat.session, judge, seat.token))

    def rejoin(self, code: str, owner: str) -> Tokens:
        """Move the seat of a code to the browser with this secret; the token it had ends. Raises NoSuchSeat."""
        checked_owner(owner)
        hashed = code_fingerprint(code)
        seat = self._store.move_seat(hashed, fingerprint(owner), lambda seat: fingerprint(token_for(owner, seat)))
        return Tokens(seat.session, token_for(owner, seat.id), code)

    def fresh_code(self, token: str) -> str:
        """Give a seat a new rejoin code, for somebody who lost the one there was; that one ends. Raises NoSuchSeat."""
        code = new_code()
        self._store.change_code(fingerprint(token), code_fingerprint(code))
        return code

    def list_plays(self, owner: str) -> tuple[Listed, ...]:
        """Give the plays whose seats this browser holds, newest first, each with the token to go on with."""
        checked_owner(owner)
        return tuple(self._listed(seat, owner) for seat in self._store.seats_of(fingerprint(owner)))

    def later(self, token: str) -> tuple[LaterFact, ...]:
        """Give what was reported later, for when its seal is open; raises NoSuchSeat."""
        return self._shelf.later(self._store.seated(fingerprint(token)).session)

    def delete(self, token: str) -> bool:
        """Delete a play, for every device; True where no trace is left in the files, see `Store.erase`."""
        seat = self._store.seat(fingerprint(token))
        return self._store.erase(seat.session)

    def _play(self, history: History) -> Play:
        session = history.session
        return play_of(history, self._shelf.scenario(session), self._shelf.today(session))

    def _listed(self, seat: Seat, owner: str) -> Listed:
        token = token_for(owner, seat.id)
        try:
            return Listed(seat.session, token, self.position(token))
        except (StoreUnavailable, ScenarioError, NoSuchSeat) as error:
            return Listed(seat.session, token, None, str(error))


def _with_outcome(play: Play, events: Sequence[AnyEvent]) -> Sequence[AnyEvent]:
    """Give the events with the outcome they lead to behind the last that moves the situation; raises IllegalPlan."""
    situation = play.situation
    for event in events:
        situation = apply(play.scenario, situation, event)
    moves = [at for at, event in enumerate(events, start=1) if isinstance(event, MOVES)]
    if not moves:
        return events
    outcome = kept(outcome_of(play.scenario, situation))
    return (*events[: moves[-1]], outcome, *events[moves[-1] :])


def _check_size(events: Sequence[AnyEvent]) -> None:
    for event in events:
        size = len(event.model_dump_json())
        if size > LONGEST:
            raise IllegalPlan([f"{event.event}: the text is too long; {size:,} characters; keep it under {LONGEST:,}"])
