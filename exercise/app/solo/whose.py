"""Whose rule was it? Asked of a few lines of the player's own ledger before it is shown."""

from __future__ import annotations

from html import escape

import streamlit as st

from exercise.app.parts import points_text, rests_html
from exercise.app.solo.asking import Button, OptionShown, Pressed, Question, ask
from exercise.app.solo.going import answers_of, attempt_of, place_of, store
from exercise.debrief.whose import ASKED, basis_words, telling_lines
from exercise.play.flow import Step
from exercise.play.ledger import LedgerLine
from exercise.play.record import Noted, outcome_of
from exercise.scenario.model import Scenario
from exercise.sessions.position import Play
from exercise.words import say, say_many


def is_open(play: Play) -> bool:
    """Tell whether it is still to be asked; a play whose ledger has no line to ask of is never asked."""
    return ASKED not in play.notes and bool(_lines(play))


def ask_whose(play: Play, step: Step) -> None:
    """Ask of each line whose rule it is; what is said, or that it was passed over, is kept."""
    st.text(say("Some lines of your own ledger. Whose rule is each? The next page says."))
    options: list[OptionShown] = [{"id": basis, "label": words} for basis, words in basis_words().items()]
    questions = [
        Question(f"{ASKED}-{line.rule}", "one", _line_words(play.scenario, line), options) for line in _lines(play)
    ]
    buttons = [Button("whose", say("Show whose they are")), Button("skip", say("Skip"), skips=True)]

    def then(pressed: Pressed) -> None:
        said = answers_of(questions, pressed) if pressed.button == "whose" else []
        store(step, [*said, Noted(question=ASKED, value="asked" if said else "passed over")])

    ask(f"{place_of(step)}-whose", questions, buttons, then, attempt_of(step))


def whose_html(play: Play) -> str:
    """Give the lines with what was said of each beside whose they are; empty where nothing was asked."""
    lines = _lines(play)
    if ASKED not in play.notes or not lines:
        return ""
    items = "".join(_answered(play, line) for line in lines)
    ledger = outcome_of(play.scenario, play.situation).ledger()
    ours = sum(bool(line.assumptions) for line in ledger)
    told = say_many(
        "Of the {all} lines of your ledger, {count} rests on an assumption of the designer.",
        "Of the {all} lines of your ledger, {count} rest on an assumption of the designer.",
        ours,
        all=len(ledger),
    )
    return f"<ol class='exercise-sorts'>{items}</ol><p>{escape(told)}</p>"


def _lines(play: Play) -> tuple[LedgerLine, ...]:
    return telling_lines(outcome_of(play.scenario, play.situation))


def _line_words(scenario: Scenario, line: LedgerLine) -> str:
    label = next(measure.label for measure in scenario.frame.measures if measure.id == line.measure)
    return say("{measure}, {points}: {why}", measure=label, points=points_text(line.points), why=line.because)


def _answered(play: Play, line: LedgerLine) -> str:
    words = basis_words()
    said = play.notes.get(f"{ASKED}-{line.rule}", "")
    pairs = [(say("You said"), words[said])] if isinstance(said, str) and said in words else []
    pairs.append((say("It is so"), words.get(line.basis, line.basis)))
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(answer)}</dd>" for name, answer in pairs)
    rests = rests_html(play.scenario, line.claims, line.assumptions)
    text = escape(_line_words(play.scenario, line))
    return f"<li><p>{text}</p><dl class='exercise-plan'>{rows}</dl>{rests}</li>"
