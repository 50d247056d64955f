"""Plain HTML forms that post to our own addresses: what changes who sits where goes this way, not through Streamlit.

A form is data. The browser builds it out of elements and text nodes, so no text of anybody becomes markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.resources import files

import streamlit.components.v2 as components

from exercise.app.assets import script, shortened
from exercise.words import say


@dataclass(frozen=True, slots=True)
class Entry:
    """A field to type in, with its label and, under it, a hint."""

    name: str
    label: str
    hint: str = ""
    longest: int = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """A list to choose one from: `options` are values with what is shown for them."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Confirm:
    """A question before something is done that cannot be undone, with the words for doing it and for leaving it."""

    question: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class Form:
    """One form: `key` is the data-key of its button, `action` one of our addresses, `hidden` what goes along unseen.

    A `quiet` button looks like a link. `about` tells a screen reader more than the button's words, where several
    buttons say the same.
    """

    key: str
    action: str
    button: str
    hidden: Mapping[str, str] = field(default_factory=dict[str, str])
    primary: bool = False
    entry: Entry | None = None
    choice: Choice | None = None
    confirm: Confirm | None = None
    about: str = ""
    quiet: bool = False


def _asset(name: str) -> str:
    return files("exercise.app").joinpath(name).read_text("utf-8")


_SCRIPT = script("forms", "exercise.app", "forms.js")
_render = components.component("exercise_forms", css=shortened(_asset("forms.css")), js=_SCRIPT)


def show(*shown: Form, key: str | None = None) -> None:
    """Draw forms, side by side where there is room; `key`, the first form's own where left out, is on the box."""
    data = {"forms": [asdict(form) for form in shown], "wait": say("One moment …")}
    # As bytes: looking for tables in anything else, Streamlit loads pandas and Arrow while the first visitor waits.
    _render(key=key or shown[0].key, data=json.dumps(data).encode())
