"""What the addresses below `/play/` do: sit down, go on, move, delete, leave. Each answers with a page and cookies."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from exercise.app import keeping, library, problems
from exercise.app.cookies import HOME, PLAYS
from exercise.app.patience import codes
from exercise.play.again import taken_over
from exercise.play.plan import IllegalPlan
from exercise.scenario.faults import ScenarioError
from exercise.sessions.errors import NoSuchSeat, StoreUnavailable
from exercise.sessions.seats import new_owner
from exercise.sessions.service import Listed

BACK: Final[Mapping[str, str]] = {"": HOME, "plays": PLAYS}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a form said, and who the browser is."""

    fields: Mapping[str, str]
    owner: str | None
    seat: str | None

    @property
    def back(self) -> str:
        """The page that the form stood on."""
        return BACK.get(self.fields.get("back", ""), HOME)


@dataclass(frozen=True, slots=True)
class Answer:
    """Where the browser goes, and what its cookies become; None leaves a cookie as it is, an empty seat ends it."""

    to: str = HOME
    owner: str | None = None
    seat: str | None = None


def answer(name: str, visit: Visit) -> Answer:
    """Do the work of an address; what goes wrong becomes a code that the page has a sentence for."""
    try:
        return WORK[name](visit)
    except NoSuchSeat:
        return _problem(visit, "gone")
    except ScenarioError:
        return _problem(visit, "faulty")
    except IllegalPlan:
        return _problem(visit, "variant")
    except StoreUnavailable as error:
        _log.warning("%s", error)
        return _problem(visit, "store")


def _problem(visit: Visit, code: str) -> Answer:
    return Answer(_with(visit.back, problems.NAME, code))


def _with(page: str, name: str, code: str) -> str:
    return f"{page}?{urlencode({name: code})}"


def _start(visit: Visit) -> Answer:
    """Begin a play of `scenario`, in the form for somebody alone unless `variant` says otherwise."""
    folder = library.folders().get(visit.fields.get("scenario", ""))
    if folder is None:
        return _problem(visit, "scenario")
    variant = visit.fields.get("variant") or library.alone_in(library.scenario_in(folder)).id
    owner = visit.owner or new_owner()
    return Answer(HOME, owner, keeping.service().start(folder, variant, owner).token)


def _again(visit: Visit) -> Answer:
    """Begin one of the browser's own plays once more, from the turn of the decision to be made differently."""
    former = _own(visit).play
    folder = library.folders().get(former.scenario.id) if former is not None else None
    if former is None or folder is None:
        return _problem(visit, "scenario")
    owner = visit.owner or new_owner()
    try:
        begins = taken_over(former.scenario, former.record, visit.fields.get("decision", ""))
    except KeyError:
        return _problem(visit, "scenario")
    tokens = keeping.service().start(folder, former.situation.variant, owner)
    keeping.service().submit(tokens.token, begins, None)
    return Answer(HOME, owner, tokens.token)


def _open(visit: Visit) -> Answer:
    """Sit down again in one of the browser's own plays."""
    listed = _own(visit)
    if listed.play is None:
        return _problem(visit, "broken")
    return Answer(HOME, visit.owner, listed.token)


def _rejoin(visit: Visit) -> Answer:
    """Move the seat of a code to this browser, unless too many wrong ones came; see `patience`."""
    owner = visit.owner or new_owner()
    # A browser without a secret gets one here, so that its budget is its own.
    if codes.spend(owner):
        return Answer(_with(visit.back, problems.NAME, "wait"), owner)
    try:
        token = keeping.service().rejoin(visit.fields.get("code", ""), owner).token
    except NoSuchSeat:
        return Answer(_with(visit.back, problems.NAME, "code"), owner)
    except StoreUnavailable:
        codes.give_back(owner)
        raise
    codes.give_back(owner)
    return Answer(HOME, owner, token)


def _delete(visit: Visit) -> Answer:
    """Delete one of the browser's own plays; whoever sat in it sits nowhere then."""
    listed = _own(visit)
    keeping.service().delete(listed.token)
    return Answer(_with(visit.back, problems.NEWS, "deleted"), None, "" if visit.seat == listed.token else None)


def _leave(_: Visit) -> Answer:
    """Stand up; the play stays among the browser's own."""
    return Answer(HOME, None, "")


def _own(visit: Visit) -> Listed:
    """Give the browser's own play that a form names; raises NoSuchSeat for everybody else's."""
    if visit.owner is not None:
        for listed in keeping.service().list_plays(visit.owner):
            if listed.session == visit.fields.get("session"):
                return listed
    raise NoSuchSeat("this browser has no such play", "look at its plays")


WORK: Final[Mapping[str, Callable[[Visit], Answer]]] = {
    "start": _start,
    "again": _again,
    "open": _open,
    "rejoin": _rejoin,
    "delete": _delete,
    "leave": _leave,
}
