"""The screens before the first turn: two guesses, what was known, six sentences to sort, the seat."""

from __future__ import annotations

import streamlit as st

from exercise.app.solo.again import knows_what_came, replay_note
from exercise.app.solo.asking import Button, OptionShown, Pressed, Question, ask
from exercise.app.solo.going import answers_of, ask_and_go_on, attempt_of, go_on, head, place_of
from exercise.kit.answers import largest_of
from exercise.play.flow import Step, sorted_alone
from exercise.play.situation import variant_of
from exercise.scenario.frame import DecisionPoint, Measure
from exercise.scenario.measures import Ratio
from exercise.scenario.model import Scenario
from exercise.scenario.promises import SortSentence
from exercise.sessions.position import Play
from exercise.words import say

NO_DOUBT = "none"
OTHER_WORDS = 3


def guess(play: Play, step: Step) -> None:
    """Ask for two quick answers before any text: a number, and what is remembered."""
    knows = knows_what_came(play)
    asked = (_days(play.scenario), _memory(play.scenario) if not knows else None)
    questions = [question for question in asked if question is not None]
    title = say("Before you read: two quick answers") if len(questions) > 1 else say("Before you read")
    head(play, step, title)
    if knows:
        st.text(say("You have opened the seal before, so you are not asked what you remember."))
    label = say("Lock both") if len(questions) > 1 else say("Go on")
    buttons = [Button("next", label), Button("skip", say("Skip"), skips=True)]
    known = [replay_note()] if knows else []

    def then(pressed: Pressed) -> None:
        go_on(play, step, [*(answers_of(questions, pressed) if pressed.button == "next" else []), *known])

    ask(place_of(step), questions, buttons, then, attempt_of(step))


def _days(scenario: Scenario) -> Question | None:
    """Ask for the ratio that the plan will be measured by, where the scenario has one."""
    for measure in scenario.frame.measures:
        if measure.ratio is not None:
            return Question("guess_days", "number", _ratio_question(scenario, measure, measure.ratio))
    return None


def _memory(scenario: Scenario) -> Question | None:
    """Ask what is remembered of what came of the matter, where the scenario has such a question."""
    first = recalled(scenario)
    if first is None:
        return None
    options: list[OptionShown] = [{"id": option.id, "label": option.label} for option in first.options]
    options.append({"id": "unsure", "label": say("I do not remember")})
    question = say("What do you remember of it? {question}", question=first.recall)
    return Question("memory", "one", question, options)


def recalled(scenario: Scenario) -> DecisionPoint | None:
    """Give the decision whose real course people may remember, None where the scenario asks for none."""
    return next((decision for decision in scenario.frame.decisions if decision.recall), None)


def _ratio_question(scenario: Scenario, measure: Measure, ratio: Ratio) -> str:
    """Ask for the ratio of the largest quantity there is, in the measure's own words."""
    largest, unit = largest_of(scenario, ratio)
    if measure.display == "days":
        return say(
            "At the casualty rate then reported, how many days of losses are {n} {unit}?", n=f"{largest:,}", unit=unit
        )
    return say("{label}: what do {n} {unit} come to?", label=measure.label, n=f"{largest:,}", unit=unit)


def reading(play: Play, step: Step) -> None:
    """Show what was known, paragraph by paragraph."""
    source = play.scenario.frame.source
    head(play, step, say("What was known: {date}", date=source.date))
    for paragraph in source.reading:
        st.text(f"{paragraph.paragraph}. {paragraph.text}")
    if source.ends:
        st.text(source.ends)
    st.caption(say("Source: {citation}", citation=source.citation).replace("*", r"\*"))
    ask_and_go_on(play, step, [], Button("next", say("I have read it")))


def sort(play: Play, step: Step) -> None:
    """Ask of one sentence what kind it is, and which of its words carries the doubt; before the turns and after."""
    sentences = sorted_alone(play.scenario)
    again = step.kind == "resort"
    number, of = step.slot + 1, len(sentences)
    if again:
        head(play, step, say("How sure is each sentence now? {number} of {of}", number=number, of=of))
    else:
        head(play, step, say("How sure is each sentence? {number} of {of}", number=number, of=of))
    questions = sort_questions(play.scenario, sentences[step.slot], step.kind)
    label = say("Next") if step.slot + 1 < len(sentences) else say("Lock my sort")
    ask_and_go_on(play, step, questions, Button("next", label))


def kinds() -> dict[str, str]:
    """Give the kinds of sentences in words, from what is surest."""
    return {
        "fact": say("a fact"),
        "estimate": say("an estimate"),
        "judgement": say("a judgement"),
        "speculation": say("a speculation"),
    }


def sort_questions(scenario: Scenario, sentence: SortSentence, prefix: str) -> list[Question]:
    """Give the two questions to a sentence: its kind, and the word that carries the doubt among some of its words."""
    by_kind: list[OptionShown] = [{"id": kind, "label": words} for kind, words in kinds().items()]
    plain = [word.strip(".,;:") for word in sentence.text.split()]
    words = [word.lower() for word in plain]
    hedges = {*scenario.frame.source.hedges, sentence.doubt}
    longest = sorted((word for word in words if word not in hedges), key=len, reverse=True)[:OTHER_WORDS]
    offered = [word for word in dict.fromkeys(words) if word in hedges or word in longest]
    by_word: list[OptionShown] = [{"id": word, "label": plain[words.index(word)]} for word in offered]
    by_word.append({"id": NO_DOUBT, "label": say("no word does")})
    return [
        Question(f"{prefix}-{sentence.id}-kind", "one", sentence.text, by_kind),
        Question(f"{prefix}-{sentence.id}-doubt", "one", say("Which word carries the doubt?"), by_word),
    ]


def gainers(scenario: Scenario) -> list[OptionShown]:
    """Give who may gain more, for the question before the turns and after."""
    side = scenario.frame.other_side
    return [
        {"id": "receiver", "label": side.ours if side is not None else say("those who plan")},
        {"id": "sender", "label": side.theirs if side is not None else say("the other side")},
        {"id": "same", "label": say("about the same")},
    ]


def seat(play: Play, step: Step) -> None:
    """Show the seat and the intent, and ask who will gain more."""
    frame = play.scenario.frame
    head(play, step, say("Your seat"))
    st.text(f"{frame.seat.title}. {frame.seat.task}")
    if frame.seat.why:
        st.text(frame.seat.why)
    intent = variant_of(play.scenario, str(play.situation.variant)).intent
    st.text(say("The intent: {intent}", intent=intent.text))
    sure: list[OptionShown] = [{"id": "sure", "label": say("sure")}, {"id": "unsure", "label": say("not sure")}]
    questions = [
        Question("gains_before", "one", say("Who will gain more from what is decided here?"), gainers(play.scenario)),
        Question("gains_sure", "one", say("How sure are you?"), sure),
    ]
    ask_and_go_on(play, step, questions, Button("next", say("Take the seat")))
