"""The web server: Streamlit's ASGI app with our parts, started with every option it needs from any folder."""

import asyncio
import contextlib
import errno
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from streamlit import config

from exercise.app import configuration, settings
from exercise.app.assets import asset_routes
from exercise.app.compression import CompressStaticOnce
from exercise.app.fonts import ServeCutFonts
from exercise.app.origins import TurnStrangersAway
from exercise.app.routes import play_routes
from exercise.app.warming import warm_first, warm_others

if sys.platform != "win32":
    import resource

PAGE: Final = Path(__file__).resolve().with_name("main.py")
EVERY_ADDRESS: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (named, so that they can be replaced)
SECONDS_TO_STOP: Final = 2


class CannotListen(Exception):  # noqa: N818 (named for what is wrong, as all errors of the house)
    """The server could not take its place on the network; the message says where, why and what to do instead."""


class PortTaken(CannotListen):
    """Somebody else listens on that port, or the system reserves it."""


def middleware() -> list[Middleware]:
    """What every request passes before it reaches Streamlit, outermost first."""
    return [Middleware(TurnStrangersAway), Middleware(ServeCutFonts), Middleware(CompressStaticOnce)]


def routes() -> list[Route]:
    """The addresses that are ours: `/about` says as JSON which options this process really uses; and those of plays."""
    return [Route("/about", _about), *asset_routes(), *play_routes()]


async def _about(_: Request) -> JSONResponse:
    return JSONResponse({"name": "decision-exercise", "options": configuration.in_force()})


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncGenerator[dict[str, Any] | None]:
    """What holds while the server runs: as many open files as the system allows, and a stop that ends in time."""
    _raise_open_files()
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    # Streamlit makes the uvicorn server itself; while it runs it is the one who takes the signals, which is how to
    # find it.
    if isinstance(server, uvicorn.Server):
        _stop_in_time(server)
        _answer_at_once(server)
    yield None


def serve(
    host: str = "127.0.0.1",
    port: int = 8501,
    scenarios_dir: Path | None = None,
    public_url: str = "",
    database: str = "",
    open_browser: bool = True,
) -> None:
    """Serve until SIGTERM or Ctrl-C, then return. Prints `ready http://host:port` once a page can be fetched.

    Port 0 takes any free port; the ready line names it. Raises `PortTaken` or `CannotListen` before anything starts.
    """
    _check_free(host, port)
    settings.put_in_force(settings.Settings(scenarios_dir, public_url, database))
    app = st.App(PAGE, routes=routes(), middleware=middleware(), lifespan=_announcing(host, open_browser=open_browser))
    if threading.current_thread() is threading.main_thread():
        # uvicorn stops tidily and then raises the signal again: from here on it ends as Ctrl-C does, below.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app.run(config=configuration.options_for(host, port, public_url))
    except KeyboardInterrupt:
        return
    except SystemExit:
        # Streamlit leaves like this when the port went between our check and its start.
        _check_free(host, port)
        raise


def _announcing(host: str, *, open_browser: bool) -> Callable[[st.App], AbstractAsyncContextManager[Any]]:
    """`lifespan`, with the ready line as soon as the server answers."""

    @asynccontextmanager
    async def announcing(app: st.App) -> AsyncGenerator[dict[str, Any] | None]:
        async with lifespan(app) as state:
            threading.Thread(target=_announce, args=(host, open_browser), daemon=True).start()
            yield state

    return announcing


def _announce(host: str, open_browser: bool) -> None:
    """Fetch the first page, load what it needs, and say so. The port listens already, so a visitor waits his turn."""
    port: int = config.get_option("server.port")
    address = EVERY_ADDRESS.get(host, host)
    url = f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
    for path in ("/_stcore/health", "/"):
        try:
            connection = HTTPConnection(address, port, timeout=60)
            with contextlib.closing(connection):
                connection.request("GET", path)
                status = connection.getresponse().status
        except (OSError, HTTPException):
            return  # The server stopped before it could answer.
        if status != 200:
            sys.stderr.write(f"{url}{path} answers {status} instead of 200, so there is no page to open.\n")
            return
    warm_first()
    sys.stdout.write(f"ready {url}\n")
    sys.stdout.flush()
    if open_browser and _has_screen():
        webbrowser.open(url)
    warm_others()


def _has_screen() -> bool:
    """Whether a browser can open a window: on a bare terminal Python would start a text browser in its midst."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))


def _check_free(host: str, port: int) -> None:
    """Raise unless a server may listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if sys.platform != "win32":
            # As the server itself does it: a port that was free a moment ago counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except (OSError, OverflowError) as problem:
            number = problem.errno if isinstance(problem, OSError) else None
            if number in {errno.EADDRINUSE, errno.EACCES}:
                text = f"{host}:{port}: the port is taken or reserved; choose another with --port (0: any)"
                raise PortTaken(text) from problem
            text = f"{host}:{port}: cannot listen there ({problem}); --host must be an address of this machine"
            raise CannotListen(text) from problem


def _raise_open_files() -> None:
    """Allow this process as many open files, and so connections, as the system lets it have."""
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _stop_in_time(server: uvicorn.Server) -> None:
    """Let no request hold up a stop for more than `SECONDS_TO_STOP`: a phone that left would do so for minutes."""
    server.config.timeout_graceful_shutdown = SECONDS_TO_STOP


def _answer_at_once(server: uvicorn.Server) -> None:
    """Send every message as it comes: the system would hold small ones back, 40 ms in each answer to a press."""
    protocol: type[asyncio.Protocol] = server.config.http_protocol_class

    class Prompt(protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            connected: socket.socket | None = transport.get_extra_info("socket")
            if connected is not None:
                with contextlib.suppress(OSError):
                    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            super().connection_made(transport)

    server.config.http_protocol_class = Prompt
