"""What a turn did: the measures that moved most, what is still open of them, and why."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from exercise.analysis.cone import Cone, cone
from exercise.app.parts import line_rows, total_row
from exercise.app.scales import label_of, scale_html
from exercise.play.ledger import MeasureOutcome, Outcome
from exercise.play.record import outcome_of
from exercise.play.situation import Situation, opening
from exercise.scenario.frame import Measure
from exercise.sessions.position import Play
from exercise.words import say

MOST_SHOWN = 3


def cone_line(measure: Measure, reach: Cone) -> str:
    """Say in a few words where a measure can still end."""
    bands = reach.reach[measure.id].bands
    if len(bands) == 1:
        return say("{band}, whatever follows", band=label_of(measure, bands[0]))
    low, high = label_of(measure, bands[0]), label_of(measure, bands[-1])
    return say("still open, from {low} to {high}", low=low, high=high)


def cone_html(measures: Sequence[Measure], reach: Cone) -> str:
    """Give where some measures can still end: a line each, with its bands."""
    rows = "".join(
        f"<tr><th scope='row'>{escape(measure.label)}</th><td>{_scale(measure, reach)}</td></tr>"
        for measure in measures
    )
    heads = f"<tr><th scope='col'>{escape(say('Measure'))}</th><th scope='col'>{escape(say('Still open'))}</th></tr>"
    return f"<table class='exercise-cone'><thead>{heads}</thead><tbody>{rows}</tbody></table>"


def _scale(measure: Measure, reach: Cone, before: Cone | None = None) -> str:
    bands = reach.reach[measure.id].bands
    earlier = before.reach[measure.id].bands if before is not None else ()
    return scale_html(measure, bands, bands[0] if len(bands) == 1 else None, earlier)


def before_turn(play: Play, turn: int) -> Situation:
    """Give where the play stood before a turn was committed."""
    before = opening(play.scenario, play.situation.variant)
    for moment in play.moments():
        if turn in moment.situation.turns:
            break
        before = moment.situation
    return before


def moved_most(
    play: Play, then: Outcome, now: Outcome, turn: int
) -> list[tuple[Measure, MeasureOutcome, MeasureOutcome]]:
    """Give the measures that moved most, each before and now: three at most, in the scenario's order.

    The one that was forecast in the turn is among them wherever it moved.
    """
    measures = play.scenario.frame.measures
    pairs = zip(measures, then.measures, now.measures, strict=True)
    moved = [(measure, before, after) for measure, before, after in pairs if before != after]
    by_share = sorted(
        moved,
        key=lambda each: (
            f"forecast-{turn}-{each[0].id}" not in play.notes,
            -abs(each[2].points - each[1].points) / _span(each[0]),
        ),
    )
    shown = {measure.id for measure, _, _ in by_share[:MOST_SHOWN]}
    return [each for each in moved if each[0].id in shown]


def _span(measure: Measure) -> int | float:
    return measure.scale.most - measure.scale.least


def moved_html(play: Play, turn: int) -> str:
    """Give the measures that moved most: their bands before and now, the forecast beside it, and why."""
    then = before_turn(play, turn)
    earlier, reach = cone(play.scenario, then), cone(play.scenario, play.situation)
    moved = moved_most(play, outcome_of(play.scenario, then), outcome_of(play.scenario, play.situation), turn)
    if not moved:
        return f"<p>{escape(say('No measure moved in this turn.'))}</p>"
    return "".join(_moved(play, turn, each, (earlier, reach)) for each in moved)


def _moved(
    play: Play, turn: int, moved: tuple[Measure, MeasureOutcome, MeasureOutcome], cones: tuple[Cone, Cone]
) -> str:
    measure, before, after = moved
    earlier, reach = cones
    went, now = cone_line(measure, earlier), cone_line(measure, reach)
    said = say("Now {now}.", now=now)
    if went != now:
        said = say("Before: {before}. Now: {now}.", before=went, now=now)
    forecast = play.notes.get(f"forecast-{turn}-{measure.id}")
    beside = ""
    if isinstance(forecast, str):
        words = say("Your forecast: it ends {band}.", band=label_of(measure, forecast))
        held = forecast in reach.reach[measure.id].bands
        words += " " + (say("That can still come true.") if held else say("That is closed by now."))
        beside = f"<p>{escape(words)}</p>"
    return (
        f'<section class="exercise-measure"><h2>{escape(measure.label)}</h2>'
        f"{_moving(measure, (before, after), cones)}{_scale(measure, reach, earlier)}<p>{escape(said)}</p>{beside}"
        f'<details><summary data-key="why-{escape(measure.id)}">{escape(say("Why?"))}'
        f'<span class="exercise-unseen"> {escape(measure.label)}</span></summary>'
        f"{_why(play, before, after)}</details></section>"
    )


def _moving(measure: Measure, moved: tuple[MeasureOutcome, MeasureOutcome], cones: tuple[Cone, Cone]) -> str:
    """Say which way a measure went and what that rules out, with the reason that weighed most."""
    before, after = moved
    earlier, now = (each.reach[measure.id].bands for each in cones)
    closed = ", ".join(label_of(measure, band) for band in earlier if band not in now)
    ruled_out = say("That rules out: {bands}.", bands=closed) if closed else say("That rules nothing out yet.")
    went = after.points - before.points
    direction = say("Raised.") if went > 0 else say("Lowered.") if went < 0 else say("Moved and moved back.")
    came = [line for line in after.lines if line not in before.lines and line.points * went > 0]
    reason = max(came, key=lambda line: abs(line.points)).because if came else ""
    return f'<p class="exercise-moving"><strong>{escape(direction)}</strong> {escape(reason)} {escape(ruled_out)}</p>'


def _why(play: Play, before: MeasureOutcome, after: MeasureOutcome) -> str:
    """Give the lines that came with a turn, and those that went."""
    came = [line for line in after.lines if line not in before.lines and line.points]
    went = [line for line in before.lines if line not in after.lines and line.points]
    told = line_rows(play.scenario, came, total_row(after.points, say("points so far")))
    if went:
        told += f"<p>{escape(say('No longer counted:'))}</p>" + line_rows(play.scenario, went)
    return told


def standing_html(play: Play) -> str:
    """Give every measure with its bands as they are now, and the lines that are certain already."""
    reach = cone(play.scenario, play.situation)
    outcome = outcome_of(play.scenario, play.situation)
    return "".join(
        f'<section class="exercise-measure"><h3>{escape(measure.label)}</h3>{_scale(measure, reach)}'
        f'<details class="st-key-why-{escape(measure.id)}"><summary>{escape(say("Why?"))}'
        f'<span class="exercise-unseen"> {escape(measure.label)}</span></summary>'
        f"{line_rows(play.scenario, found.lines, total_row(found.points, say('points so far')))}</details></section>"
        for measure, found in zip(play.scenario.frame.measures, outcome.measures, strict=True)
    )
