"""Who may open a live connection: pages of this server, and of its public address.

Streamlit decides that too, but for an address it does not know it first asks a server on the internet which address
this machine has. Nothing here may leave the machine, so strangers are turned away before Streamlit is asked.
"""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from exercise.app import settings

LOCAL: Final = frozenset({"localhost", "127.0.0.1", "0.0.0.0"})  # noqa: S104 (compared, never bound)


class TurnStrangersAway:
    """ASGI middleware: refuses a WebSocket whose page comes from another site; everything else goes through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not _known(Headers(scope=scope)):
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "another site's page"})
            return
        await self.app(scope, receive, send)


def _known(headers: Headers) -> bool:
    """Whether the page behind these headers is one of ours. A client that names no page is no browser: let in."""
    origin = headers.get("origin")
    if origin is None:
        return True
    page = urlsplit(origin)
    ours = LOCAL | {urlsplit(settings.in_force().public_url).hostname}
    # A page without a name, as in a sandboxed frame, has "null" for its origin and no host.
    return page.hostname is not None and (page.netloc == headers.get("host") or page.hostname in ours)
