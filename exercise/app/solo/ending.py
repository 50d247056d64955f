"""The end of a play: the debrief as files to keep, and playing again with one change."""

from __future__ import annotations

import streamlit as st

from exercise.app.forms import Choice, Form, show
from exercise.app.keeping import seat, service
from exercise.app.solo.going import head
from exercise.kit.document import Document
from exercise.kit.keepsake import as_html, as_markdown, debrief_document
from exercise.play.flow import Step
from exercise.play.record import SealOpened
from exercise.sessions.position import Play
from exercise.words import language, say, speaking


def end(play: Play, step: Step) -> None:
    """Offer the debrief as files, and the same play once more with one decision made differently."""
    head(play, step, say("Your debrief is ready"))
    st.text(
        say("Everything you wrote is in it, with every number and what it rests on. Nothing else leaves this place.")
    )
    _keepsake(play)
    st.html(f"<h2>{say('Play again with one change')}</h2>")
    st.text(say("The turns before it stand as they were; from there on you decide anew. This play is kept."))
    decisions = [
        (decision.id, decision.label)
        for decision in play.scenario.frame.decisions
        if play.situation.plan.get(decision.id) is not None
    ]
    choice = Choice("decision", say("What would you decide differently?"), tuple(decisions))
    show(Form("play-again", "/play/again", say("Play again"), {"session": play.session}, choice=choice))


def _keepsake(play: Play) -> None:
    """Offer the whole debrief as files; later facts are in them only where the seal was opened."""
    opened = any(isinstance(event, SealOpened) for event in play.record)
    # The files are made when they are asked for, in a thread that knows nothing of this browser.
    token, plays, spoken = seat() or "", service(), language()

    def document() -> Document:
        later = plays.later(token) if opened else ()
        return debrief_document(play.scenario, play.record, play.situation, play.notes, later)

    def page() -> str:
        with speaking(spoken):
            return as_html(document())

    def plain() -> str:
        with speaking(spoken):
            return as_markdown(document())

    name = f"{play.scenario.id}-debrief"
    st.download_button(
        say("Save my debrief (a page for any browser, prints well)"),
        page,
        f"{name}.html",
        "text/html",
        key="download-html",
        type="primary",
        on_click="ignore",
    )
    st.download_button(
        say("Save my debrief (plain text, Markdown)"),
        plain,
        f"{name}.md",
        "text/markdown",
        key="download-markdown",
        on_click="ignore",
    )
