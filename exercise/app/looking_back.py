"""A play again, turn by turn: what was chosen, and what was shown of it then."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from exercise.app.whereabouts import clock
from exercise.play.record import (
    InjectAnswered,
    KeptMeasure,
    OutcomeKept,
    PlanChanged,
    Rolled,
    TurnCommitted,
)
from exercise.scenario.model import Scenario
from exercise.sessions.position import Moment, Play
from exercise.words import say


def looking_back_html(play: Play) -> str:
    """Give every moment of a play as HTML, each with what was chosen and which bands that moved."""
    parts: list[str] = []
    before: dict[str, KeptMeasure] = {}
    for moment in play.moments():
        parts.append(_moment(play.scenario, play, moment, before))
        if moment.shown is not None:
            before = {each.measure: each for each in moment.shown.measures}
    if not parts:
        parts.append(f"<p>{escape(say('Nothing is committed yet.'))}</p>")
    return f"<div class='exercise-welcome'>{''.join(parts)}</div>"


def _moment(scenario: Scenario, play: Play, moment: Moment, before: dict[str, KeptMeasure]) -> str:
    lines = "".join(
        f"<li><b>{escape(name)}</b>: {escape(value)}</li>" if name else f"<li>{escape(value)}</li>"
        for name, value in _chosen(scenario, moment)
    )
    title = f"{_title(play, moment)} · {clock(moment.at)}"
    shown = _shown(scenario, moment.shown, before) if moment.shown is not None else ""
    return f"<section><h3>{escape(title)}</h3><ul>{lines}</ul>{shown}</section>"


def _title(play: Play, moment: Moment) -> str:
    match moment.event:
        case TurnCommitted(turn=turn):
            titles = {
                each.turn: each.title
                for variant in play.scenario.variants
                if variant.id == play.situation.variant
                for each in variant.turns
            }
            return say("Turn {turn}: {title}", turn=turn, title=titles.get(turn, "")).removesuffix(": ")
        case InjectAnswered(inject=inject):
            return play.scenario.inject(inject).title
        case PlanChanged():
            return say("The one change")
        case _:
            return say("Chance")


def _chosen(scenario: Scenario, moment: Moment) -> Iterator[tuple[str, str]]:
    """Give what was chosen and said, as pairs of a name and words."""
    match moment.event:
        case TurnCommitted() as event:
            for decision, choice in event.choices.items():
                yield scenario.decision(decision).label, _labels(scenario, decision, choice)
            said = (
                (say("Why"), event.reason),
                (say("Assumed"), event.assumption),
                (say("Would change it"), event.condition),
            )
            yield from ((name, text) for name, text in said if text)
            for measure, band in event.forecast.items():
                yield say("Forecast, {measure}", measure=_measure(scenario, measure)), _band(scenario, measure, band)
        case InjectAnswered() as event:
            yield say("Answer"), scenario.inject(event.inject).answer(event.answer).label
        case PlanChanged() as event:
            yield scenario.decision(event.decision).label, _labels(scenario, event.decision, event.choice)
        case Rolled() as event:
            yield event.chance, event.value
        case _:
            return


def _labels(scenario: Scenario, decision: str, choice: str | tuple[str, ...]) -> str:
    chosen = (choice,) if isinstance(choice, str) else choice
    return ", ".join(scenario.decision(decision).option(each).label for each in chosen) or say("none")


def _measure(scenario: Scenario, measure: str) -> str:
    return next((each.label for each in scenario.frame.measures if each.id == measure), measure)


def _band(scenario: Scenario, measure: str, band: str | None) -> str:
    if band is None:
        return say("still open")
    bands = (each.bands for each in scenario.frame.measures if each.id == measure)
    return next((each.label for each in next(bands, ()) if each.id == band), band)


def _shown(scenario: Scenario, shown: OutcomeKept, before: dict[str, KeptMeasure]) -> str:
    """Give what moved as a list, and every measure behind a summary."""
    moved = [each for each in shown.measures if _band_of(before.get(each.measure)) != each.band]
    return (
        f"<p>{escape(say('What that moved, as it was shown then:'))}</p>{_rows(scenario, moved, before)}"
        f"<details><summary>{escape(say('Show all'))}</summary>{_rows(scenario, shown.measures, before)}</details>"
    )


def _band_of(measure: KeptMeasure | None) -> str | None:
    return None if measure is None else measure.band


def _rows(
    scenario: Scenario, measures: list[KeptMeasure] | tuple[KeptMeasure, ...], before: dict[str, KeptMeasure]
) -> str:
    if not measures:
        return f"<p>{escape(say('No band moved.'))}</p>"
    rows = "".join(_row(scenario, each, before.get(each.measure)) for each in measures)
    return f"<ul>{rows}</ul>"


def _row(scenario: Scenario, now: KeptMeasure, before: KeptMeasure | None) -> str:
    name, band = _measure(scenario, now.measure), _band(scenario, now.measure, now.band)
    was = "" if before is None or before.band == now.band else _band(scenario, now.measure, before.band)
    text = say("{measure}: {now}, before: {was}", measure=name, now=band, was=was) if was else f"{name}: {band}"
    return f"<li>{escape(text)}</li>"
