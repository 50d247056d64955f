"""Pieces of pages: scenario text made safe, and measures, reasons and debrief as HTML with our own classes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from importlib.resources import files

from exercise.debrief.stages import QUESTION, DebriefStage, Sentence
from exercise.play.ledger import LedgerLine, MeasureOutcome, Outcome
from exercise.scenario.frame import Measure
from exercise.scenario.model import Scenario

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
    steps = "".join(
        f'<li class="here" aria-current="true">{escape(band.label)}</li>'
        if band.id == found.band
        else f"<li>{escape(band.label)}</li>"
        for band in measure.bands
    )
    total = f"<tr class='total'><td>{_number(found.points)}</td><td colspan='2'>points in all</td></tr>"
    return (
        f'<section class="exercise-measure"><h3>{escape(measure.label)}</h3>'
        f'<ol class="exercise-scale">{steps}</ol>'
        f'<details class="st-key-why-{escape(measure.id)}"><summary>Why?</summary>'
        f"{line_rows(scenario, found.lines, total)}</details></section>"
    )


def line_rows(scenario: Scenario, lines: Iterable[LedgerLine], total: str = "") -> str:
    """Give ledger lines as a table: points, reason, what each rests on."""
    rows = "".join(_line(scenario, line) for line in lines)
    return (
        '<table class="exercise-ledger"><thead><tr><th scope="col">points</th><th scope="col">reason</th>'
        f'<th scope="col">rests on</th></tr></thead><tbody>{rows}{total}</tbody></table>'
    )


def _line(scenario: Scenario, line: LedgerLine) -> str:
    rests = rests_html(scenario, line.claims, line.assumptions)
    return f"<tr><td>{_signed(line.points)}</td><td>{escape(line.because)}</td><td>{rests}</td></tr>"


def rests_html(scenario: Scenario, claims: Iterable[str], assumptions: Iterable[str]) -> str:
    """Give the ids that something rests on, each with its statement for whoever asks."""
    source = [(f"{each}", scenario.claims[each].statement, "claim") for each in claims]
    ours = [(f"{each}", scenario.assumptions[each].statement, "assumption") for each in assumptions]
    return " ".join(
        f'<abbr class="{kind}" title="{escape(statement)}">{escape(name)}</abbr>'
        for name, statement, kind in source + ours
    )


def _number(points: float) -> str:
    return f"{points}" if isinstance(points, int) else f"{points:.2f}"


def _signed(points: float) -> str:
    text = f"{points:+d}" if isinstance(points, int) else f"{points:+.2f}"
    return text.replace("-", "\N{MINUS SIGN}")


def stage_html(scenario: Scenario, stage: DebriefStage) -> str:
    """Give one stage of the debrief: its sentences with what they rest on, then its questions."""
    said = "".join(_sentence(scenario, each) for each in stage.sentences if each.label != QUESTION)
    asked = "".join(f"<li>{escape(each.text)}</li>" for each in stage.sentences if each.label == QUESTION)
    questions = f'<p class="exercise-ask">To ask:</p><ul class="exercise-questions">{asked}</ul>' if asked else ""
    return f'<section class="exercise-stage"><h3>{escape(stage.title)}</h3>{said}{questions}</section>'


def _sentence(scenario: Scenario, sentence: Sentence) -> str:
    rests = rests_html(scenario, sentence.claims, sentence.assumptions)
    return f'<p>{escape(sentence.text)} <small>{rests} <span class="label">{escape(sentence.label)}</span></small></p>'


def ending_html(scenario: Scenario, outcome: Outcome) -> str:
    """Give the ending that is named, and the others that hold."""
    ends = {end.id: end for end in scenario.frame.end_states}
    if outcome.end_state is None:
        return ""
    end = ends[outcome.end_state]
    others = ", ".join(ends[each].name for each in outcome.end_states[1:])
    also = f"<p><small>Also true of this plan: {escape(others)}.</small></p>" if others else ""
    return f'<section class="exercise-ending"><h3>{escape(end.name)}</h3><p>{escape(end.text)}</p>{also}</section>'
