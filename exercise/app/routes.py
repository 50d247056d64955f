"""The addresses that say who sits where: they answer posts of our own forms with cookies, and lead back to a page.

No secret ever stands in an address or in what a page is made of: it goes from here into an HttpOnly cookie.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from exercise.app import keeping, library, problems, settings
from exercise.play.again import taken_over
from exercise.play.plan import IllegalPlan
from exercise.scenario.faults import ScenarioError
from exercise.sessions.errors import NoSuchSeat, StoreUnavailable
from exercise.sessions.seats import new_owner
from exercise.sessions.service import Listed

LONGEST: Final = 4096
# As long as browsers keep a cookie at all.
SECONDS_KEPT: Final = 400 * 24 * 3600
HOME: Final = "/"
PLAYS: Final = "/my-plays"
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


class Door:
    """One address as an ASGI app: posts only, from our own pages only, small ones only; the work runs in a thread."""

    def __init__(self, work: Callable[[Visit], Answer]) -> None:
        self.work = work

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except HTTPException as refusal:
            response = PlainTextResponse(refusal.detail, refusal.status_code, refusal.headers)
        except ClientDisconnect:
            return
        response.headers["Cache-Control"] = "no-store"
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if request.method != "POST":
            raise HTTPException(405, "This address takes forms only.", {"Allow": "POST"})
        if not from_our_page(request.headers):
            raise HTTPException(403, "This form came from another site's page. Open the exercise itself and try again.")
        fields = await _fields(request)
        cookies = request.cookies
        visit = Visit(fields, keeping.trusted(cookies.get(keeping.OWNER_COOKIE)), cookies.get(keeping.SEAT_COOKIE))
        return _sent(await asyncio.to_thread(_explained, self.work, visit))


def from_our_page(headers: Headers) -> bool:
    """Tell whether one of our own pages sent a form; a client that names no page is no browser, and is let in.

    A browser that says how the page stands to us is believed, no page can forge that; older ones, and those that do
    not reach us over HTTPS or on this machine, name the page alone.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    if origin is None:
        return True
    page = urlsplit(origin)
    public = urlsplit(settings.in_force().public_url)
    ours = page.scheme in {"http", "https"} and page.netloc == headers.get("host")
    return ours or (bool(public.netloc) and (page.scheme, page.netloc) == (public.scheme, public.netloc))


async def _fields(request: Request) -> dict[str, str]:
    """Read a small form; refuses what is large, no form, or no text."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415, "This address takes plain forms only.")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST:
            raise HTTPException(413, "This form is too large.")
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError:
        raise HTTPException(400, "This form cannot be read.") from None
    return dict(pairs)


def _sent(answer: Answer) -> Response:
    response = RedirectResponse(answer.to, status_code=303)
    for name, value in ((keeping.OWNER_COOKIE, answer.owner), (keeping.SEAT_COOKIE, answer.seat)):
        if value is not None:
            response.set_cookie(
                name,
                value,
                max_age=SECONDS_KEPT if value else 0,
                path="/",
                secure=settings.in_force().public_url.lower().startswith("https:"),
                httponly=True,
                samesite="lax",
            )
    return response


def _explained(work: Callable[[Visit], Answer], visit: Visit) -> Answer:
    """Do the work; what goes wrong becomes a code that the page has a sentence for."""
    try:
        return work(visit)
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
    """Move the seat of a code to this browser."""
    owner = visit.owner or new_owner()
    try:
        return Answer(HOME, owner, keeping.service().rejoin(visit.fields.get("code", ""), owner).token)
    except NoSuchSeat:
        return _problem(visit, "code")


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


def play_routes() -> list[Route]:
    """The addresses below `/play/`."""
    work = {"start": _start, "again": _again, "open": _open, "rejoin": _rejoin, "delete": _delete, "leave": _leave}
    return [Route(f"/play/{name}", Door(each)) for name, each in work.items()]
