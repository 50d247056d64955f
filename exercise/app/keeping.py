"""Whose plays these are: the one service of this process, and what this browser's cookies say.

The cookies are HttpOnly and set by `routes.py` alone; pages read them as they were when the page was loaded.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from exercise.app import forms, settings
from exercise.app.cookies import OWNER_COOKIE, SEAT_COOKIE, trusted
from exercise.scenario.faults import ScenarioError
from exercise.sessions.errors import NoSuchSeat, StoreUnavailable
from exercise.words import say

if TYPE_CHECKING:
    from exercise.sessions.position import Play
    from exercise.sessions.service import Listed, Service

_log = logging.getLogger(__name__)
_open: dict[tuple[str, Path | None], Service] = {}
_opening = Lock()

Given = TypeVar("Given")


def service() -> Service:
    """Give the service over the database of the settings, opened once; raises StoreUnavailable, and then tries anew."""
    # The database's library loads longer than the first page draws, and a first visitor asks the database nothing.
    from exercise.sessions.service import Service  # noqa: PLC0415
    from exercise.sessions.store import Store  # noqa: PLC0415

    told = settings.in_force()
    with _opening:
        if (told.database, told.scenarios) not in _open:
            _open[told.database, told.scenarios] = Service(Store(told.database), told.scenarios)
        return _open[told.database, told.scenarios]


def owner() -> str | None:
    """Give this browser's secret, None before it has one. Never show it."""
    return trusted(st.context.cookies.get(OWNER_COOKIE))


def seat() -> str | None:
    """Give the token of the seat this browser sits in, None where it sits in none. Never show it."""
    return st.context.cookies.get(SEAT_COOKIE) or None


def current_play() -> Play | None:
    """Give the play this browser sits in; None where it sits in none, or its seat is gone."""
    token = seat()
    if token is None:
        return None
    try:
        return service().position(token)
    except NoSuchSeat:
        return None


def own_plays() -> tuple[Listed, ...]:
    """Give the plays whose seats this browser holds, newest first."""
    secret = owner()
    return service().list_plays(secret) if secret else ()


def or_explain(work: Callable[[], Given]) -> Given:
    """Give what `work` gives. Where the store or the play's rules fail, show that as a page and end this run.

    Call it before the page draws anything, or in a callback: then the explanation is the whole page.
    """
    try:
        return work()
    except (StoreUnavailable, ScenarioError) as error:
        _log.warning("%s", error)
        _explain(error)
        st.stop()


def _explain(error: StoreUnavailable | ScenarioError) -> None:
    """Say what is wrong, that nothing is lost, and what to do."""
    st.title(say("Your play cannot be reached just now"), anchor=False)
    st.text(say("Nothing that was stored is lost. What you were typing is still in this browser."))
    st.button(say("Try again"), key="try-again", type="primary")
    if seat():
        forms.show(forms.Form("leave", "/play/leave", say("Leave this play; it stays in “My plays”")))
    with st.expander(say("For whoever runs this server")):
        if isinstance(error, StoreUnavailable):
            st.text(say("Where: {place}", place=error.place))
            st.text(say("What is wrong: {what}", what=error.what))
            st.text(say("What it said: {seen}", seen=error.seen))
            st.text(say("What to do: {mend}", mend=error.mend))
        else:
            st.text(say("This version of the program cannot read the rules of the play:"))
            st.text("\n".join(str(fault) for fault in error.faults))
