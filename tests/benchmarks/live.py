"""A browser's side of Streamlit's live connection, without the browser: joins, reruns, answers and presses.

It sends and keeps what Chromium does with Streamlit 1.67, held by `test_live.py`; it asks for no files and runs no
script, so a process can be hundreds of visitors. Nothing of ours is imported here: pages are asked over the wire only.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import urlopen

import tab
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

ASKING = "exercise_asking"
XSRF = "_streamlit_xsrf"

Answer = str | Sequence[str]


class PageFailed(Exception):  # noqa: N818 (named for what is wrong, as all errors of the house)
    """The page raised, the server went away or did not finish in time; the message says which."""


@dataclass(frozen=True, slots=True)
class Asking:
    """The questions of a screen, as the component that asks them was told; `buttons` are keys."""

    component: str
    place: str
    questions: tuple[Mapping[str, Any], ...]
    buttons: tuple[str, ...]

    @property
    def onward(self) -> str:
        """The button that leads to the next screen, where others stay on this one."""
        return next(key for key in ("next", "skip", *self.buttons) if key in self.buttons)

    def answers(self, choices: Mapping[str, Answer] | None = None, text: str = "30") -> dict[str, Answer]:
        """Answer every question: from `choices` by its id, else what is preset, else the first option that fits.

        Fields get `text`. Where any number may be chosen, nothing is, unless `choices` says otherwise.
        """
        made: dict[str, Answer] = {}
        for question in self.questions:
            name, preset = question["id"], question["preset"]
            if choices is not None and name in choices:
                made[name] = choices[name]
            elif preset is not None:
                made[name] = preset
            elif question["kind"] == "any":
                made[name] = []
            elif question["kind"] in {"one", "pick"}:
                made[name] = next(each["id"] for each in question["options"] if not _refused(each, made))
            else:
                made[name] = text
        return made


def _refused(option: Mapping[str, Any], made: Mapping[str, Answer]) -> bool:
    return any(made.get(other) in reasons for other, reasons in option.get("refused", {}).items())


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one request brought: moments of `time.perf_counter()`, bytes and messages received, runs of the script.

    `finished` is when the word came that the last run was over.
    """

    asked: float
    finished: float
    received: int
    messages: int
    runs: int

    @property
    def seconds(self) -> float:
        """How long the visitor waited."""
        return self.finished - self.asked


def greeting(url: str) -> dict[str, str]:
    """Give the cookies that a browser has from its first requests, before it connects: a token against forgery."""
    with urlopen(f"{url.rstrip('/')}/_stcore/health", timeout=30) as answer:  # noqa: S310 - a server of our own
        told = answer.headers.get("Set-Cookie", "")
    name, _, value = told.partition(";")[0].partition("=")
    return {XSRF: value.strip('"')} if name == XSRF else {}


class Visitor:
    """One browser tab on a page: `async with Visitor(url, cookies) as visitor: await visitor.draw()`.

    `page` is a path such as "plan"; `cookies` say who and where the browser is; `session` of another visitor takes its
    session over, as a browser does that lost its connection. Every wait ends after `patience` seconds. Each method
    raises PageFailed.
    """

    def __init__(
        self,
        url: str,
        cookies: Mapping[str, str] | None = None,
        *,
        page: str = "",
        session: str = "",
        patience: float = 30,
    ) -> None:
        self._server = url.rstrip("/")
        self._cookies = dict(cookies or {})
        self._patience = patience
        self._session = session
        self._socket: ClientConnection | None = None
        self._tab = tab.Tab(f"{self._server}/{page}", page)

    async def __aenter__(self) -> Self:
        place = urlsplit(self._server)
        tokens = [self._cookies.get(XSRF, "PLACEHOLDER_AUTH_TOKEN"), *filter(None, [self._session])]
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._socket = await connect(
            f"{'wss' if place.scheme == 'https' else 'ws'}://{place.netloc}{place.path}/_stcore/stream",
            origin=Origin(f"{place.scheme}://{place.netloc}"),
            subprotocols=[Subprotocol(each) for each in ("streamlit", *tokens)],
            additional_headers={"Cookie": cookies} if cookies else None,
            open_timeout=self._patience,
            # As browsers: never a ping of their own, and messages of any size.
            ping_interval=None,
            max_size=None,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._socket is not None:
            await self._socket.close()

    @property
    def session(self) -> str:
        """The id that the server gave this session; empty before it was drawn."""
        return self._tab.session

    @property
    def heading(self) -> str:
        """The first heading on the page, empty where there is none."""
        headings = (element.heading.body for element in self._tab.elements if element.HasField("heading"))
        return next(headings, "")

    @property
    def asking(self) -> Asking | None:
        """The questions of the screen, None where it asks nothing."""
        for element in self._tab.elements:
            if element.HasField("bidi_component") and element.bidi_component.component_name == ASKING:
                told = json.loads(element.bidi_component.bytes)
                keys = tuple(button["key"] for button in told["buttons"])
                return Asking(element.bidi_component.id, told["place"], tuple(told["questions"]), keys)
        return None

    async def draw(self) -> Drawn:
        """Ask for the page, the first time or again with everything as it stands, and wait until it is drawn."""
        return await self._ask(self._tab.request())

    async def press(self, button: str, values: Mapping[str, Answer] | None = None) -> Drawn:
        """Press a button of the screen's questions, with answers by question; wait for the screen that comes then."""
        asking = self.asking
        if asking is None or button not in asking.buttons:
            message = f"{self.heading!r}: no button {button!r}; there are {asking.buttons if asking else 'none'}"
            raise PageFailed(message)
        value = {"button": button, "place": asking.place, "values": dict(values or {})}
        told = json.dumps([{"event": "pressed", "value": value}], separators=(",", ":"), ensure_ascii=False)
        trigger = f"$$STREAMLIT_INTERNAL_KEY_{asking.component}__events"
        return await self._ask(self._tab.request(WidgetState(id=trigger, json_trigger_value=told)))

    async def _ask(self, request: BackMsg) -> Drawn:
        assert self._socket is not None, "a visitor asks inside `async with`"
        asked = time.perf_counter()
        try:
            async with asyncio.timeout(self._patience):
                await self._socket.send(request.SerializeToString())
                drawn = await self._read(self._socket, asked)
        except TimeoutError as error:
            message = f"{self._tab.address}: not drawn within {self._patience} s"
            raise PageFailed(message) from error
        except ConnectionClosed as error:
            message = f"{self._tab.address}: the server closed the connection ({error})"
            raise PageFailed(message) from error
        if self._tab.failures:
            message = f"{self._tab.address}: {'; '.join(self._tab.failures)}"
            raise PageFailed(message)
        return drawn

    async def _read(self, socket: ClientConnection, asked: float) -> Drawn:
        """Take in messages until the script rests: a run that ends early for another one is not the last."""
        received = messages = runs = 0
        finished: float | None = None
        while True:
            data = await socket.recv(decode=False)
            received += len(data)
            messages += 1
            message = self._tab.take(ForwardMsg.FromString(data))
            match message.WhichOneof("type"):
                case "script_finished":
                    runs += 1
                    early = message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
                    finished = None if early else time.perf_counter()
                case "session_status_changed" if finished is not None:
                    if not message.session_status_changed.script_is_running:
                        return Drawn(asked, finished, received, messages, runs)
                case _:
                    pass
