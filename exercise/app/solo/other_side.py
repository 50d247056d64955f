"""The same plan from where the seat is not, and trying to break what the tables promise of every plan."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from exercise.analysis.grid import PlanSpace, plan_space
from exercise.analysis.hunting import Goal, found_in, goals, reached, row_of, walls
from exercise.app.parts import rests_html
from exercise.app.scales import label_of
from exercise.app.solo.asking import Button, OptionShown, Pressed, Question, ask
from exercise.app.solo.going import attempt_of, go_on, head, place_of, sent_back, store
from exercise.app.solo.turn import asked_about
from exercise.play.adjudication import adjudicate
from exercise.play.flow import Step
from exercise.play.plan import Choice, IllegalPlan, Plan, plan_of
from exercise.play.record import Noted, outcome_of
from exercise.scenario.frame import DecisionPoint, Measure
from exercise.scenario.model import Scenario
from exercise.sessions.position import Play
from exercise.words import say

TRIED = "tried"
MOST_TRIED = 2_000


@st.cache_resource(show_spinner=False)
def whole_space(digest: str, _scenario: Scenario) -> PlanSpace:
    """Work the plan space of a scenario's rules out once."""
    del digest
    return plan_space(_scenario)


def sender(play: Play, step: Step) -> None:
    """Show the plan from the other side, and let people look for one that breaks what holds for all of them."""
    side = play.scenario.frame.other_side
    head(play, step, side.title if side is not None else say("The same plan, seen from the other side"))
    st.html(_sides(play))
    hunted = goals(play.scenario)
    space = whole_space(play.scenario.digest, play.scenario)
    tried = tried_rows(play, space)
    if hunted:
        wanted = "".join(f"<li>{escape(goal.words)}</li>" for goal in hunted)
        told = escape(say("Now try to find a plan in which"))
        title = escape(say("Try to break it"))
        st.html(f"<h2>{title}</h2><p>{told}</p><ul class='exercise-questions'>{wanted}</ul>")
    buttons = [Button("next", say("Go to the debrief"), skips=True)]
    if hunted:
        buttons.insert(0, Button("hunt-try", say("Try this plan")))

    def then(pressed: Pressed) -> None:
        if pressed.button == "hunt-try":
            _try(play, step, space, tried, pressed)
        else:
            go_on(play, step, [])

    ask(place_of(step), _pickers(play) if hunted else [], buttons, then, attempt_of(step))
    if hunted:
        st.html(_hunted(play, space, hunted, tried))


def tried_rows(play: Play, space: PlanSpace) -> tuple[int, ...]:
    """Give the rows of the plans that were tried, in the order of trying."""
    noted = play.notes.get(TRIED, ())
    rows = [int(each) for each in ((noted,) if isinstance(noted, str) else noted) if each.isdecimal()]
    return tuple(row for row in rows if row < space.size)


def _sides(play: Play) -> str:
    """Give what was asked for, what the other side has, and what lies beyond both."""
    side = play.scenario.frame.other_side
    measures = {measure.id: measure for measure in play.scenario.frame.measures}
    asked = asked_about(play)
    if side is None:
        rest = [measure for measure in measures.values() if measure not in asked]
        boxes = ((say("What was asked for"), asked), (say("What nobody asked about"), rest))
    else:
        theirs = [measures[name] for name in side.has]
        beyond = [measures[name] for name in side.beyond]
        ours = [measure for measure in asked if measure not in theirs]
        boxes = (
            (say("What {side} asked for", side=side.ours), ours),
            (say("What {side} has now", side=side.theirs), theirs),
            (say("And beyond both"), beyond),
        )
    return f"<div class='exercise-sides'>{''.join(_box(play, title, shown) for title, shown in boxes if shown)}</div>"


def _box(play: Play, title: str, shown: Sequence[Measure]) -> str:
    outcome = outcome_of(play.scenario, play.situation)
    rows = "".join(
        f"<dt>{escape(measure.label)}</dt><dd><strong>{escape(label_of(measure, outcome.measure(measure.id).band))}"
        "</strong></dd>"
        for measure in shown
    )
    return f"<section><h2>{escape(title)}</h2><dl class='exercise-plan'>{rows}</dl></section>"


