"""My plays: every play this browser holds; go on, look back turn by turn, take it to another device, delete it."""

from __future__ import annotations

from html import escape

import streamlit as st

from exercise.app.forms import Confirm, Form, show
from exercise.app.keeping import or_explain, own_plays, service
from exercise.app.looking_back import looking_back_html
from exercise.app.parts import as_text
from exercise.app.problems import PROBLEMS, show_problem
from exercise.app.welcome import style
from exercise.app.whereabouts import clock, in_words, is_over
from exercise.sessions.errors import NoSuchSeat, StoreUnavailable
from exercise.sessions.position import Play
from exercise.sessions.service import Listed
from exercise.words import say

# The name in the address that says which play is shown turn by turn; a session's id is no secret.
SHOWN = "play"


def my_plays() -> None:
    """Draw the list, newest first; the play that the address names is shown turn by turn."""
    listed = or_explain(own_plays)
    show_problem()
    st.title(say("My plays"), anchor=False)
    st.text(say("Those of this browser. Nobody else sees them, and nobody asks your name."))
    if not listed:
        st.text(say("There are none yet."))
    for each in listed:
        with st.container(border=True, key=f"listed-{each.session}"):
            _one(each)
    st.html(f"{style()}<a class='exercise-link' href='/' target='_self'>{escape(say('Back to the start'))}</a>")


def _one(listed: Listed) -> None:
    """Draw one play: what and when, where it stands, and what can be done with it."""
    play = listed.play
    if play is None:
        st.subheader(say("A play that cannot be shown"), anchor=False)
        st.text(listed.fault)
        show(_deletion(listed, say("a play that cannot be shown")), key=f"doing-{listed.session}")
        return
    title, begun = play.scenario.frame.title, clock(play.times[0])
    named = say("{title}, begun {time}", title=title, time=begun)
    st.subheader(as_text(title), anchor=False)
    place = say("finished") if is_over(play) else in_words(play)
    st.text(say("Begun {time}. It stands at: {place}.", time=begun, place=place))
    if play.rules_today == "changed":
        st.text(say("The rules of this scenario have changed since. This play keeps its own."))
    elif play.rules_today == "gone":
        st.text(say("This scenario is not here any more. The play keeps its own rules."))
    go_on = say("Look at the debrief") if is_over(play) else say("Go on")
    hidden = {"session": listed.session, "back": "plays"}
    opening = Form(f"open-{listed.session}", "/play/open", go_on, hidden, about=named)
    show(opening, _deletion(listed, named), key=f"doing-{listed.session}")
    _look_back(play)
    _give_code(listed)


def _deletion(listed: Listed, named: str) -> Form:
    """Give the form that deletes a play after a question."""
    confirm = Confirm(
        say("Delete this play for good, on every device? Nothing of it can be brought back."),
        say("Yes, delete it"),
        say("Keep it"),
    )
    hidden = {"session": listed.session, "back": "plays"}
    return Form(f"delete-{listed.session}", "/play/delete", say("Delete"), hidden, confirm=confirm, about=named)


def _look_back(play: Play) -> None:
    """Draw the play turn by turn where the address asks for it, with the button for showing or hiding that."""
    shown = st.query_params.get(SHOWN) == play.session
    label = say("Hide the turns") if shown else say("Show it turn by turn")
    st.button(label, key=f"turns-{play.session}", on_click=_turn, args=("" if shown else play.session,))
    if shown:
        st.html(style() + looking_back_html(play))


def _turn(session: str) -> None:
    """Let the address name the play that is shown turn by turn, so that a reload shows it again."""
    if session:
        st.query_params[SHOWN] = session
    else:
        st.query_params.pop(SHOWN, None)


def _give_code(listed: Listed) -> None:
    """Draw the button that makes a code for another device, and the code where it was just pressed."""
    if st.button(say("Show a code for another device"), key=f"code-{listed.session}"):
        try:
            code = service().fresh_code(listed.token)
        except (NoSuchSeat, StoreUnavailable) as error:
            st.error(PROBLEMS["gone" if isinstance(error, NoSuchSeat) else "store"]())
            return
        st.code(code, language=None)
        st.text(say("Type it there under “Go on from another device”. The seat moves, and this browser lets it go."))
        st.text(say("A code that was shown before does not work any more."))
