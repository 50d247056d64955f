"""Pieces of pages: scenario text made safe, and measures, reasons and debrief as HTML with our own classes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cache
from html import escape
from importlib.resources import files
from typing import Literal, TypedDict

from exercise.app.assets import shortened
from exercise.app.scales import scale_html
from exercise.debrief.reasons import reason_text
from exercise.debrief.stages import QUESTION, DebriefStage, Sentence, label_words
from exercise.play.ledger import LedgerLine, MeasureOutcome, Outcome
from exercise.scenario.frame import Measure
from exercise.scenario.model import Scenario
from exercise.words import say, say_many

_MARKS = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:])")


def as_text(text: str) -> str:
    """Give text so that Streamlit's Markdown shows it as it was written."""
    return _MARKS.sub(r"\\\1", text)


@cache
def style(*, debrief: bool = False) -> str:
    """Give the style sheet of these pieces as one `<style>` element; what only the debrief has is apart."""
    sheets = [files("exercise.app").joinpath("debrief.css" if debrief else "exercise.css")]
    if debrief:
        sheets.append(files("exercise.kit").joinpath("templates", "charts.css"))
    return f"<style>{''.join(shortened(sheet.read_text('utf-8')) for sheet in sheets)}</style>"


def measures_html(scenario: Scenario, outcome: Outcome, only: Collection[str] | None = None) -> str:
    """Give every measure, or those named, on its scale, and behind "Why?" the ledger that adds up to its points."""
    return "".join(
        _measure(scenario, measure, outcome.measure(measure.id))
        for measure in scenario.frame.measures
        if only is None or measure.id in only
    )


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
    return f"<tr><td>{points_text(line.points)}</td><td>{escape(reason_text(scenario, line))}</td><td>{rests}</td></tr>"


class RestShown(TypedDict):
    """One thing that something rests on: a claim of the source or an assumption, whose it is, and what it says."""

    id: str
    kind: Literal["claim", "assumption"]
    whose: str
    says: str


def rests_of(scenario: Scenario, claims: Iterable[str], assumptions: Iterable[str]) -> list[RestShown]:
    """Give what something rests on, claims first."""
    source: list[RestShown] = [
        {"id": each, "kind": "claim", "whose": say("the article"), "says": scenario.claims[each].statement}
        for each in claims
    ]
    ours: list[RestShown] = [
        {"id": each, "kind": "assumption", "whose": say("our assumption"), "says": scenario.assumptions[each].statement}
        for each in assumptions
    ]
    return source + ours


def rests_html(scenario: Scenario, claims: Iterable[str], assumptions: Iterable[str]) -> str:
    """Give the ids that something rests on; a tap shows what each says, and whose it is."""
    rests = rests_of(scenario, claims, assumptions)
    if not rests:
        return ""
    names = " ".join(f'<span class="{each["kind"]}">{escape(each["id"])}</span>' for each in rests)
    said = "".join(
        f"<li><b>{escape(each['id'])}</b> ({escape(each['whose'])}): {escape(each['says'])}</li>" for each in rests
    )
    spoken = f'<span class="exercise-unseen">{escape(say("Rests on "))}</span>'
    return f'<details class="exercise-rests"><summary>{spoken}{names}</summary><ul>{said}</ul></details>'


def _number(points: float) -> str:
    return f"{points}" if isinstance(points, int) else f"{points:.2f}"


def points_text(points: float) -> str:
    """Give points with their sign; nothing added is a plain 0."""
    if not points:
        return "0"
    text = f"{points:+d}" if isinstance(points, int) else f"{points:+.2f}"
    return text.replace("-", "\N{MINUS SIGN}")


def stage_html(scenario: Scenario, stage: DebriefStage) -> str:
    """Give one stage of the debrief: its sentences with what they rest on, then its questions."""
    said = "".join(_with_reasons(scenario, each) for each in _led(stage.sentences))
    asked = "".join(f"<li>{escape(each.text)}</li>" for each in stage.sentences if each.label == QUESTION)
    questions = (
        f'<p class="exercise-ask">{escape(say("To ask yourself:"))}</p><ul class="exercise-questions">{asked}</ul>'
        if asked
        else ""
    )
    return f'<section class="exercise-stage"><h3>{escape(stage.title)}</h3>{said}{questions}</section>'


def _led(sentences: Iterable[Sentence]) -> list[list[Sentence]]:
    """Put each sentence together with those behind it that only give its reasons; questions are left out."""
    groups: list[list[Sentence]] = []
    for each in sentences:
        if each.label == QUESTION:
            continue
        if each.is_reason and groups:
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _with_reasons(scenario: Scenario, group: list[Sentence]) -> str:
    first, *reasons = group
    told = sentence_html(scenario, first)
    if not reasons:
        return told
    folded = "".join(sentence_html(scenario, each) for each in reasons)
    summary = say_many("{count} reason", "{count} reasons", len(reasons))
    return f'{told}<details class="exercise-reasons"><summary>{escape(summary)}</summary>{folded}</details>'


def sentence_html(scenario: Scenario, sentence: Sentence) -> str:
    """Give one sentence of the debrief with its label and what it rests on."""
    rests = rests_html(scenario, sentence.claims, sentence.assumptions)
    label = f'<span class="label">{escape(label_words(sentence.label))}</span>'
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
