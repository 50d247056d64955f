"""Going on: what was pressed becomes events, is stored with the screen that comes next, and that screen is drawn."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence

import streamlit as st

from exercise.app.keeping import seat, service
from exercise.app.parts import as_text, style
from exercise.app.solo.asking import Button, Pressed, Question, ask, tell_browser
from exercise.app.track import track_html
from exercise.play.flow import Step, following
from exercise.play.plan import IllegalPlan
from exercise.play.record import AnyEvent, Noted, StepReached, apply
from exercise.scenario.faults import ScenarioError
from exercise.sessions.errors import NoSuchSeat, StoreUnavailable
from exercise.sessions.position import Play, StaleSession, Standing
from exercise.words import say

_log = logging.getLogger(__name__)

_REFUSED, _LATE = "said-of-the-press", "pressed-too-late"


def place_of(step: Step) -> str:
    """Name a screen of this browser's seat for its drafts: (a digest of the seat's token):(step)."""
    return f"{seat_digest()}:{step.id}"


def seat_digest() -> str:
    """Name this browser's seat without its token."""
    return hashlib.sha256((seat() or "").encode()).hexdigest()[:12]


def attempt_of(step: Step) -> int:
    """Count how often a screen was sent back with a problem."""
    return int(st.session_state.get(f"attempt-{step.id}", 0))


def sent_back(step: Step, problems: Sequence[str]) -> None:
    """Let a screen be drawn anew with what was typed still there, and say below it what was wrong, if anything was."""
    st.session_state[f"attempt-{step.id}"] = attempt_of(step) + 1
    st.session_state[_REFUSED] = " ".join(problems)


def noted(values: dict[str, str]) -> list[AnyEvent]:
    """Make notes of the answers that were given."""
    return [Noted(question=name, value=value) for name, value in values.items() if value.strip()]


def answers_of(questions: Sequence[Question], pressed: Pressed) -> list[AnyEvent]:
    """Make notes of what was answered to some questions."""
    return noted({question.id: pressed.text(question.id) for question in questions})


def go_on(play: Play, step: Step, events: Sequence[AnyEvent]) -> None:
    """Store what was pressed, and which screen comes next; what is refused or too late is said there."""
    try:
        situation = play.situation
        for event in events:
            situation = apply(play.scenario, situation, event)
        after = following(play.scenario, situation, step.id)
        reached = [StepReached(step=after.id)] if after is not None else []
        store(step, [*events, *reached], play.standing)
    except IllegalPlan as error:
        sent_back(step, error.problems)
    except StaleSession as error:
        st.session_state[_LATE] = not error.stored


def ask_and_go_on(
    play: Play, step: Step, questions: Sequence[Question], button: Button, board: Mapping[str, object] | None = None
) -> None:
    """Show a screen's questions with one button, which notes the answers and goes on; see `ask`."""

    def then(pressed: Pressed) -> None:
        go_on(play, step, answers_of(questions, pressed))

    ask(place_of(step), questions, [button], then, attempt_of(step), board)


def store(step: Step, events: Sequence[AnyEvent], expects: Standing | None = None) -> bool:
    """Store events, see `Service.submit`; False where the store fails, and the screen is sent back and says so."""
    try:
        service().submit(seat() or "", events, expects)
    except StoreUnavailable as error:
        _log.warning("%s", error)
        told = say(
            "This could not be stored: {what}. Nothing is lost. Wait a moment, then press again.", what=error.what
        )
        sent_back(step, [told])
        return False
    except (NoSuchSeat, ScenarioError):
        # Drawn again, the page says by itself what became of the play.
        st.session_state[_LATE] = True
        return False
    return True


def pressed_too_late() -> bool:
    """Tell, once, whether the last press changed nothing because the play had gone on, or away."""
    return bool(st.session_state.pop(_LATE, False))


def head(play: Play, step: Step, title: str) -> None:
    """Draw the track and a screen's heading; below it say, once, what a press came too late for, and other rules."""
    st.html(style() + track_html(play, step))
    st.title(as_text(title), anchor=False)
    if play.rules_changed:
        st.caption(say("The files of this scenario have changed since; your play goes on with its own rules."))
    if pressed_too_late():
        st.info(
            say(
                "Your play had gone on already, in another tab or on another device. The older page that you pressed "
                "on changed nothing; this is where the play stands now."
            )
        )
    tell_browser(_texts(play), st.session_state.pop(_REFUSED, ""))


def _texts(play: Play) -> list[str]:
    return [event.value for event in play.record if isinstance(event, Noted) and isinstance(event.value, str)]
