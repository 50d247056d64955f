"""The page of a seat that is no longer this browser's: moved to another device by its code, or deleted there."""

from __future__ import annotations

import streamlit as st

from exercise.app.forms import Form, show
from exercise.app.parts import style
from exercise.app.problems import show_problem
from exercise.app.solo.asking import ask, tell_browser
from exercise.app.solo.going import pressed_too_late, seat_digest
from exercise.app.welcome import rejoining
from exercise.words import say


def gone() -> None:
    """Say where the play went and how it comes back, and show what was typed here and may be stored nowhere."""
    show_problem()
    st.html(style())
    st.title(say("This play is not in this browser any more"), anchor=False)
    st.text(say("Its code was typed on another device, and it goes on there; or it was deleted."))
    if pressed_too_late():
        st.text(say("What you pressed just now changed nothing."))
    # No record can be asked any more, so every text that is still here counts as stored nowhere.
    tell_browser([])
    ask(f"{seat_digest()}:gone", [], [], lambda _: None)
    st.text(say("To go on here, let the other device show a code under “My plays”, and type it here."))
    show(rejoining())
    show(Form("leave", "/play/leave", say("Go to the start")))
