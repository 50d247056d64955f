"""The screens of a turn: what is at stake, the choices with their objections, the inject, and what that did."""

from __future__ import annotations

import streamlit as st

from exercise.analysis.cone import Cone, cone
from exercise.analysis.roads import open_changes, telling
from exercise.app.keeping import or_explain, seat, service
from exercise.app.parts import ending_html, measures_html, style
from exercise.app.solo.asking import Button, OptionShown, Pressed, Question, ask
from exercise.app.solo.going import attempt_of, go_on, head, noted, place_of
from exercise.app.solo.moved import cone_html, moved_html, road_note, road_words
from exercise.play.flow import Step, asked_item, drawn
from exercise.play.objection import objection
from exercise.play.plan import IllegalPlan, with_choice
from exercise.play.record import AnyEvent, DrawerOpened, InjectAnswered, PlanChanged, TurnCommitted, outcome_of
from exercise.play.situation import variant_of
from exercise.scenario.frame import DecisionPoint
from exercise.scenario.playing import Inject, Turn
from exercise.sessions.position import Play
from exercise.words import say

TURN_WITH_CONDITION = 1
MOST_CHANGES = 5


def turn_of(play: Play, step: Step) -> tuple[Turn, int, int]:
    """Give a step's turn, its number in this variant, and how many turns there are."""
    turns = variant_of(play.scenario, str(play.situation.variant)).turns
    at = next(place for place, turn in enumerate(turns) if turn.turn == step.turn)
    return turns[at], at + 1, len(turns)


def brief(play: Play, step: Step) -> None:
    """Say what is to be decided, and where each measure can still end."""
    turn, number, of = turn_of(play, step)
    head(play, turn.title, number, of)
    for name in turn.decisions:
        st.text(play.scenario.decision(name).question)
    reach = cone(play.scenario, play.situation)
    st.text(say("{plans} plans are still open.", plans=f"{reach.plans:,}"))
    drawer(play, reach, step.turn)
    if ask(place_of(step), [], [Button("next", say("Show the options"))], attempt_of(step)) is not None:
        go_on(play, step, [])


def drawer(play: Play, reach: Cone, turn: int) -> None:
    """Show where measures can still end: what the intent asks about, and the rest in a drawer whose opening is kept."""
    asked = _asked_about(play)
    measures = play.scenario.frame.measures
    st.html(style() + cone_html([measure for measure in measures if measure.id in asked], reach))
    with st.expander(say("What the intent does not ask about"), key="drawer", on_change="rerun") as opened:
        st.html(style() + cone_html([measure for measure in measures if measure.id not in asked], reach))
    if opened.open and not any(isinstance(event, DrawerOpened) and event.turn == turn for event in play.record):
        or_explain(lambda: service().submit(seat() or "", [DrawerOpened(turn=turn)], None))


def _asked_about(play: Play) -> set[str]:
    lines = variant_of(play.scenario, str(play.situation.variant)).intent.lines
    sources = play.scenario.inputs.sources
    return {sources[name].of for line in lines for name in line.when}


def choose(play: Play, step: Step) -> None:
    """Ask the turn's decisions one by one, then one sentence why and one forecast, and commit all of it at once."""
    turn, number, of = turn_of(play, step)
    head(play, turn.title, number, of)
    decisions = [play.scenario.decision(name) for name in turn.decisions]
    questions = [_decision(play, decision, decisions) for decision in decisions]
    questions.append(Question(f"reason-{step.turn}", "text", say("Why? One sentence")))
    if number == TURN_WITH_CONDITION:
        questions.append(Question("condition", "text", say("I will change my mind if ..."), rows=2))
    forecast = _forecast(play, step.turn, number)
    if forecast is not None:
        questions.append(forecast)
    label = say("Commit turn {number}", number=number)
    buttons = [Button("commit", label), Button("commit-bare", say("Commit without a reason"), skips=True)]
    pressed = ask(place_of(step), questions, buttons, attempt_of(step))
    if pressed is not None:
        go_on(play, step, _committing(step.turn, decisions, questions, pressed))


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
    costs = say(" Costs {costs}.", costs=option.costs) if option.costs else ""
    shown: OptionShown = {"id": option.id, "label": option.label, "note": say("Buys {buys}.", buys=option.buys) + costs}
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
        rests = " ".join((*found.line.claims, *found.line.assumptions))
        shown["objection"] = {"text": found.line.because, "rests": rests, "cost": abs(found.line.points)}
    return shown


