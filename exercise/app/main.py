"""The pages. Streamlit runs this file from top to bottom for every visit and every click."""

from __future__ import annotations

import streamlit as st

from exercise.app.forms import Form, show
from exercise.app.keeping import current_play, or_explain, seat
from exercise.app.problems import show_problem
from exercise.app.welcome import welcome
from exercise.words import ask_language_of, say


def home() -> None:
    """Draw the screen on which this browser's play stands, else the first screen."""
    play = or_explain(current_play)
    if play is None and seat() is None:
        welcome()
        return
    # A first visit needs none of it, so it is loaded with the first play.
    if play is None:
        from exercise.app.solo.gone import gone  # noqa: PLC0415

        gone()
        return
    show_problem()
    from exercise.app.solo.screens import draw  # noqa: PLC0415

    draw(play)
    show(Form("leave", "/play/leave", say("Leave; the play stays in “My plays”"), quiet=True))


def my_plays() -> None:
    """Draw the plays of this browser."""
    from exercise.app.my_plays import my_plays  # noqa: PLC0415

    my_plays()


def one_plan() -> None:
    """Draw one plan at once."""
    from exercise.app.one_plan import one_plan  # noqa: PLC0415

    one_plan()


ask_language_of(lambda: st.context.locale or "")
st.set_page_config(page_title="Decision exercise", layout="centered", initial_sidebar_state="collapsed")
PAGES = [
    st.Page(home, title=say("Start"), default=True),
    st.Page(my_plays, title=say("My plays"), url_path="my-plays"),
    st.Page(one_plan, title=say("One plan at once"), url_path="plan"),
]
st.navigation(PAGES, position="hidden").run()
