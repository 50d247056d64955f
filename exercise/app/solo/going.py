"""Going on: what was pressed becomes events, is stored with the screen that comes next, and that screen is drawn."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import streamlit as st

from exercise.app.keeping import or_explain, seat, service
from exercise.app.parts import as_text, style
from exercise.app.track import track_html
from exercise.play.flow import Step, following
from exercise.play.plan import IllegalPlan
from exercise.play.record import AnyEvent, Noted, StepReached, apply
from exercise.sessions.position import Play, StaleSession
from exercise.words import say


def place_of(step: Step) -> str:
    """Name a screen of this browser's seat for its drafts, without the token: (a digest of it):(step)."""
    digest = hashlib.sha256((seat() or "").encode()).hexdigest()[:12]
    return f"{digest}:{step.id}"


def attempt_of(step: Step) -> int:
    """Count how often a screen was sent back with a problem."""
    return int(st.session_state.get(f"attempt-{step.id}", 0))


def sent_back(step: Step, problems: Sequence[str]) -> None:
    """Let a screen be drawn anew with what was typed still there, and say what was wrong, if anything was."""
    st.session_state[f"attempt-{step.id}"] = attempt_of(step) + 1
    if problems:
        st.session_state["said"] = "\n".join(problems)


def noted(values: dict[str, str]) -> list[AnyEvent]:
    """Make notes of the answers that were given."""
    return [Noted(question=name, value=value) for name, value in values.items() if value.strip()]


def go_on(play: Play, step: Step, events: Sequence[AnyEvent]) -> None:
    """Store what was pressed and draw the next screen; say why where it is refused or too late. Ends this run."""
    try:
        situation = play.situation
        for event in events:
            situation = apply(play.scenario, situation, event)
        after = following(play.scenario, situation, step.id)
        reached = [StepReached(step=after.id)] if after is not None else []
        or_explain(lambda: service().submit(seat() or "", [*events, *reached], play.standing))
        if after is None:
            st.session_state["said"] = say("That was the last stop. What you wrote is stored; keep a file of it below.")
    except IllegalPlan as error:
        sent_back(step, error.problems)
    except StaleSession as error:
        if not error.stored:
            st.session_state["said"] = say(
                "This page was older than your play: {what}.", what="; ".join(error.happened)
            )
    st.rerun()


def say_what_happened() -> None:
    """Show, once, what the last press was answered with."""
    said = st.session_state.pop("said", "")
    if said:
        st.info(as_text(said))


def head(play: Play, step: Step, title: str) -> None:
    """Draw the track and a screen's heading; say where the files of the scenario are other rules by now."""
    say_what_happened()
    st.html(style() + track_html(play, step))
    st.title(as_text(title), anchor=False)
    if play.rules_changed:
        st.caption(say("The files of this scenario have changed since; your play goes on with its own rules."))