def _because(error: IllegalPlan) -> str:
    return error.problems[0].partition(": ")[2]


def _forecast(play: Play, turn: int, number: int) -> Question | None:
    """Ask one tapped forecast a turn: in which band one measure of the intent will end."""
    asked = [
        measure for measure in play.scenario.frame.measures if measure.id in _asked_about(play) and not measure.ratio
    ]
    if not asked:
        return None
    measure = asked[(number - 1) % len(asked)]
    options: list[OptionShown] = [{"id": band.id, "label": band.label} for band in measure.bands]
    label = say("Where will it end? {measure}", measure=measure.label)
    return Question(f"forecast-{turn}-{measure.id}", "one", label, options)


def inject(play: Play, step: Step) -> None:
    """Show the inject that came, and ask for one answer; the one that opens the change asks for the change as well."""
    found = drawn(play.scenario, play.situation, step)
    if found is None:
        go_on(play, step, [])
        return
    _, number, of = turn_of(play, step)
    head(play, found.title, number, of)
    st.text(say("{sender} to {to}:", sender=found.sender, to=found.to))
    item = asked_item(play.scenario, play.situation, found) or ""
    st.text(found.text.replace("{item}", item))
    condition = play.notes.get("condition")
    opens_change = any(answer.plan is not None and answer.plan.change for answer in found.answers)
    if opens_change and isinstance(condition, str):
        st.text(say("You wrote: I will change my mind if {condition}", condition=condition))
        st.text(say("Has it happened?"))
    questions = _answers(play, found, opens_change=opens_change)
    pressed = ask(place_of(step), questions, [Button("next", say("Answer"))], attempt_of(step))
    if pressed is not None:
        go_on(play, step, _answering(play, found, pressed))


def _answers(play: Play, found: Inject, *, opens_change: bool) -> list[Question]:
    options: list[OptionShown] = []
    held: list[OptionShown] = []
    for answer in found.answers:
        effect = answer.plan
        if effect is not None and effect.change:
            continue
        if effect is not None and effect.take:
            decision = play.scenario.decision(effect.take)
            taken = play.situation.plan.get(effect.take) or ()
            held = [{"id": item, "label": decision.option(item).label} for item in taken]
            if not held:
                continue
        if answer.spends_the_change and play.situation.change_spent:
            continue
        note = say("Good for {best}.", best=answer.best_for) if answer.best_for else ""
        options.append({"id": answer.id, "label": answer.label, "note": note})
    if opens_change and not play.situation.change_spent:
        changing = next(answer for answer in found.answers if answer.plan is not None and answer.plan.change)
        for road in telling(open_changes(play.scenario, play.situation), MOST_CHANGES):
            chosen = road.choice if isinstance(road.choice, str) else ",".join(road.choice)
            label = road_words(play.scenario, road.decision, road.choice, play.situation.plan)
            change_id = f"{changing.id}:{road.decision}={chosen}"
            options.append({"id": change_id, "label": label, "note": road_note(play.scenario, road)})
    questions = [Question("answer", "one", say("What do you answer?"), options, needed=True)]
    if held:
        questions.append(Question("item", "one", say("If one is taken out: which?"), held))
    return questions


def _answering(play: Play, found: Inject, pressed: Pressed) -> list[AnyEvent]:
    """Make events of an answer; one that opens the change names it behind a colon."""
    answer, _, change = pressed.text("answer").partition(":")
    taken = any(each.id == answer and each.plan is not None and each.plan.take for each in found.answers)
    events: list[AnyEvent] = [
        InjectAnswered(inject=found.id, answer=answer, item=pressed.text("item") or None if taken else None)
    ]
    if change:
        decision, _, chosen = change.partition("=")
        known = next((each for each in play.scenario.frame.decisions if each.id == decision), None)
        many = known is not None and known.choose == "any"
        choice = tuple(part for part in chosen.split(",") if part) if many else chosen
        events.append(PlanChanged(when="late", decision=decision, choice=choice))
    return events


def result(play: Play, step: Step) -> None:
    """Show the three measures that moved most, the rest behind a fold, and why."""
    _, number, of = turn_of(play, step)
    head(play, say("What that did"), number, of)
    outcome = outcome_of(play.scenario, play.situation)
    st.html(style() + moved_html(play, step.turn))
    with st.expander(say("Show all")):
        st.html(style() + ending_html(play.scenario, outcome) + measures_html(play.scenario, outcome))
    if ask(place_of(step), [], [Button("next", say("Go on"))], attempt_of(step)) is not None:
        go_on(play, step, [])