def _hunted(play: Play, space: PlanSpace, hunted: Sequence[Goal], tried: Sequence[int]) -> str:
    """Give how far the hunt came, and what stood in the way of the last plan."""
    counts = "".join(f"<li>{escape(_count(play.scenario, space, goal, tried))}</li>" for goal in hunted)
    last = _last(play.scenario, space, hunted, tried[-1]) if tried else ""
    return f"<div role='status'>{last}<ul class='exercise-questions'>{counts}</ul></div>"


def _count(scenario: Scenario, space: PlanSpace, goal: Goal, tried: Sequence[int]) -> str:
    if not tried:
        # What all plans say is told once somebody has tried.
        return say("{goal}: tried 0 of our tables' {size} plans.", goal=goal.words, size=f"{space.size:,}")
    return say(
        "{goal}: tried {tried}, found {found}. All of our tables' {size} plans: {all}.",
        goal=goal.words,
        tried=len(set(tried)),
        found=sum(reached(scenario, space, goal, row) for row in set(tried)),
        size=f"{space.size:,}",
        all=f"{found_in(scenario, space, goal):,}",
    )


def _last(scenario: Scenario, space: PlanSpace, hunted: Sequence[Goal], row: int) -> str:
    """Give the last plan that was tried: found or not, and why not."""
    plan = space.plan(row)
    chosen = "; ".join(_choice(decision, plan.get(decision.id)) for decision in scenario.frame.decisions)
    parts = "".join(_verdict(scenario, space, goal, row) for goal in hunted)
    title = escape(say("The plan you tried"))
    return f"<h3>{title}</h3><p><small>{escape(chosen)}</small></p>{parts}"


def _verdict(scenario: Scenario, space: PlanSpace, goal: Goal, row: int) -> str:
    measure = next(each for each in scenario.frame.measures if each.id == goal.measure)
    outcome = adjudicate(scenario, space.plan(row))
    band = label_of(measure, outcome.measure(goal.measure).band)
    if reached(scenario, space, goal, row):
        told = say("Found: {goal}. {measure}: {band}.", goal=goal.words, measure=measure.label, band=band)
        return f"<p><strong>{escape(told)}</strong></p>"
    told = say("Not found: {goal}. {measure}: {band}.", goal=goal.words, measure=measure.label, band=band)
    lines = "".join(
        f"<li>{escape(line.because)} {rests_html(scenario, line.claims, line.assumptions)}</li>"
        for line in walls(goal, space, outcome)
    )
    why = f"<p>{escape(say('What stands in the way, and whose rule it is:'))}</p>" if lines else ""
    return f"<p><strong>{escape(told)}</strong></p>{why}<ul class='exercise-questions'>{lines}</ul>"


def _choice(decision: DecisionPoint, choice: Choice | None) -> str:
    chosen = (choice,) if isinstance(choice, str) else choice or ()
    labels = ", ".join(decision.option(each).label for each in chosen) or say("nothing")
    return say("{decision}: {option}", decision=decision.label, option=labels)


def _pickers(play: Play) -> list[Question]:
    """Give a picker a decision, each on what the plan has."""
    return [_picker(decision, play.situation.plan) for decision in play.scenario.frame.decisions]


def _picker(decision: DecisionPoint, plan: Plan) -> Question:
    options: list[OptionShown] = [{"id": option.id, "label": option.label} for option in decision.options]
    kind = "pick" if decision.choose == "one" else "any"
    chosen = plan.get(decision.id)
    return Question(decision.id, kind, decision.label, options, key=f"hunt-{decision.id}", preset=chosen)


def _try(play: Play, step: Step, space: PlanSpace, tried: tuple[int, ...], pressed: Pressed) -> None:
    """Keep one more plan that was tried, or say why it is none."""
    choices: dict[str, str | Sequence[str]] = {}
    for decision in play.scenario.frame.decisions:
        value = pressed.values.get(decision.id, () if decision.choose == "any" else decision.option_ids[0])
        choices[decision.id] = value
    try:
        row = row_of(space, plan_of(play.scenario, choices))
    except (IllegalPlan, ValueError) as error:
        sent_back(step, error.problems if isinstance(error, IllegalPlan) else [str(error)])
        return
    kept = (*(each for each in tried if each != row), row)[-MOST_TRIED:]
    note = Noted(question=TRIED, value=tuple(str(each) for each in kept))
    if store(step, [note]):
        sent_back(step, [])
