"""The screens of a turn up to its commit: what is at stake, and the choices with their objections."""

from __future__ import annotations

from html import escape

import streamlit as st

from exercise.analysis.cone import Cone, cone
from exercise.app.keeping import or_explain, seat, service
from exercise.app.parts import rests_of
from exercise.app.solo.again import chosen_before, repeats
from exercise.app.solo.asking import Button, OptionShown, Pressed, Question, ask
from exercise.app.solo.board import board_of
from exercise.app.solo.going import ask_and_go_on, attempt_of, go_on, head, noted, place_of
from exercise.app.solo.moved import cone_html
from exercise.play.flow import Step
from exercise.play.objection import objection
from exercise.play.plan import IllegalPlan, with_choice
from exercise.play.record import AnyEvent, DrawerOpened, TurnCommitted
from exercise.play.situation import variant_of
from exercise.scenario.frame import DecisionPoint, Measure
from exercise.scenario.playing import Turn
from exercise.sessions.position import Play
from exercise.words import say

TURN_WITH_CONDITION = 1


def turn_of(play: Play, step: Step) -> tuple[Turn, int, int]:
    """Give a step's turn, its number in this variant, and how many turns there are."""
    turns = variant_of(play.scenario, str(play.situation.variant)).turns
    at = next(place for place, turn in enumerate(turns) if turn.turn == step.turn)
    return turns[at], at + 1, len(turns)


def brief(play: Play, step: Step) -> None:
    """Say what is to be decided, and where each measure can still end."""
    turn, number, of = turn_of(play, step)
    head(play, step, say("Turn {number} of {of}: {title}", number=number, of=of, title=turn.title))
    asked = "".join(f"<li>{escape(play.scenario.decision(name).question)}</li>" for name in turn.decisions)
    st.html(f"<p>{escape(say('To be decided:'))}</p><ul class='exercise-questions'>{asked}</ul>" + _so_far(play))
    reach = cone(play.scenario, play.situation)
    ask_and_go_on(play, step, [], Button("next", say("Show the options")), board_of(play))
    _drawer(play, reach, step.turn)


def _so_far(play: Play) -> str:
    """Give the intent and the plan so far, each behind a fold; and what a replay is about."""
    intent = variant_of(play.scenario, str(play.situation.variant)).intent.text
    folds = _fold(say("The intent"), f"<p>{escape(intent)}</p>")
    chosen = "".join(
        f"<dt>{escape(decision.label)}</dt><dd>{escape(choice_words(decision, choice))}</dd>"
        for decision in play.scenario.frame.decisions
        if (choice := play.situation.plan.get(decision.id)) is not None
    )
    if chosen:
        folds += _fold(say("The plan so far"), f"<dl class='exercise-plan'>{chosen}</dl>")
    again = repeats(play)
    return (f"<p>{escape(again)}</p>" if again else "") + folds


def _fold(title: str, inside: str) -> str:
    return f"<details class='exercise-fold'><summary>{escape(title)}</summary>{inside}</details>"


def choice_words(decision: DecisionPoint, choice: str | tuple[str, ...]) -> str:
    """Give what was chosen, by its labels."""
    chosen = (choice,) if isinstance(choice, str) else choice
    return ", ".join(decision.option(each).label for each in chosen) or say("nothing")


def _drawer(play: Play, reach: Cone, turn: int) -> None:
    """Show where measures can still end: what the intent asks about, and the rest in a drawer whose opening is kept."""
    left = say("{plans} plans are still open. Where each measure can still end:", plans=f"{reach.plans:,}")
    st.html(f"<p>{escape(left)}</p>" + cone_html(asked_about(play), reach))
    rest = [measure for measure in play.scenario.frame.measures if measure not in asked_about(play)]
    with st.expander(say("What the intent does not ask about"), key="drawer", on_change="rerun") as opened:
        st.html(cone_html(rest, reach))
    if opened.open and not any(isinstance(event, DrawerOpened) and event.turn == turn for event in play.record):
        or_explain(lambda: service().submit(seat() or "", [DrawerOpened(turn=turn)], None))


def asked_about(play: Play) -> tuple[Measure, ...]:
    """Give the measures that the intent asks about."""
    lines = variant_of(play.scenario, str(play.situation.variant)).intent.lines
    sources = play.scenario.inputs.sources
    asked = {sources[name].of for line in lines for name in line.when}
    return tuple(measure for measure in play.scenario.frame.measures if measure.id in asked)


