"""Where a play stands, in a few words: for a button that goes on, and for a list."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from exercise.play.flow import DEBRIEF_STOPS, Step, steps_of
from exercise.words import say

if TYPE_CHECKING:
    from exercise.sessions.position import Play


def step_of(play: Play) -> Step | None:
    """Give the screen a play came to, the first where it came to none yet; None for one this program does not know."""
    if play.situation.variant is None:
        return None
    steps = steps_of(play.scenario, play.situation.variant)
    return next((step for step in steps if step.id == play.step), None if play.step else steps[0])


def is_over(play: Play) -> bool:
    """Tell whether a play came to its end, where the debrief is kept."""
    step = step_of(play)
    return step is not None and step.kind == "end"


def in_words(play: Play) -> str:
    """Say where a play stands, in lower case, to stand behind a colon."""
    step = step_of(play)
    if step is None:
        return say("{count} turns committed", count=len(play.situation.turns))
    match step.kind:
        case "guess":
            return say("two quick answers")
        case "reading":
            return say("what was known")
        case "sort":
            return say("how sure is each sentence?")
        case "seat":
            return say("your seat")
        case "brief" | "choose" | "inject" | "result":
            return say("turn {turn}", turn=step.turn)
        case "sender":
            return say("the same plan, seen from the other side")
        case "end":
            return say("the debrief to keep")
        case "debrief" | "resort":
            return say("debrief, stop {stop} of {stops}", stop=step.turn, stops=DEBRIEF_STOPS)


def clock(moment: datetime) -> str:
    """Give a moment as day and time of the browser's own place, of UTC where that is not known."""
    try:
        place = ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    zone = "" if st.context.timezone else " UTC"
    return f"{moment.astimezone(place):%Y-%m-%d %H:%M}{zone}"
