"""Our own scripts, under addresses of their own: a browser fetches each once, and no screen carries them again."""

from __future__ import annotations

import hashlib
import re
from importlib import import_module
from importlib.resources import files
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ADDRESS: Final = "/assets/"
A_YEAR: Final = {"cache-control": "public, immutable, max-age=31536000"}

PUBLISHERS: Final = ("exercise.app.forms", "exercise.app.solo.asking")

_scripts: dict[str, bytes] = {}


def script(name: str, package: str, *parts: str) -> str:
    """Publish the files of a package as one module; gives the script of a component that loads it from there.

    The address carries a digest of what is in it, so that browsers may keep it for good.
    """
    source = "\n".join(files(package).joinpath(part).read_text("utf-8") for part in parts).encode()
    address = f"{name}.{hashlib.sha256(source).hexdigest()[:12]}.js"
    _scripts[address] = source
    # Streamlit runs a component's script from an address of its own making, from which no relative one leads here.
    return (
        f'const loaded = import(new URL("{ADDRESS}{address}", location.origin));\n'
        "export default async function (component) {\n"
        "  return (await loaded).default(component);\n"
        "}\n"
    )


def shortened(styles: str) -> str:
    """Give a style sheet without comments and needless spaces: it travels with every page.

    A selector may need its spaces; what follows a brace, a comma, or the colon of a declaration never does. Each rule
    keeps a line of its own, because Streamlit takes a style sheet of one line for the name of a file.
    """
    bare = re.sub(r"/\*.*?\*/", "", styles, flags=re.DOTALL)
    return re.sub(r"([{};,]|:(?= ))\s+|\s+(?=[{}])", r"\1", bare).strip().replace("}", "}\n")


def asset_routes() -> list[Route]:
    """The address below which our scripts are."""
    return [Route(ADDRESS + "{name}", _give)]


async def _give(request: Request) -> Response:
    # The components publish when they are imported; a browser that kept a page open may ask before anybody else.
    for module in PUBLISHERS:
        import_module(module)
    found = _scripts.get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    return Response(found, media_type="text/javascript", headers=A_YEAR)
