"""The screen after the last turn: the plan from the other side, and try to break it."""

from __future__ import annotations

from html import escape

import streamlit as st

from exercise.analysis.conditions import cells_mask
from exercise.analysis.grid import PlanSpace, plan_space
from exercise.app.solo.asking import Button, ask
from exercise.app.solo.going import attempt_of, go_on, head, place_of
from exercise.app.solo.moved import label_of
from exercise.play.flow import Step
from exercise.play.record import outcome_of
from exercise.play.situation import variant_of
from exercise.scenario.model import Scenario
from exercise.sessions.position import Play
from exercise.words import say


@st.cache_resource(show_spinner=False)
def whole_space(digest: str, _scenario: Scenario) -> PlanSpace:
    """Work the plan space of a scenario's rules out once."""
    del digest
    return plan_space(_scenario)


def sender(play: Play, step: Step) -> None:
    """Show what was asked for beside what nobody asked about, and how many plans would escape it."""
    head(play, step, say("The same plan, seen from the other side"))
    scenario = play.scenario
    outcome = outcome_of(scenario, play.situation)
    asked = {scenario.inputs.sources[name].of for line in _intent(play) for name in line}
    for title, wanted in ((say("What was asked for"), True), (say("What nobody asked about"), False)):
        st.subheader(title, anchor=False)
        rows = [
            _row(measure.label, label_of(measure, outcome.measure(measure.id).band))
            for measure in scenario.frame.measures
            if (measure.id in asked) is wanted
        ]
        st.html(f"<ul>{''.join(rows)}</ul>")
    st.subheader(say("Try to break it"), anchor=False)
    space = whole_space(scenario.digest, scenario)
    for measure in scenario.frame.measures:
        last = measure.bands[-1]
        if measure.direction == "more" and measure.ratio is None:
            count = space.count(cells_mask(space, {measure.id: last.id}))
            st.text(_wall(measure.label, last.label, count, space.size))
        elif measure.direction == "neutral":
            count = space.count(cells_mask(space, {f"{measure.id}.points": "<= 0"}))
            st.text(_wall(measure.label, say("none at all"), count, space.size))
    if ask(place_of(step), [], [Button("next", say("Go to the debrief"))], attempt_of(step)) is not None:
        go_on(play, step, [])


def _row(measure: str, band: str) -> str:
    return f"<li><strong>{escape(measure)}</strong>: {escape(band)}</li>"


def _wall(measure: str, band: str, count: int, size: int) -> str:
    return say(
        "{measure}, {band}: {count} of our tables' {size} plans.",
        measure=measure,
        band=band,
        count=f"{count:,}",
        size=f"{size:,}",
    )


def _intent(play: Play) -> list[dict[str, str]]:
    return [line.when for line in variant_of(play.scenario, str(play.situation.variant)).intent.lines]
