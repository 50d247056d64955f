"""What earlier plays of this browser mean for this one: whether it knows what came, and what it changes."""

from __future__ import annotations

from html import escape

from exercise.app.keeping import or_explain, own_plays
from exercise.app.scales import label_of
from exercise.play.again import DECISION, former_band, former_choice
from exercise.play.record import Noted, SealOpened, outcome_of
from exercise.scenario.frame import DecisionPoint
from exercise.sessions.position import Play
from exercise.words import say

REPLAY = "replay"


def knows_what_came(play: Play) -> bool:
    """Tell whether this browser opened the seal in another play of the same scenario."""
    for listed in or_explain(own_plays):
        other = listed.play
        if other is None or other.session == play.session or other.scenario.id != play.scenario.id:
            continue
        if any(isinstance(event, SealOpened) for event in other.record):
            return True
    return False


def replay_note() -> Noted:
    """Give the note that says what came was known before this play."""
    return Noted(question=REPLAY, value=say("the seal had been opened in an earlier play"))


def chosen_before(play: Play, decision: DecisionPoint, option: str) -> bool:
    """Tell whether the play that this one repeats chose an option."""
    return option in former_choice(play.notes, decision.id)


def repeats(play: Play) -> str:
    """Say which decision this play was begun to make differently; empty where it repeats none."""
    name = play.notes.get(DECISION)
    known = {decision.id: decision.label for decision in play.scenario.frame.decisions}
    label = known.get(name, "") if isinstance(name, str) else ""
    return say("You play again to decide this differently: {decision}.", decision=label) if label else ""


def beside_html(play: Play) -> str:
    """Give every measure's band in the former play beside this one's; empty where this is no replay."""
    outcome = outcome_of(play.scenario, play.situation)
    rows: list[str] = []
    for measure in play.scenario.frame.measures:
        then = former_band(play.notes, measure.id)
        if then is None:
            continue
        now = outcome.measure(measure.id).band
        mark = f"<strong>{escape(label_of(measure, now))}</strong>" if now != then else escape(label_of(measure, now))
        rows.append(
            f"<tr><th scope='row'>{escape(measure.label)}</th><td>{escape(label_of(measure, then))}</td>"
            f"<td>{mark}</td></tr>"
        )
    if not rows:
        return ""
    heads = "".join(
        f"<th scope='col'>{escape(each)}</th>" for each in (say("Measure"), say("Last time"), say("This time"))
    )
    return f"<table class='exercise-beside'><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