def choose(play: Play, step: Step) -> None:
    """Ask the turn's decisions one by one, then one sentence why and one forecast, and commit all of it at once."""
    turn, number, of = turn_of(play, step)
    head(play, step, say("Turn {number} of {of}: {title}", number=number, of=of, title=turn.title))
    st.html(_so_far(play))
    decisions = [play.scenario.decision(name) for name in turn.decisions]
    questions = [_decision(play, decision, decisions) for decision in decisions]
    questions.append(Question(f"reason-{step.turn}", "text", say("Why? One sentence"), needed=True))
    if number == TURN_WITH_CONDITION:
        questions.append(Question("condition", "text", say("I will change my mind if ..."), rows=2))
    forecast = _forecast(play, step.turn, number)
    if forecast is not None:
        questions.append(forecast)
    label = say("Commit turn {number}", number=number)
    buttons = [Button("commit", label), Button("commit-bare", say("Commit without a reason"), skips=True)]

    def then(pressed: Pressed) -> None:
        go_on(play, step, _committing(step.turn, decisions, questions, pressed))

    ask(place_of(step), questions, buttons, then, attempt_of(step), board_of(play))


def _committing(
    turn: int, decisions: list[DecisionPoint], questions: list[Question], pressed: Pressed
) -> list[AnyEvent]:
    choices: dict[str, str | tuple[str, ...]] = {}
    for decision in decisions:
        value = pressed.values.get(decision.id, ())
        choices[decision.id] = value if decision.choose == "one" or isinstance(value, tuple) else (value,)
    asked = {decision.id for decision in decisions}
    answers = {question.id: pressed.text(question.id) for question in questions if question.id not in asked}
    reason = answers.get(f"reason-{turn}", "")
    made = TurnCommitted(turn=turn, choices=choices, reason=reason, condition=answers.get("condition", ""))
    return [made, *noted(answers)]


def _decision(play: Play, decision: DecisionPoint, together: list[DecisionPoint]) -> Question:
    kind = "any" if decision.choose == "any" else "one"
    options = [_option(play, decision, option.id, together) for option in decision.options]
    needed = decision.choose == "one"
    return Question(
        decision.id, kind, decision.question, options, weighed=True, needed=needed, key=f"decision-{decision.id}"
    )


def _option(play: Play, decision: DecisionPoint, option_id: str, together: list[DecisionPoint]) -> OptionShown:
    option = decision.option(option_id)
    notes = [say("Buys {buys}.", buys=option.buys)]
    if option.costs:
        notes.append(say("Costs {costs}.", costs=option.costs))
    if chosen_before(play, decision, option.id):
        notes.append(say("Your choice last time."))
    shown: OptionShown = {"id": option.id, "label": option.label, "notes": notes}
    shown["rests"] = rests_of(play.scenario, *play.scenario.rests(option.claims))
    refused: dict[str, dict[str, str]] = {}
    choice = option.id if decision.choose == "one" else (option.id,)
    for other in together:
        if other.id == decision.id or other.choose == "any" or decision.choose == "any":
            continue
        refused[other.id] = {}
        for rival in other.option_ids:
            try:
                with_choice(
                    play.scenario, with_choice(play.scenario, play.situation.plan, other.id, rival), decision.id, choice
                )
            except IllegalPlan as error:
                refused[other.id][rival] = say("Does not fit: {why}", why=_because(error))
    shown["refused"] = refused
    try:
        found = objection(play.scenario, play.situation, decision.id, choice)
    except IllegalPlan as error:
        found = None
        shown["refused"] = {
            name: dict.fromkeys(play.scenario.decision(name).option_ids, _because(error)) for name in refused
        }
    if found is not None:
        rests = rests_of(play.scenario, found.line.claims, found.line.assumptions)
        shown["objection"] = {"text": found.line.because, "rests": rests, "cost": abs(found.line.points)}
    return shown


def _because(error: IllegalPlan) -> str:
    return error.problems[0].partition(": ")[2]


def _forecast(play: Play, turn: int, number: int) -> Question | None:
    """Ask one tapped forecast a turn: in which of its open bands one measure of the intent will end."""
    asked = [measure for measure in asked_about(play) if not measure.ratio]
    if not asked:
        return None
    measure = asked[(number - 1) % len(asked)]
    still = cone(play.scenario, play.situation).reach[measure.id].bands
    options: list[OptionShown] = [{"id": band.id, "label": band.label} for band in measure.bands if band.id in still]
    label = say("Where will it end? {measure}", measure=measure.label)
    return Question(f"forecast-{turn}-{measure.id}", "one", label, options)
