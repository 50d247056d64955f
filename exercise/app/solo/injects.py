"""The inject that comes after a commit, and the one change of plan."""

from __future__ import annotations

from html import escape

import streamlit as st

from exercise.analysis.roads import open_changes, telling
from exercise.app.solo.asking import Button, OptionShown, Pressed, Question, ask
from exercise.app.solo.changes import road_notes, road_words
from exercise.app.solo.going import attempt_of, go_on, head, noted, place_of
from exercise.kit.answers import HAPPENED, happened_words
from exercise.play.flow import Step, asked_item, drawn
from exercise.play.record import AnyEvent, InjectAnswered, PlanChanged
from exercise.scenario.playing import Inject
from exercise.sessions.position import Play
from exercise.words import say

MOST_CHANGES = 5


def inject(play: Play, step: Step) -> None:
    """Show the inject that came, and ask for one answer; the one that opens the change asks for the change as well."""
    found = drawn(play.scenario, play.situation, step)
    if found is None:
        go_on(play, step, [])
        st.rerun()
    head(play, step, found.title)
    st.text(say("From: {sender}. To: {to}.", sender=found.sender, to=found.to))
    item = asked_item(play.scenario, play.situation, found) or ""
    st.text(found.text.replace("{item}", item))
    condition = play.notes.get("condition")
    opens_change = any(answer.plan is not None and answer.plan.change for answer in found.answers)
    if opens_change and play.situation.change_spent:
        st.text(say("Your one change is spent already, so the plan can only be held now."))
    if opens_change and isinstance(condition, str):
        said = escape(say("You wrote: I will change my mind if {condition}", condition=condition))
        st.html(f"<blockquote class='exercise-quote' dir='auto'>{said}</blockquote>")
    questions = _answers(play, found, opens_change=opens_change)
    if opens_change and isinstance(condition, str):
        questions.insert(0, _happened())

    def then(pressed: Pressed) -> None:
        happened = noted({HAPPENED: pressed.text(HAPPENED)})
        go_on(play, step, [*_answering(play, found, pressed), *happened])

    ask(place_of(step), questions, [Button("next", say("Answer"))], then, attempt_of(step))


def _happened() -> Question:
    """Ask whether the player's own condition for a change of mind has come true."""
    answers: list[OptionShown] = [{"id": name, "label": words} for name, words in happened_words().items()]
    return Question(HAPPENED, "one", say("Has it happened?"), answers)


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
        notes = [say("What it brings: {best}.", best=answer.best_for)] if answer.best_for else []
        if answer.spends_the_change:
            notes.append(say("This uses your one change of plan."))
        options.append({"id": answer.id, "label": answer.label, "notes": notes})
    if opens_change and not play.situation.change_spent:
        changing = next(answer for answer in found.answers if answer.plan is not None and answer.plan.change)
        for road in telling(open_changes(play.scenario, play.situation), MOST_CHANGES):
            chosen = road.choice if isinstance(road.choice, str) else ",".join(road.choice)
            label = road_words(play.scenario, road.decision, road.choice, play.situation.plan)
            change_id = f"{changing.id}:{road.decision}={chosen}"
            options.append({"id": change_id, "label": label, "notes": road_notes(play.scenario, road)})
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
