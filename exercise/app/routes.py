"""The addresses that say who sits where: they answer posts of our own forms with cookies, and lead back to a page.

No secret ever stands in an address or in what a page is made of: it goes from here into an HttpOnly cookie.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from exercise.app import settings
from exercise.app.cookies import OWNER_COOKIE, SEAT_COOKIE, trusted

if TYPE_CHECKING:
    from exercise.app.doors import Answer

NAMES: Final = ("start", "again", "open", "rejoin", "delete", "leave")
LONGEST: Final = 4096
# As long as browsers keep a cookie at all.
SECONDS_KEPT: Final = 400 * 24 * 3600


class Door:
    """One address as an ASGI app: posts only, from our own pages only, small ones only; the work runs in a thread."""

    def __init__(self, name: str) -> None:
        self.name = name

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
        owner, seat = trusted(cookies.get(OWNER_COOKIE)), cookies.get(SEAT_COOKIE)
        return _sent(await asyncio.to_thread(_worked, self.name, fields, owner, seat))


def _worked(name: str, fields: Mapping[str, str], owner: str | None, seat: str | None) -> Answer:
    """Do the work of an address. What it needs is loaded with the first press, not before the server is ready."""
    from exercise.app.doors import Visit, answer  # noqa: PLC0415

    return answer(name, Visit(fields, owner, seat))


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
    for name, value in ((OWNER_COOKIE, answer.owner), (SEAT_COOKIE, answer.seat)):
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


def play_routes() -> list[Route]:
    """The addresses below `/play/`."""
    return [Route(f"/play/{name}", Door(name)) for name in NAMES]
