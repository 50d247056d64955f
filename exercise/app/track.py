"""The track on top of a play: its stations on a line, the present one marked."""

from __future__ import annotations

from html import escape

from exercise.play.flow import DEBRIEF_STOPS, Step
from exercise.play.situation import variant_of
from exercise.sessions.position import Play
from exercise.words import say

BEFORE = ("guess", "reading", "sort", "seat")
DEBRIEF = ("debrief", "resort", "end")


def track_html(play: Play, step: Step) -> str:
    """Give the stations of a play as an ordered list: before, each turn, the other side, the debrief."""
    stations = [("", say("Before"))]
    turns = variant_of(play.scenario, str(play.situation.variant)).turns
    stations += [(str(number), turn.title) for number, turn in enumerate(turns, start=1)]
    stations += [("", say("Other side")), ("", say("Debrief"))]
    here = _station(step, [turn.turn for turn in turns])
    items = "".join(_item(at, here, number, title) for at, (number, title) in enumerate(stations))
    return (
        f'<nav class="exercise-track" aria-label="{escape(say("Where you are"))}"><ol>{items}</ol>'
        f'<p aria-hidden="true">{escape(station_words(play, step))}</p></nav>'
    )


def station_words(play: Play, step: Step) -> str:
    """Say in words where a screen stands, as `Turn 2 of 5`; empty where the heading says enough."""
    if step.kind in DEBRIEF:
        return say("Debrief, stop {stop} of {of}", stop=step.turn or DEBRIEF_STOPS, of=DEBRIEF_STOPS)
    if step.kind == "sender":
        return say("The other side")
    if step.kind in BEFORE:
        return say("Before the first turn")
    turns = [turn.turn for turn in variant_of(play.scenario, str(play.situation.variant)).turns]
    return say("Turn {number} of {of}", number=turns.index(step.turn) + 1, of=len(turns))


def _station(step: Step, turns: list[int]) -> int:
    if step.kind in BEFORE:
        return 0
    if step.kind in DEBRIEF:
        return len(turns) + 2
    return len(turns) + 1 if step.kind == "sender" else turns.index(step.turn) + 1


def _item(at: int, here: int, number: str, title: str) -> str:
    state = "done" if at < here else "here" if at == here else "ahead"
    current = ' aria-current="step"' if at == here else ""
    spoken = say("Turn {number}: ", number=number) if number else ""
    done = f'<span class="exercise-unseen">{escape(say(", done"))}</span>' if at < here else ""
    label = f'<span class="exercise-unseen">{escape(spoken)}</span><span>{escape(title)}</span>{done}'
    return f'<li class="{state}"{current}><b aria-hidden="true">{escape(number)}</b>{label}</li>'
