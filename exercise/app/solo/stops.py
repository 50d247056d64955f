"""The debrief in five stops: guesses, reasons, whose rule, what was reported later, what to take along."""

from __future__ import annotations

from html import escape

import streamlit as st

from exercise.app.keeping import or_explain, seat, service
from exercise.app.parts import stage_html, style
from exercise.app.solo.asking import Button, Pressed, Question, ask
from exercise.app.solo.before import gainers
from exercise.app.solo.comparing import guesses_html, memory_words, sorts_html
from exercise.app.solo.drawings import draw_course, draw_standing
from exercise.app.solo.going import ask_and_go_on, attempt_of, go_on, head, place_of, store
from exercise.app.solo.retold import (
    again_told,
    hunted_told,
    later_told,
    looked_told,
    measures_told,
    reasons_told,
    roads_told,
)
from exercise.app.solo.whose import ask_whose, is_open, whose_html
from exercise.debrief.writing import debrief
from exercise.kit.document import Document
from exercise.kit.keepsake import debrief_document
from exercise.play.flow import DEBRIEF_STOPS, Step
from exercise.play.record import SealOpened, outcome_of
from exercise.scenario.playing import Stage
from exercise.sessions.position import Play
from exercise.words import say

STAGES_AT: dict[int, tuple[Stage, ...]] = {
    1: ("reactions", "description"),
    2: ("reasoning",),
    3: ("content", "yardstick", "rules"),
    4: ("later",),
    5: ("critique", "transfer"),
}
WHOSE_RULE = 3
SEALED = 4


def titles() -> dict[int, str]:
    """Give what each stop is about."""
    return {
        1: say("What you guessed, and what you did"),
        2: say("Your reasons, and the roads not taken"),
        3: say("Whose rule was it?"),
        4: say("What was reported later"),
        5: say("What to take along"),
    }


def stop(play: Play, step: Step) -> None:
    """Show one of the five stops of the debrief."""
    title = say("Debrief, stop {stop} of {of}", stop=step.turn, of=DEBRIEF_STOPS)
    head(play, step, title)
    subtitle = f"{style(debrief=True)}<h2>{escape(titles()[step.turn])}</h2>"
    opened = any(isinstance(event, SealOpened) for event in play.record)
    if step.turn == SEALED and not opened:
        st.html(subtitle)
        _seal(play, step)
        return
    if step.turn == WHOSE_RULE and is_open(play):
        st.html(subtitle)
        ask_whose(play, step)
        return
    later = or_explain(lambda: service().later(seat() or "")) if step.turn == SEALED else ()
    outcome = outcome_of(play.scenario, play.situation)
    told = debrief(play.scenario, outcome, play.situation.variant, later)
    stages = [stage for name in STAGES_AT[step.turn] if (stage := told.stage(name)).sentences]
    tell = later_told if step.turn == SEALED else stage_html
    told_html = "".join(tell(play.scenario, stage) for stage in stages)
    st.html(subtitle)
    _show_own(play, step.turn)
    st.html(told_html)
    questions = _questions(play, step.turn)
    label = say("Next stop") if step.turn < DEBRIEF_STOPS else say("Finish")
    ask_and_go_on(play, step, questions, Button("debrief-next", label))


def _questions(play: Play, number: int) -> list[Question]:
    if number == 1:
        return [Question("gains_after", "one", say("Who gained more, as you see it now?"), gainers(play.scenario))]
    if number == DEBRIEF_STOPS:
        return [Question("keep_sentence", "text", say("One sentence to keep"))]
    return []


def _show_own(play: Play, number: int) -> None:
    """Show what a stop has of this very play."""
    match number:
        case 1:
            st.html(guesses_html(play))
        case 2:
            st.html(reasons_told(play) + looked_told(play))
            draw_course(_document(play))
            st.html(roads_told(play) + again_told(play))
        case 3:
            document = _document(play)
            most = [measure.id for measure in document.most_moved()]
            st.html(whose_html(play) + measures_told(play, most) + hunted_told(play))
            draw_standing(document)
        case 4:
            if remembered := memory_words(play):
                st.html(f"<p><strong>{escape(remembered)}</strong></p>")
        case _:
            st.html(sorts_html(play))


def _document(play: Play) -> Document:
    """Give the debrief to keep, without what was reported later."""
    return debrief_document(play.scenario, play.record, play.situation, play.notes)


def _seal(play: Play, step: Step) -> None:
    st.text(say("What was reported later is sealed. Opening it is your choice; it stays open."))
    buttons = [Button("seal", say("Open the seal")), Button("next", say("Leave it sealed"))]

    def then(pressed: Pressed) -> None:
        if pressed.button == "seal":
            store(step, [SealOpened()])
        else:
            go_on(play, step, [])

    ask(f"{place_of(step)}-sealed", [], buttons, then, attempt_of(step))
