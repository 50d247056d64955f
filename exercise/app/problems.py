"""What a page says after one of our addresses sent the browser back: a code in the address, a sentence here.

The codes are a closed list, so that nobody can put words of their own on our page with a link.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from exercise.app.keeping import owner
from exercise.app.patience import codes
from exercise.words import say, say_many

NAME: Final = "problem"
NEWS: Final = "news"

PROBLEMS: Final[Mapping[str, Callable[[], str]]] = {
    "scenario": lambda: say("There is no such scenario here. Choose one of those below."),
    "faulty": lambda: say("The files of this scenario have faults, so it cannot be played. Nothing was started."),
    "variant": lambda: say("This scenario cannot be played in that form. Nothing was started."),
    "code": lambda: say("No play has this code. Look at it again: eight letters and digits, no O, I, L or U."),
    "wait": lambda: _wait_words(codes.wait(owner() or "")),
    "gone": lambda: say("This play is not in this browser any more. Type its code, if you have one."),
    "broken": lambda: say("This play cannot be shown by this version of the program. Nothing in it was changed."),
    "store": lambda: say("Plays cannot be reached just now. Nothing that was stored is lost. Try again in a moment."),
}
TOLD: Final[Mapping[str, Callable[[], str]]] = {
    "deleted": lambda: say("The play is deleted, on every device."),
}


def _wait_words(seconds: int) -> str:
    """Say how long to wait before the next code may be typed."""
    if not seconds:
        return say("Too many wrong codes came in at once. Type yours again now.")
    return say_many(
        "Too many wrong codes were typed. Wait one second, then type yours again.",
        "Too many wrong codes were typed. Wait {count} seconds, then type yours again.",
        seconds,
    )


def show_problem() -> None:
    """Say what the address names, once: the name leaves the address, so that a reload does not say it again."""
    problem, news = st.query_params.get(NAME), st.query_params.get(NEWS)
    if problem in PROBLEMS:
        st.error(PROBLEMS[problem]())
    if news in TOLD:
        st.success(TOLD[news]())
    for name in (NAME, NEWS):
        if name in st.query_params:
            del st.query_params[name]
