"""Streamlit's scripts and styles, compressed once instead of for every visitor.

Streamlit leaves its static files uncompressed and Starlette's own middleware would compress them again for each
browser: with a class joining at once that is most of the server's time. Everything else Streamlit compresses itself.
"""

import asyncio
import gzip
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC: Final = ("/static/", "/assets/")
SMALLEST: Final = 500
# No HTML: for a name that does not exist Streamlit answers with its first page, and names are without end.
WORTH_IT: Final = ("application/javascript", "text/javascript", "text/css")
KEEP_AT_MOST: Final = 1000


class CompressStaticOnce:
    """ASGI middleware: answers whole GET requests below `STATIC` with gzip, each file compressed at most once.

    The compressed files are kept for the life of the process: they are Streamlit's own, a known and small set (in
    1.67 some 320, of which a first page asks for 60). Partial and conditional requests go through untouched.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept: dict[str, list[Message]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _may_compress(scope):
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        if path not in self.kept:
            answer: list[Message] = []

            async def collect(message: Message) -> None:
                answer.append(message)

            await self.app(scope, receive, collect)
            compressed = None if len(self.kept) >= KEEP_AT_MOST else await asyncio.to_thread(_compress, answer)
            if compressed is None:
                for message in answer:
                    await send(message)
                return
            self.kept[path] = compressed
        start, body = self.kept[path]
        # The middleware further out may add headers to what it is sent, so it gets a copy.
        await send({**start, "headers": list(start["headers"])})
        await send(body)


def _may_compress(scope: Scope) -> bool:
    """Whether this is a whole GET of a static file by a client that reads gzip."""
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(STATIC):
        return False
    headers = Headers(scope=scope)
    partial = any(name in headers for name in ("range", "if-none-match", "if-modified-since"))
    return "gzip" in headers.get("accept-encoding", "") and not partial


def _compress(answer: list[Message]) -> list[Message] | None:
    """The same answer with a gzip body as its two messages, or None where that is not worth it."""
    start = answer[0]
    headers = MutableHeaders(raw=list(start["headers"]))
    body = b"".join(message.get("body", b"") for message in answer[1:])
    worth_it = headers.get("content-type", "").startswith(WORTH_IT) and len(body) >= SMALLEST
    if start["status"] != 200 or "content-encoding" in headers or not worth_it:
        return None
    packed = gzip.compress(body, mtime=0)
    headers["content-encoding"] = "gzip"
    headers["content-length"] = str(len(packed))
    headers.add_vary_header("Accept-Encoding")
    return [{**start, "headers": headers.raw}, {"type": "http.response.body", "body": packed}]
