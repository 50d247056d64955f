"""Single changes in words: what else could be chosen, which bands that would turn, and at which price."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from html import escape

from exercise.analysis.roads import Road, Shifted, what_if
from exercise.app.parts import rests_html
from exercise.app.scales import label_of
from exercise.play.ledger import LedgerLine
from exercise.play.plan import Choice, Plan
from exercise.scenario.model import Scenario
from exercise.sessions.position import Play
from exercise.words import say


def road_words(scenario: Scenario, decision_id: str, choice: Choice, plan: Plan) -> str:
    """Say a single change: another option, or one item in or out."""
    decision = scenario.decision(decision_id)
    if isinstance(choice, str):
        return say("{decision}: {option}", decision=decision.label, option=decision.option(choice).label)
    before = set(plan.get(decision_id) or ())
    moved = next(iter(set(choice) ^ before))
    label = decision.option(moved).label
    if moved in choice:
        return say("{decision}: give {item} as well", decision=decision.label, item=label)
    return say("{decision}: take {item} out", decision=decision.label, item=label)


def turned_words(scenario: Scenario, road: Road) -> list[str]:
    """Say each band that a change turns."""
    measures = {measure.id: measure for measure in scenario.frame.measures}
    return [
        say(
            "{measure}: {before} becomes {after}",
            measure=measures[each.measure].label,
            before=label_of(measures[each.measure], each.before),
            after=label_of(measures[each.measure], each.after),
        )
        for each in road.turned
    ]


def price_words(road: Road) -> str:
    """Say what a change costs, empty where it costs nothing."""
    return say("Its price: {price}", price=" ".join(line.because for line in road.price)) if road.price else ""


def road_notes(scenario: Scenario, road: Road) -> list[str]:
    """Say each band that a change turns, and last what it costs."""
    return [part for part in (*turned_words(scenario, road), price_words(road)) if part]


def roads_html(scenario: Scenario, plan: Plan, found: Iterable[Road]) -> str:
    """Give changes with the bands each would have turned, and what the rules that did it rest on."""
    return f'<ul class="exercise-roads">{"".join(_road(scenario, plan, road) for road in found)}</ul>'


def _road(scenario: Scenario, plan: Plan, road: Road) -> str:
    name = escape(road_words(scenario, road.decision, road.choice, plan))
    turned = zip(turned_words(scenario, road), road.turned, strict=True)
    lines = "".join(f"<li>{escape(words)} {_rests(scenario, each.lines)}</li>" for words, each in turned)
    if not lines:
        lines = f"<li>{escape(say('no band would have been another'))}</li>"
    return f"<li><strong>{name}</strong><ul>{lines}</ul></li>"


def _rests(scenario: Scenario, lines: Collection[LedgerLine]) -> str:
    claims = dict.fromkeys(each for line in lines for each in line.claims)
    assumptions = dict.fromkeys(each for line in lines for each in line.assumptions)
    return rests_html(scenario, claims, assumptions)


def what_if_html(play: Play, decisions: Collection[str]) -> str:
    """Give, behind a fold, what each other choice in some decisions would have brought as far as it is certain."""
    found = what_if(play.scenario, play.situation, decisions)
    if not found:
        return ""
    rows = "".join(
        f"<li><strong>{escape(road_words(play.scenario, each.decision, each.choice, play.situation.plan))}</strong>"
        f"<ul>{''.join(f'<li>{escape(words)}</li>' for words in _shifts(play.scenario, each.shifted))}</ul></li>"
        for each in found
    )
    return (
        f'<details class="exercise-fold st-key-whatif"><summary data-key="whatif">{escape(say("What if?"))}</summary>'
        f"<p>{escape(say('One other choice in this turn, everything else as you have it:'))}</p>"
        f'<ul class="exercise-roads">{rows}</ul></details>'
    )


def _shifts(scenario: Scenario, shifted: Iterable[Shifted]) -> list[str]:
    measures = {measure.id: measure for measure in scenario.frame.measures}
    told: list[str] = []
    for each in shifted:
        measure = measures[each.measure]
        if each.before != each.after:
            before, after = label_of(measure, each.before), label_of(measure, each.after)
            told.append(say("{measure}: {before} becomes {after}", measure=measure.label, before=before, after=after))
        elif measure.ratio is None:
            points = f"{each.points:+g}".replace("-", "\N{MINUS SIGN}")
            told.append(say("{measure}: {points} in the ledger, no other band", measure=measure.label, points=points))
    return told or [say("nothing that is certain yet")]
