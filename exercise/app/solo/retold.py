"""What the debrief tells of this very play: reasons, the drawer, the hunt, measures, roads not taken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from html import escape

from exercise.analysis.hunting import goals
from exercise.analysis.roads import roads, telling
from exercise.app.parts import ending_html, measures_html, sentence_html, stage_html
from exercise.app.solo.again import beside_html
from exercise.app.solo.changes import roads_html
from exercise.app.solo.other_side import TRIED
from exercise.debrief.stages import LATER, DebriefStage, Sentence
from exercise.play.record import DrawerOpened, TurnCommitted, outcome_of
from exercise.scenario.model import Scenario
from exercise.sessions.position import Play
from exercise.words import say, say_many

FIRST_ROADS = 5


def measures_told(play: Play, most: Collection[str]) -> str:
    """Give the ending and some measures with their ledgers, the others behind a fold."""
    scenario, outcome = play.scenario, outcome_of(play.scenario, play.situation)
    rest = [measure.id for measure in scenario.frame.measures if measure.id not in most]
    folded = f"<summary>{escape(say('Show all'))}</summary>{measures_html(scenario, outcome, rest)}"
    told = say("The measures that moved most, and whose rules moved them:")
    return (
        f"{ending_html(scenario, outcome)}<p>{escape(told)}</p>"
        f"{measures_html(scenario, outcome, most)}<details class='exercise-fold'>{folded}</details>"
    )


def reasons_told(play: Play) -> str:
    """Give the player's own sentences back."""
    told = [
        f"<p>{escape(say('In turn {turn} you wrote:', turn=event.turn))}</p>{_quote(event.reason)}"
        for event in play.record
        if isinstance(event, TurnCommitted) and event.reason
    ]
    condition = play.notes.get("condition")
    if isinstance(condition, str):
        told.append(f"<p>{escape(say('You would change your mind if:'))}</p>{_quote(condition)}")
    return "".join(told) or f"<p>{escape(say('You wrote no reasons down.'))}</p>"


def _quote(text: str) -> str:
    return f"<blockquote class='exercise-quote' dir='auto'>{escape(text)}</blockquote>"


def looked_told(play: Play) -> str:
    """Say in which turns the drawer was opened before the choice."""
    turns = [str(event.turn) for event in play.record if isinstance(event, DrawerOpened)]
    if not turns:
        told = say("What the intent did not ask about stood open to you in every turn; you did not open it.")
    else:
        told = say_many(
            "You looked into what the intent did not ask about in turn {turns}.",
            "You looked into what the intent did not ask about in turns {turns}.",
            len(turns),
            turns=", ".join(turns),
        )
    return f"<p>{escape(told)}</p>"


def hunted_told(play: Play) -> str:
    """Say how many plans were tried to break what the tables promise; empty where none was."""
    noted = play.notes.get(TRIED, ())
    count = len((noted,) if isinstance(noted, str) else noted)
    if not count or not goals(play.scenario):
        return ""
    told = say_many(
        "You tried {count} plan to break what holds for every plan of our tables.",
        "You tried {count} different plans to break what holds for every plan of our tables.",
        count,
    )
    return f"<p>{escape(told)}</p>"


def roads_told(play: Play) -> str:
    """Give the single changes that would have altered most, the others behind a fold."""
    found = roads(play.scenario, play.situation)
    most = telling(found, FIRST_ROADS)
    rest = [road for road in found if road not in most]
    plan = play.situation.plan
    count = say("{count} single changes were possible; these would have altered most.", count=len(found))
    folded = f"<summary>{escape(say('Show all'))}</summary>{roads_html(play.scenario, plan, rest)}"
    return (
        f"<h3>{escape(say('Roads not taken'))}</h3><p>{escape(count)}</p>{roads_html(play.scenario, plan, most)}"
        f"<details class='exercise-fold'>{folded}</details>"
    )


def again_told(play: Play) -> str:
    """Give the measures of the former play beside these; empty where this is no replay."""
    table = beside_html(play)
    return f"<h3>{escape(say('Last time and this time'))}</h3>{table}" if table else ""


def later_told(scenario: Scenario, stage: DebriefStage) -> str:
    """Give what was reported later by the claims of the source it bears on, a fold for each; then the questions."""
    by_claim: dict[str, list[Sentence]] = {}
    rest: list[Sentence] = []
    for each in stage.sentences:
        if each.label == LATER and each.claims:
            by_claim.setdefault(each.claims[0], []).append(each)
        else:
            rest.append(each)
    folds = "".join(_claim_fold(scenario, claim, by_claim[claim]) for claim in scenario.claims if claim in by_claim)
    told = say("What the source said, and under each sentence what was reported of it later, by whom:")
    count = f"<p>{escape(told)}</p>" if folds else ""
    return count + folds + (stage_html(scenario, replace(stage, sentences=tuple(rest))) if rest else "")


def _claim_fold(scenario: Scenario, claim: str, reports: list[Sentence]) -> str:
    number = say_many("{count} report", "{count} reports", len(reports))
    summary = f"{escape(scenario.claims[claim].statement)} <small>{escape(claim)} · {escape(number)}</small>"
    inside = "".join(sentence_html(scenario, each) for each in reports)
    return f"<details class='exercise-fold exercise-stage'><summary>{summary}</summary>{inside}</details>"
