"""The turn component: a screen's questions as plain HTML controls; drafts stay in the browser, a press comes once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal, TypedDict, cast

import streamlit as st
import streamlit.components.v2 as components

from exercise.app.assets import script, shortened
from exercise.app.parts import RestShown
from exercise.words import say

LONGEST_ANSWER = 10_000
# Half of a character, as a broken paste has it, is no text that a file or a database would take.
_HALVES = re.compile("[\ud800-\udfff]")


class Objecting(TypedDict):
    """What speaks against an option, what that rests on, and how heavy it is beside other objections."""

    text: str
    rests: Sequence[RestShown]
    cost: int | float


class OptionShown(TypedDict, total=False):
    """One option: notes below its label, what it rests on, why it may not fit, and what speaks against it."""

    id: str
    label: str
    notes: Sequence[str]
    rests: Sequence[RestShown]
    refused: Mapping[str, Mapping[str, str]]
    objection: Objecting | None


@dataclass(frozen=True, slots=True)
class Question:
    """One question: one option (as buttons, or picked from a list), any number of them, a text or a number.

    Weighed ones come one at a time. `preset` is what stands until something else is chosen.
    """

    id: str
    kind: Literal["one", "pick", "any", "text", "number"]
    label: str
    options: Sequence[OptionShown] = ()
    weighed: bool = False
    needed: bool = False
    key: str = ""
    rows: int = 3
    preset: str | Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A button that sends the answers; one that skips asks for nothing."""

    key: str
    label: str
    skips: bool = False


@dataclass(frozen=True, slots=True)
class Pressed:
    """What was sent: which button, and the answers by question."""

    button: str
    values: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict[str, "str | tuple[str, ...]"])

    def text(self, question: str) -> str:
        """Give one answer as text, empty where there is none."""
        value = self.values.get(question, "")
        return value if isinstance(value, str) else ",".join(value)


# What a screen's head has to hand on to its questions; and the questions whose press was taken before this run.
_STORED, _SAID, _TAKEN = "texts-in-the-record", "said-below", "press-taken"


def tell_browser(stored: Iterable[str], said: str = "") -> None:
    """Hand the next questions what the record holds, so that no other draft is forgotten, and words for below them."""
    st.session_state[_STORED] = sorted(set(stored))
    st.session_state[_SAID] = said


_HERE = files("exercise.app.solo")
_MOUNT = components.component(
    "exercise_asking",
    html="<div data-asking></div>",
    css="".join(shortened(_HERE.joinpath(name).read_text("utf-8")) for name in ("board.css", "asking.css")),
    # One module: the board's functions stand before those that call them.
    js=script("asking", "exercise.app.solo", "board.js", "asking.js"),
    isolate_styles=False,
)


def ask(
    place: str,
    questions: Sequence[Question],
    buttons: Sequence[Button],
    then: Callable[[Pressed], None],
    attempt: int = 0,
    board: Mapping[str, object] | None = None,
) -> None:
    """Show a screen's questions; `then` takes what is sent, before the next run, so that one run draws what follows.

    `place` names the seat and the screen, for the drafts; `attempt` counts how often the server sent it back; `board`
    is drawn above the questions where one of them places a counter on it, else below.
    """
    known: dict[str, RestShown] = {}
    data = {
        "place": place,
        "attempt": attempt,
        "questions": [_shown(question, known) for question in questions],
        # What many options rest on travels once.
        "known": known,
        "buttons": [{"key": each.key, "label": each.label, "skips": each.skips} for each in buttons],
        "most": LONGEST_ANSWER,
        "stored": st.session_state.get(_STORED, []),
        "said": st.session_state.get(_SAID, ""),
        "words": _words(),
        "board": board,
    }
    # As bytes: for anything else Streamlit first loads pandas and Arrow, which the first visitor would wait for.
    told = json.dumps(data).encode()
    key = f"asking-{place}-{attempt}"
    result = _MOUNT(key=key, data=told, on_pressed_change=lambda: _take(key, place, then))
    if getattr(result, "pressed", None) is not None and st.session_state.pop(_TAKEN, "") != key:
        # The server was started anew under an open page: it knew of no questions when the press came.
        _take(key, place, then)
        st.rerun()


def _take(key: str, place: str, then: Callable[[Pressed], None]) -> None:
    """Hand on what a browser sent to some questions, if it can be read."""
    st.session_state[_TAKEN] = key
    sent: object = getattr(st.session_state.get(key), "pressed", None)
    pressed = _read(cast("Mapping[str, Any]", sent), place) if isinstance(sent, Mapping) else None
    if pressed is not None:
        then(pressed)


def _shown(question: Question, known: dict[str, RestShown]) -> dict[str, object]:
    """Give a question as the browser gets it: what something rests on as ids, and each of those in `known`."""
    options: list[dict[str, object]] = []
    for option in question.options:
        shown: dict[str, object] = {**option, "rests": _known_as(option.get("rests", ()), known)}
        objection = option.get("objection")
        if objection is not None:
            shown["objection"] = {**objection, "rests": _known_as(objection["rests"], known)}
        options.append(shown)
    return {
        "id": question.id,
        "kind": question.kind,
        "label": question.label,
        "options": options,
        "weighed": question.weighed,
        "needed": question.needed,
        "key": question.key,
        "rows": question.rows,
        "preset": question.preset,
    }


def _known_as(rests: Sequence[RestShown], known: dict[str, RestShown]) -> list[str]:
    known.update({rest["id"]: rest for rest in rests})
    return [rest["id"] for rest in rests]


def _words() -> dict[str, str]:
    return {
        "choose": say("Choose"),
        "keep": say("Keep it"),
        "change": say("Change"),
        "colleague": say("A colleague objects:"),
        "rests": say("Rests on "),
        "missing": say("Still to answer:"),
        "nothing": say("nothing"),
        "on_phone": say("Kept on this device."),
        "sending": say("Sending ..."),
        "again": say(
            "No answer yet. Nothing is lost: it is kept on this device, and sent once the connection is back. Or press "
            "again."
        ),
        "too_long": say("is too long by {count} characters. Nothing of it is cut: shorten it yourself, then press."),
        "left": say("You had typed this here, and it is not stored:"),
        "put_away": say("Put it away"),
    }


def _read(sent: Mapping[str, Any], place: str) -> Pressed | None:
    """Take in what a browser sent: only texts and lists of texts, none too long; another screen's press is dropped."""
    if sent.get("place") != place or not isinstance(sent.get("values"), Mapping):
        return None
    values: dict[str, str | tuple[str, ...]] = {}
    for name, value in cast("Mapping[object, object]", sent["values"]).items():
        if isinstance(value, str):
            values[str(name)] = _HALVES.sub("\N{REPLACEMENT CHARACTER}", value[:LONGEST_ANSWER])
        elif isinstance(value, list):
            values[str(name)] = tuple(_HALVES.sub("", str(each)) for each in cast("list[object]", value)[:100])
    return Pressed(str(sent.get("button", "")), values)
