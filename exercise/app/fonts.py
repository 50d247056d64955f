"""Streamlit's two large fonts, cut to what is used, under Streamlit's own addresses: half a megabyte less a visitor."""

from importlib.resources import files
from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

MEDIA: Final = "/static/media/"
# The names carry a digest behind the point, which changes with Streamlit's version.
CUT: Final = {"SourceSansVF-Upright.": "text.woff2", "MaterialSymbols-Rounded.": "icons.woff2"}
A_YEAR: Final = {"cache-control": "public, immutable, max-age=31536000"}


class ServeCutFonts:
    """ASGI middleware: answers the addresses of Streamlit's text and icon fonts with our own cuts of them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        folder = files("exercise.app").joinpath("lettering")
        self.fonts = {start: folder.joinpath(name).read_bytes() for start, name in CUT.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        font = self._font(scope)
        if font is None:
            await self.app(scope, receive, send)
        else:
            await Response(font, media_type="font/woff2", headers=A_YEAR)(scope, receive, send)

    def _font(self, scope: Scope) -> bytes | None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            return None
        name: str = scope["path"].removeprefix(MEDIA)
        if name == scope["path"] or not name.endswith(".woff2"):
            return None
        return next((font for start, font in self.fonts.items() if name.startswith(start)), None)
