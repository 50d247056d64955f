"""Pieces of pages: scenario text made safe, and measures, reasons and debrief as HTML with our own classes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from importlib.resources import files

from exercise.app.scales import scale_html
from exercise.debrief.stages import QUESTION, DebriefStage, Sentence
from exercise.play.ledger import LedgerLine, MeasureOutcome, Outcome
from exercise.scenario.frame import Measure
from exercise.scenario.model import Scenario
from exercise.words import say

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:])")


def as_text(text: str) -> str:
    """Give text so that Streamlit's Markdown shows it as it was written."""
    return _MARKS.sub(r"\\\1", text)


def style() -> str:
    """Give the style sheet of these pieces as one `<style>` element."""
    return f"<style>{files('exercise.app').joinpath('exercise.css').read_text('utf-8')}</style>"


def measures_html(scenario: Scenario, outcome: Outcome) -> str:
    """Give every measure with its band on its scale, and behind "Why?" the ledger that adds up to it."""
    return "".join(_measure(scenario, measure, outcome.measure(measure.id)) for measure in scenario.frame.measures)


def _measure(scenario: Scenario, measure: Measure, found: MeasureOutcome) -> str:
    total = total_row(found.points, say("points in all"))
    return (
        f'<section class="exercise-measure"><h3>{escape(measure.label)}</h3>'
        f"{scale_html(measure, None, found.band)}"
        f'<details class="st-key-why-{escape(measure.id)}"><summary>{escape(say("Why?"))}'
        f'<span class="exercise-unseen"> {escape(measure.label)}</span></summary>'
        f"{line_rows(scenario, found.lines, total)}</details></section>"
    )


def total_row(points: float, words: str) -> str:
    """Give the last row of a ledger: what its lines add up to."""
    return f"<tr class='total'><td>{_number(points)}</td><td colspan='2'>{escape(words)}</td></tr>"


def line_rows(scenario: Scenario, lines: Iterable[LedgerLine], total: str = "") -> str:
    """Give ledger lines as a table: points, reason, what each rests on."""
    rows = "".join(_line(scenario, line) for line in lines)
    return (
        f'<table class="exercise-ledger"><thead><tr><th scope="col">{escape(say("points"))}</th>'
        f'<th scope="col">{escape(say("reason"))}</th><th scope="col">{escape(say("rests on"))}</th></tr></thead>'
        f"<tbody>{rows}{total}</tbody></table>"
    )


def _line(scenario: Scenario, line: LedgerLine) -> str:
    rests = rests_html(scenario, line.claims, line.assumptions)
    return f"<tr><td>{_signed(line.points)}</td><td>{escape(line.because)}</td><td>{rests}</td></tr>"


def rests_html(scenario: Scenario, claims: Iterable[str], assumptions: Iterable[str]) -> str:
    """Give the ids that something rests on; a tap shows what each says, and whose it is."""
    source = [(each, say("the article"), scenario.claims[each].statement) for each in claims]
    ours = [(each, say("our assumption"), scenario.assumptions[each].statement) for each in assumptions]
    if not source and not ours:
        return ""
    marks = [(name, "claim") for name, _, _ in source] + [(name, "assumption") for name, _, _ in ours]
    names = " ".join(f'<span class="{kind}">{escape(name)}</span>' for name, kind in marks)
    said = "".join(
        f"<li><b>{escape(name)}</b> ({escape(whose)}): {escape(statement)}</li>"
        for name, whose, statement in source + ours
    )
    spoken = f'<span class="exercise-unseen">{escape(say("Rests on "))}</span>'
    return f'<details class="exercise-rests"><summary>{spoken}{names}</summary><ul>{said}</ul></details>'


def _number(points: float) -> str:
    return f"{points}" if isinstance(points, int) else f"{points:.2f}"


def _signed(points: float) -> str:
    text = f"{points:+d}" if isinstance(points, int) else f"{points:+.2f}"
    return text.replace("-", "\N{MINUS SIGN}")


def stage_html(scenario: Scenario, stage: DebriefStage) -> str:
    """Give one stage of the debrief: its sentences with what they rest on, then its questions."""
    said = "".join(_sentence(scenario, each) for each in stage.sentences if each.label != QUESTION)
    asked = "".join(f"<li>{escape(each.text)}</li>" for each in stage.sentences if each.label == QUESTION)
    questions = (
        f'<p class="exercise-ask">{escape(say("To ask yourself:"))}</p><ul class="exercise-questions">{asked}</ul>'
        if asked
        else ""
    )
    return f'<section class="exercise-stage"><h3>{escape(stage.title)}</h3>{said}{questions}</section>'


def _sentence(scenario: Scenario, sentence: Sentence) -> str:
    rests = rests_html(scenario, sentence.claims, sentence.assumptions)
    label = f'<span class="label">{escape(sentence.label)}</span>'
    return f'<div class="exercise-said"><p>{escape(sentence.text)}</p><div class="below">{label} {rests}</div></div>'


def ending_html(scenario: Scenario, outcome: Outcome) -> str:
    """Give the ending that is named, and the others that hold."""
    ends = {end.id: end for end in scenario.frame.end_states}
    if outcome.end_state is None:
        return ""
    end = ends[outcome.end_state]
    others = ", ".join(ends[each].name for each in outcome.end_states[1:])
    also = f"<p><small>{escape(say('Also true of this plan: {others}.', others=others))}</small></p>" if others else ""
    return f'<section class="exercise-ending"><h3>{escape(end.name)}</h3><p>{escape(end.text)}</p>{also}</section>'
