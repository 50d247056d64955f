"""One plan at once: choose all of it, commit it, see where it leads and why, and read the debrief."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from exercise.app import settings
from exercise.app.parts import as_text, ending_html, measures_html, stage_html, style
from exercise.debrief.writing import debrief
from exercise.play.adjudication import adjudicate
from exercise.play.plan import Choice, IllegalPlan, Plan, plan_of
from exercise.scenario.faults import ScenarioError
from exercise.scenario.frame import DecisionPoint
from exercise.scenario.library import read_later, read_scenario, scenario_folders
from exercise.scenario.model import Scenario

FIRST = "dprk-deployment"


@st.cache_resource(show_spinner=False)
def scenario_in(folder: Path) -> Scenario:
    """Read a scenario once for the life of the server."""
    return read_scenario(folder)


def choose_scenario() -> tuple[Scenario, Path] | None:
    """Let the person choose a scenario where there are several; None for one that cannot be used, which is said."""
    folders = scenario_folders(settings.in_force().scenarios)
    names = sorted(folders, key=lambda name: (name != FIRST, name))
    with st.sidebar:
        name = st.selectbox("Scenario", names, key="scenario")
    try:
        return scenario_in(folders[name]), folders[name]
    except ScenarioError as error:
        st.title("This scenario cannot be used")
        st.write("Its files have faults; `exercise check` lists them as well.")
        st.text("\n".join(str(fault) for fault in error.faults))
        return None


def introduce(scenario: Scenario) -> None:
    """Say what this is, before anything is asked."""
    frame = scenario.frame
    st.title(as_text(frame.title))
    st.text(frame.summary)
    if frame.content_note:
        st.text(frame.content_note)
    with st.expander("What was known, and what this cannot tell"):
        for paragraph in frame.source.reading:
            st.text(f"{paragraph.paragraph}. {paragraph.text}")
        st.text(f"{frame.source.ends} Source: {frame.source.citation}".strip())
        for limit in frame.limits:
            st.text(f"\N{BULLET} {limit}")
    st.header("Your seat")
    st.text(f"{frame.seat.title}. {frame.seat.task}")


def ask(decision: DecisionPoint) -> Choice | None:
    """Show one decision; gives what is chosen at the moment."""
    key = f"decision-{decision.id}"
    question = as_text(decision.question)
    if decision.choose == "any":
        with st.container(key=key):
            st.write(question)
            ticked = [
                option.id
                for option in decision.options
                if st.checkbox(as_text(f"{option.label}: {option.buys}"), key=f"{key}-{option.id}")
            ]
        return tuple(ticked)
    labels = {option.id: as_text(option.label) for option in decision.options}
    buys = [as_text(f"Buys {option.buys}.") for option in decision.options]
    return st.radio(question, decision.option_ids, index=None, format_func=labels.__getitem__, captions=buys, key=key)


def ask_all(scenario: Scenario) -> Plan | None:
    """Show every decision in one form, turn by turn; gives the plan that is committed, and says why one is refused."""
    committed = f"plan-{scenario.digest}"
    choices: dict[str, Choice | None] = {}
    with st.form("plan"):
        for turn in sorted({decision.turn for decision in scenario.frame.decisions}):
            st.subheader(f"Turn {turn}")
            for decision in scenario.frame.decisions:
                if decision.turn == turn:
                    choices[decision.id] = ask(decision)
        pressed = st.form_submit_button("Commit this plan", key="commit", type="primary")
    if pressed:
        st.session_state.pop(committed, None)
        missing = [scenario.decision(name).label for name, choice in choices.items() if choice is None]
        if missing:
            st.error(as_text("Still to be decided: " + ", ".join(missing) + "."))
            return None
        try:
            st.session_state[committed] = plan_of(scenario, {k: v for k, v in choices.items() if v is not None})
        except IllegalPlan as error:
            st.error("This plan does not hold together. Change one of the choices named here and commit again.")
            for problem in error.problems:
                st.text(problem)
    return st.session_state.get(committed)


def show(scenario: Scenario, folder: Path, plan: Plan) -> None:
    """Show where a plan leads, why, and the debrief; later facts only once their seal is opened."""
    outcome = adjudicate(scenario, plan)
    st.header("What that leads to", anchor="outcome")
    st.text("Possible, not predicted. Bands are what players compare; points are bookkeeping.")
    st.html(style() + ending_html(scenario, outcome) + measures_html(scenario, outcome))
    st.header("Debrief")
    seal = st.toggle("Open the seal: show what was reported later", key="seal")
    told = debrief(scenario, outcome, None, read_later(folder) if seal else ())
    st.html(style(debrief=True) + "".join(stage_html(scenario, stage) for stage in told.stages if stage.sentences))


def one_plan() -> None:
    """Draw the page."""
    chosen = choose_scenario()
    if chosen is None:
        return
    scenario, folder = chosen
    introduce(scenario)
    plan = ask_all(scenario)
    if plan is not None:
        show(scenario, folder, plan)
