"""The first screen and "My plays", with a stand-in for the screens between them; tests serve it as the app."""

import streamlit as st

from exercise.app.forms import Form, show
from exercise.app.keeping import current_play, or_explain
from exercise.app.my_plays import my_plays
from exercise.app.problems import show_problem
from exercise.app.welcome import welcome


def home() -> None:
    """Draw the play this browser sits in, else the first screen."""
    play = or_explain(current_play)
    if play is None:
        welcome()
        return
    show_problem()
    st.title("Playing")
    st.text(f"{play.scenario.id}, {play.situation.variant}, turns {play.situation.turns}, at {play.step or 'first'}")
    show(Form("leave", "/play/leave", "Leave"))


st.set_page_config(page_title="Decision exercise", layout="centered")
pages = [st.Page(home, title="Start", default=True), st.Page(my_plays, title="My plays", url_path="my-plays")]
st.navigation(pages, position="hidden").run()
