"""The turn component: a screen's questions as plain HTML controls; drafts stay in the browser, a press comes once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, Literal, TypedDict, cast

import streamlit.components.v2 as components

from exercise.app.assets import script
from exercise.words import say

LONGEST_ANSWER = 10_000


class OptionShown(TypedDict, total=False):
    """One option: a note below its label, why it may not fit, and what speaks against it."""

    id: str
    label: str
    note: str
    refused: Mapping[str, Mapping[str, str]]
    objection: Mapping[str, object] | None


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


_HERE = files("exercise.app.solo")
_MOUNT = components.component(
    "exercise_asking",
    html="<div data-asking></div>",
    css="\n".join(_HERE.joinpath(name).read_text("utf-8") for name in ("board.css", "asking.css")),
    # One module: the board's functions stand before those that call them.
    js=script("asking", "exercise.app.solo", "board.js", "asking.js"),
    isolate_styles=False,
)


def ask(
    place: str,
    questions: Sequence[Question],
    buttons: Sequence[Button],
    attempt: int = 0,
    board: Mapping[str, object] | None = None,
) -> Pressed | None:
    """Show a screen's questions; gives what was sent in this run, or None.

    `place` names the seat and the screen, for the drafts; `attempt` counts how often the server sent it back; `board`
    is drawn above the questions where one of them places a counter on it, else below.
    """
    data = {
        "place": place,
        "attempt": attempt,
        "questions": [_shown(question) for question in questions],
        "buttons": [{"key": each.key, "label": each.label, "skips": each.skips} for each in buttons],
        "words": _words(),
        "board": board,
    }
    # As bytes: for anything else Streamlit first loads pandas and Arrow, which the first visitor would wait for.
    told = json.dumps(data).encode()
    result = _MOUNT(key=f"asking-{place}-{attempt}", data=told, on_pressed_change=lambda: None)
    sent: object = getattr(result, "pressed", None)
    return _read(cast("Mapping[str, Any]", sent), place) if isinstance(sent, Mapping) else None


def _shown(question: Question) -> dict[str, object]:
    return {
        "id": question.id,
        "kind": question.kind,
        "label": question.label,
        "options": list(question.options),
        "weighed": question.weighed,
        "needed": question.needed,
        "key": question.key,
        "rows": question.rows,
        "preset": question.preset,
        "most": LONGEST_ANSWER,
    }


def _words() -> dict[str, str]:
    return {
        "choose": say("Choose"),
        "keep": say("Keep it"),
        "change": say("Change"),
        "colleague": say("A colleague objects:"),
        "missing": say("Still to answer:"),
        "nothing": say("nothing"),
        "on_phone": say("Kept on this device."),
        "sending": say("Sending ..."),
        "again": say("No answer yet. Nothing is lost: it is kept on this device. Press again."),
    }


def _read(sent: Mapping[str, Any], place: str) -> Pressed | None:
    """Take in what a browser sent: only texts and lists of texts, none too long; another screen's press is dropped."""
    if sent.get("place") != place or not isinstance(sent.get("values"), Mapping):
        return None
    values: dict[str, str | tuple[str, ...]] = {}
    for name, value in cast("Mapping[object, object]", sent["values"]).items():
        if isinstance(value, str):
            values[str(name)] = value[:LONGEST_ANSWER]
        elif isinstance(value, list):
            values[str(name)] = tuple(str(each) for each in cast("list[object]", value)[:100])
    return Pressed(str(sent.get("button", "")), values)
