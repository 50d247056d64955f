"""What moved: measures before and now, what is still open, and single changes in words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from exercise.analysis.cone import Cone, cone
from exercise.analysis.roads import Road
from exercise.app.parts import line_rows
from exercise.play.ledger import MeasureOutcome
from exercise.play.plan import Choice, Plan
from exercise.play.record import outcome_of
from exercise.play.situation import Situation, opening
from exercise.scenario.frame import Measure
from exercise.scenario.model import Scenario
from exercise.sessions.position import Play
from exercise.words import say

MOST_SHOWN = 3


def label_of(measure: Measure, band: str | None) -> str:
    """Give a band's label; where nothing is settled yet, say so."""
    return next((each.label for each in measure.bands if each.id == band), say("open"))


def cone_line(measure: Measure, reach: Cone) -> str:
    """Say in one line where a measure can still end."""
    bands = reach.reach[measure.id].bands
    if len(bands) == 1:
        return say("{measure}: {band}, whatever follows", measure=measure.label, band=label_of(measure, bands[0]))
    low, high = label_of(measure, bands[0]), label_of(measure, bands[-1])
    return say("{measure}: still open, from {low} to {high}", measure=measure.label, low=low, high=high)


def cone_html(measures: Sequence[Measure], reach: Cone) -> str:
    """Give where some measures can still end, a line each."""
    lines = "".join(f"<li>{escape(cone_line(measure, reach))}</li>" for measure in measures)
    return f'<ul class="exercise-cone">{lines}</ul>'


def before_turn(play: Play, turn: int) -> Situation:
    """Give where the play stood before a turn was committed."""
    before = opening(play.scenario, play.situation.variant)
    for moment in play.moments():
        if turn in moment.situation.turns:
            break
        before = moment.situation
    return before


def moved_most(play: Play, turn: int) -> list[tuple[Measure, MeasureOutcome, MeasureOutcome]]:
    """Give the measures that a turn moved most, each before and now: three at most, in the scenario's order."""
    then = outcome_of(play.scenario, before_turn(play, turn))
    now = outcome_of(play.scenario, play.situation)
    pairs = zip(play.scenario.frame.measures, then.measures, now.measures, strict=True)
    moved = [(measure, before, after) for measure, before, after in pairs if before != after]
    span = {measure.id: measure.scale.most - measure.scale.least for measure, _, _ in moved}
    moved.sort(key=lambda each: -abs(each[2].points - each[1].points) / span[each[0].id])
    shown = {measure.id for measure, _, _ in moved[:MOST_SHOWN]}
    return [each for each in sorted(moved, key=lambda each: _place(play, each[0])) if each[0].id in shown]


def _place(play: Play, measure: Measure) -> int:
    return play.scenario.frame.measures.index(measure)


def moved_html(play: Play, turn: int) -> str:
    """Give the measures that moved most: before, now, still open, the forecast beside it, and why."""
    reach = cone(play.scenario, play.situation)
    rows: list[str] = []
    for measure, before, after in moved_most(play, turn):
        new = [line for line in after.lines if line not in before.lines and line.points]
        forecast = play.notes.get(f"forecast-{turn}-{measure.id}")
        so_far = say("Points so far: {before}, now {after}", before=_number(before), after=_number(after))
        said = ""
        if isinstance(forecast, str):
            said = f"<p>{escape(say('Your forecast: {band}', band=label_of(measure, forecast)))}</p>"
        rows.append(
            f'<section class="exercise-measure"><h2>{escape(measure.label)}</h2>'
            f"<p>{escape(so_far)}</p>"
            f"<p>{escape(cone_line(measure, reach))}</p>{said}"
            f'<details><summary data-key="why-{escape(measure.id)}">{escape(say("Why?"))}</summary>'
            f"{line_rows(play.scenario, new)}</details></section>"
        )
    if not rows:
        return f"<p>{escape(say('No measure moved in this turn.'))}</p>"
    return "".join(rows)


def _number(found: MeasureOutcome) -> str:
    return f"{found.points}" if isinstance(found.points, int) else f"{found.points:.2f}"


def road_words(scenario: Scenario, decision_id: str, choice: Choice, plan: Plan) -> str:
    """Say a single change: another option, or one item in or out."""
    decision = scenario.decision(decision_id)
    if isinstance(choice, str):
        return say("{decision}: {option}", decision=decision.label, option=decision.option(choice).label)
    before = set(plan.get(decision_id) or ())
    moved = next(iter(set(choice) ^ before))
    label = decision.option(moved).label
    said = say("{decision}: give {item} as well", decision=decision.label, item=label)
    return said if moved in choice else say("{decision}: take {item} out", decision=decision.label, item=label)


def road_note(scenario: Scenario, road: Road) -> str:
    """Say which bands a change turns, and what it costs."""
    measures = {measure.id: measure for measure in scenario.frame.measures}
    turned = "; ".join(
        say(
            "{measure} {before} to {after}",
            measure=measures[each.measure].label,
            before=label_of(measures[each.measure], each.before),
            after=label_of(measures[each.measure], each.after),
        )
        for each in road.turned
    )
    price = " ".join(line.because for line in road.price)
    return f"{turned}. {say('Its price: {price}', price=price)}" if price else f"{turned}."
