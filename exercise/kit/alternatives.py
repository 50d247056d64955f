"""Roads not taken, in words: every single change of the plan, and everything it would have altered."""

from __future__ import annotations

from collections.abc import Iterable

from exercise.analysis.roads import Road, Turned, roads
from exercise.debrief.reasons import reason_text
from exercise.kit.course import choice_text
from exercise.kit.document import OtherSide, RoadPart, Row, TurnedPart
from exercise.kit.wording import band_label, number, rests_of
from exercise.play.ledger import LedgerLine, Outcome
from exercise.play.plan import Choice
from exercise.play.situation import Situation
from exercise.scenario.model import Scenario
from exercise.words import say


def row_of(scenario: Scenario, line: LedgerLine) -> Row:
    """Give a ledger line with what it rests on resolved."""
    return Row(line.points, reason_text(scenario, line), line.rule, rests_of(scenario, line))


def rows_of(scenario: Scenario, lines: Iterable[LedgerLine]) -> tuple[Row, ...]:
    """Give ledger lines with what they rest on resolved."""
    return tuple(row_of(scenario, line) for line in lines)


def road_parts(scenario: Scenario, situation: Situation, outcome: Outcome) -> tuple[RoadPart, ...]:
    """Give every coherent single change, also those that turn no band: exactly as many as `roads` gives."""
    return tuple(_road(scenario, situation, outcome, road) for road in roads(scenario, situation))


def _road(scenario: Scenario, situation: Situation, outcome: Outcome, road: Road) -> RoadPart:
    before = situation.plan.get(road.decision) or ()
    ends = {end.id: end.name for end in scenario.frame.end_states}
    ending = ends.get(road.end_state or "", "") if road.end_state != outcome.end_state else ""
    return RoadPart(
        scenario.decision(road.decision).label,
        choice_text(scenario, road.decision, before),
        _instead(scenario, road, before),
        tuple(_turned(scenario, outcome, turned) for turned in road.turned),
        tuple(_nudges(scenario, outcome, road)),
        ending,
    )


def _instead(scenario: Scenario, road: Road, before: Choice) -> str:
    """Say what is chosen instead; of a set, which item goes in or out."""
    if isinstance(road.choice, str):
        return choice_text(scenario, road.decision, road.choice)
    item = choice_text(scenario, road.decision, tuple(set(road.choice) ^ set(before)))
    return say("with {item}", item=item) if len(road.choice) > len(before) else say("without {item}", item=item)


def _turned(scenario: Scenario, outcome: Outcome, turned: Turned) -> TurnedPart:
    measure = next(each for each in scenario.frame.measures if each.id == turned.measure)
    here = outcome.measure(turned.measure).lines
    return TurnedPart(
        measure.label,
        band_label(measure, turned.before),
        band_label(measure, turned.after),
        rows_of(scenario, (line for line in turned.lines if line in here)),
        rows_of(scenario, (line for line in turned.lines if line not in here)),
    )


def _nudges(scenario: Scenario, now: Outcome, road: Road) -> Iterable[str]:
    """Name the measures whose points move while their band stays."""
    measures = {measure.id: measure for measure in scenario.frame.measures}
    for each in road.moved:
        if each.before == each.after:
            measure, before = measures[each.measure], now.measure(each.measure).points
            yield say(
                "{measure} {before} → {after}, still {band}",
                measure=measure.label,
                before=number(before),
                after=number(before + each.points),
                band=band_label(measure, each.after),
            )


def other_side(scenario: Scenario, outcome: Outcome, parts: Iterable[RoadPart]) -> tuple[OtherSide, ...]:
    """Show the plan from the side that nobody here plays for: the measures that are neither to be raised nor lowered.

    Each has the lines that moved it, and every single change that would have turned its band.
    """
    found: list[OtherSide] = []
    changes = tuple(parts)
    for measure in scenario.frame.measures:
        if measure.direction == "neutral":
            here = outcome.measure(measure.id)
            lines = [line for line in here.lines if line.points]
            movers = [
                f"{road.decision}: {road.instead} ({turned.before} → {turned.after})"
                for road in changes
                for turned in road.turned
                if turned.measure == measure.label
            ]
            band = band_label(measure, here.band)
            found.append(OtherSide(measure.label, band, rows_of(scenario, lines), tuple(movers)))
    return tuple(found)
