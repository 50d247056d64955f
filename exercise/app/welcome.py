"""The first screen: what this is, and one button that begins or goes on."""

from __future__ import annotations

import re
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

import streamlit as st

from exercise.app import library
from exercise.app.cookies import PLAYS
from exercise.app.forms import Choice, Entry, Form, show
from exercise.app.keeping import or_explain, own_plays
from exercise.app.parts import as_text
from exercise.app.problems import show_problem
from exercise.app.whereabouts import in_words, is_over
from exercise.scenario.faults import ScenarioError
from exercise.scenario.model import Scenario
from exercise.words import say, say_many

if TYPE_CHECKING:
    from exercise.sessions.service import Listed

# A full stop inside an abbreviation is followed by a small letter or a figure.
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[^\s\da-z])")
SAID_AT_ONCE = 2


def welcome() -> None:
    """Draw the first screen for this browser: begin, or go on where it left; other ways in are small below."""
    scenarios, faulty = _readable()
    listed = or_explain(own_plays)
    show_problem()
    if not scenarios:
        st.title(say("No scenario here can be used"), anchor=False)
        _mention(faulty)
        return
    first = next(iter(scenarios.values()))
    st.title(as_text(first.frame.title), anchor=False)
    _introduce(first)
    unfinished = newest_unfinished(listed)
    _begin(first, unfinished.pop(first.id, None))
    st.html(f"{style()}<div class='exercise-welcome'><h2>{escape(say('Other ways in'))}</h2></div>")
    _other_plays(unfinished)
    _other_scenarios([each for name, each in scenarios.items() if name != first.id and name not in unfinished])
    with st.expander(say("Go on from another device")):
        show(rejoining())
    if listed:
        st.html(f"{style()}<a class='exercise-link' href='{PLAYS}' target='_self'>{escape(say('My plays'))}</a>")
    _mention(faulty)


def rejoining() -> Form:
    """Give the form that moves the seat of a code to this browser."""
    entry = Entry("code", say("The code that the other device showed"), say("As K7QM-2XRD. The seat moves here."))
    return Form("rejoin", "/play/rejoin", say("Move my seat here"), entry=entry)


def style() -> str:
    """Give the style sheet of this screen as one `<style>` element."""
    return f"<style>{files('exercise.app').joinpath('welcome.css').read_text('utf-8')}</style>"


def sentences(text: str) -> list[str]:
    """Split plain prose into its sentences."""
    return _BETWEEN_SENTENCES.split(text.strip())


def newest_unfinished(listed: tuple[Listed, ...]) -> dict[str, Listed]:
    """Give the newest play of each scenario that somebody can go on with; one finished since closes older ones."""
    newest: dict[str, Listed] = {}
    for each in listed:
        if each.play is not None:
            newest.setdefault(each.play.scenario.id, each)
    return {name: each for name, each in newest.items() if each.play is not None and not is_over(each.play)}


def _readable() -> tuple[dict[str, Scenario], list[str]]:
    """Give the scenarios by id, and the names of those whose files have faults."""
    scenarios: dict[str, Scenario] = {}
    faulty: list[str] = []
    for name, folder in library.folders().items():
        try:
            scenarios[name] = library.scenario_in(folder)
        except ScenarioError:
            faulty.append(name)
    return scenarios, faulty


def _introduce(scenario: Scenario) -> None:
    """Say what it is in three sentences and how long it takes; the rest is one tap away."""
    frame = scenario.frame
    possible = say("Results are possible, not predicted.")
    told = sentences(frame.summary)
    rest = [each for each in told[SAID_AT_ONCE:] if each != possible]
    at_once = [*(each for each in told[:SAID_AT_ONCE] if each != possible), possible]
    minutes = library.alone_in(scenario).minutes
    parts = [
        f"<p>{escape(' '.join(at_once))}</p>",
        f"<p>{escape(say('About {minutes} minutes; stop whenever you like.', minutes=minutes))}</p>",
        f"<details><summary>{escape(say('Content note, and what this cannot tell'))}</summary>",
        *(f"<p>{escape(each)}</p>" for each in (frame.content_note, " ".join(rest)) if each),
        "<ul>",
        *(f"<li>{escape(limit)}</li>" for limit in frame.limits),
        "</ul></details>",
    ]
    st.html(f"{style()}<div class='exercise-welcome'>{''.join(parts)}</div>")


def _begin(scenario: Scenario, unfinished: Listed | None) -> None:
    """Draw the one button, and where there is something to go on with, beginning anew as the small one."""
    start = {"scenario": scenario.id, "variant": library.alone_in(scenario).id}
    if unfinished is None or unfinished.play is None:
        show(Form("play-alone", "/play/start", say("Start"), start, primary=True))
        return
    label = say("Go on: {place}", place=in_words(unfinished.play))
    show(
        Form("play-alone", "/play/open", label, {"session": unfinished.session}, primary=True),
        Form("start-anew", "/play/start", say("Start anew"), start, about=say("What you began stays in “My plays”.")),
    )


def _other_plays(unfinished: dict[str, Listed]) -> None:
    """Draw a button for each other scenario that somebody can go on with."""
    for name, each in unfinished.items():
        if each.play is not None:
            title = each.play.scenario.frame.title
            label = say("Go on with {title}: {place}", title=title, place=in_words(each.play))
            show(Form(f"go-on-{name}", "/play/open", label, {"session": each.session}))


def _other_scenarios(scenarios: list[Scenario]) -> None:
    """Draw the short practice, and a list of all others where there are any."""
    others = [each for each in scenarios if each.id != library.PRACTICE]
    for each in scenarios:
        if each.id == library.PRACTICE:
            minutes, title = library.alone_in(each).minutes, each.frame.title
            label = say("{minutes}-minute practice: {title}", minutes=minutes, title=title)
            show(Form("practice", "/play/start", label, {"scenario": each.id}))
    if others:
        options = tuple((each.id, each.frame.title) for each in others)
        choice = Choice("scenario", say("Another scenario"), options)
        show(Form("start-other", "/play/start", say("Start this one"), choice=choice))


def _mention(faulty: list[str]) -> None:
    """Say which scenarios are left out because their files have faults, and how to see those."""
    if faulty:
        text = say_many(
            "A scenario with faults in its files is left out: {names}. “exercise check” lists them.",
            "{count} scenarios with faults in their files are left out: {names}. “exercise check” lists them.",
            len(faulty),
            names=", ".join(faulty),
        )
        st.text(text)
