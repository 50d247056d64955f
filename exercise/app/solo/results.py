"""What a turn did."""

from __future__ import annotations

from html import escape

import streamlit as st

from exercise.app.parts import ending_html
from exercise.app.solo.asking import Button
from exercise.app.solo.changes import what_if_html
from exercise.app.solo.going import ask_and_go_on, head
from exercise.app.solo.moved import moved_html, standing_html
from exercise.app.solo.turn import turn_of
from exercise.play.flow import Step
from exercise.play.record import outcome_of
from exercise.sessions.position import Play
from exercise.words import say


def result(play: Play, step: Step) -> None:
    """Show the three measures that moved most and why, the rest behind a fold, and what else could have been chosen."""
    turn, _, _ = turn_of(play, step)
    head(play, step, say("What that did"))
    outcome = outcome_of(play.scenario, play.situation)
    everything = f"{ending_html(play.scenario, outcome)}{standing_html(play)}"
    shown = f"<details class='exercise-fold'><summary>{escape(say('Show all'))}</summary>{everything}</details>"
    st.html(moved_html(play, step.turn) + what_if_html(play, turn.decisions) + shown)
    ask_and_go_on(play, step, [], Button("next", say("Go on")))
