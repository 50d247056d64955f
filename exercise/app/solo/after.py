"""The screens after the last turn: the plan from the other side, try to break it, the debrief in five stops."""

from __future__ import annotations

from html import escape

import streamlit as st

from exercise.analysis.conditions import cells_mask
from exercise.analysis.grid import PlanSpace, plan_space
from exercise.analysis.roads import roads, telling
from exercise.app.keeping import or_explain, seat, service
from exercise.app.parts import ending_html, measures_html, stage_html, style
from exercise.app.solo.asking import Button, Question, ask
from exercise.app.solo.before import sort_questions
from exercise.app.solo.going import attempt_of, go_on, head, noted, place_of
from exercise.app.solo.moved import label_of, road_note, road_words
from exercise.debrief.stages import Debrief
from exercise.debrief.writing import debrief
from exercise.kit.document import Document
from exercise.kit.keepsake import as_html, as_markdown, debrief_document
from exercise.play.flow import DEBRIEF_STOPS, Step, sorted_alone
from exercise.play.record import SealOpened, outcome_of
from exercise.play.situation import variant_of
from exercise.scenario.model import Scenario
from exercise.scenario.playing import Stage
from exercise.sessions.position import Play
from exercise.words import say

STOPS: dict[int, tuple[Stage, ...]] = {
    1: ("reactions", "description"),
    2: ("reasoning",),
    3: ("content", "yardstick", "rules"),
    4: ("later",),
    5: ("critique", "transfer"),
}


@st.cache_resource(show_spinner=False)
def whole_space(digest: str, _scenario: Scenario) -> PlanSpace:
    """Work the plan space of a scenario's rules out once."""
    del digest
    return plan_space(_scenario)


def sender(play: Play, step: Step) -> None:
    """Show what was asked for beside what nobody asked about, and how many plans would escape it."""
    head(play, say("The same plan, seen from the other side"))
    scenario = play.scenario
    outcome = outcome_of(scenario, play.situation)
    asked = {scenario.inputs.sources[name].of for line in _intent(play) for name in line}
    for title, wanted in ((say("What was asked for"), True), (say("What nobody asked about"), False)):
        st.subheader(title, anchor=False)
        rows = [
            _row(measure.label, label_of(measure, outcome.measure(measure.id).band))
            for measure in scenario.frame.measures
            if (measure.id in asked) is wanted
        ]
        st.html(f"{style()}<ul>{''.join(rows)}</ul>")
    st.subheader(say("Try to break it"), anchor=False)
    space = whole_space(scenario.digest, scenario)
    for measure in scenario.frame.measures:
        last = measure.bands[-1]
        if measure.direction == "more" and measure.ratio is None:
            count = space.count(cells_mask(space, {measure.id: last.id}))
            st.text(_wall(measure.label, last.label, count, space.size))
        elif measure.direction == "neutral":
            count = space.count(cells_mask(space, {f"{measure.id}.points": "<= 0"}))
            st.text(_wall(measure.label, say("none at all"), count, space.size))
    if ask(place_of(step), [], [Button("next", say("Go to the debrief"))], attempt_of(step)) is not None:
        go_on(play, step, [])


def _row(measure: str, band: str) -> str:
    return f"<li><strong>{escape(measure)}</strong>: {escape(band)}</li>"


def _wall(measure: str, band: str, count: int, size: int) -> str:
    return say(
        "{measure}, {band}: {count} of our tables' {size} plans.",
        measure=measure,
        band=band,
        count=f"{count:,}",
        size=f"{size:,}",
    )


def _intent(play: Play) -> list[dict[str, str]]:
    return [line.when for line in variant_of(play.scenario, str(play.situation.variant)).intent.lines]


def stop(play: Play, step: Step) -> None:
    """Show one of the five stops of the debrief."""
    scenario = play.scenario
    head(play, say("Debrief, stop {stop} of {of}", stop=step.turn, of=DEBRIEF_STOPS))
    opened = any(isinstance(event, SealOpened) for event in play.record)
    later = or_explain(lambda: service().later(seat() or "")) if opened and step.turn == 4 else ()
    outcome = outcome_of(scenario, play.situation)
    told = debrief(scenario, outcome, play.situation.variant, later)
    if step.turn == 1:
        _guesses(play)
    if step.turn == 2:
        _roads_not_taken(play)
    if step.turn == 3:
        st.html(style() + ending_html(scenario, outcome) + measures_html(scenario, outcome))
    st.html(style() + "".join(_stages(scenario, told, step.turn)))
    if step.turn == 4 and not opened:
        _seal(play, step)
        return
    questions: list[Question] = []
    if step.turn == DEBRIEF_STOPS:
        for sentence in sorted_alone(scenario):
            questions.extend(sort_questions(scenario, sentence, "resort"))
        questions.append(Question("keep_sentence", "text", say("One sentence to keep")))
        _keepsake(play)
    label = say("Next stop") if step.turn < DEBRIEF_STOPS else say("Finish")
    pressed = ask(place_of(step), questions, [Button("debrief-next", label)], attempt_of(step))
    if pressed is not None:
        go_on(play, step, noted({question.id: pressed.text(question.id) for question in questions}))


def _keepsake(play: Play) -> None:
    """Offer the whole debrief as files; later facts are in them only where the seal was opened."""
    opened = any(isinstance(event, SealOpened) for event in play.record)
    # The files are made when they are asked for, in a thread that knows nothing of this browser.
    token, plays = seat() or "", service()

    def document() -> Document:
        later = plays.later(token) if opened else ()
        return debrief_document(play.scenario, play.record, play.situation, play.notes, later)

    name = f"{play.scenario.id}-debrief"
    st.download_button(
        say("Save my debrief (one page for the browser)"),
        lambda: as_html(document()),
        f"{name}.html",
        "text/html",
        key="download-html",
        on_click="ignore",
    )
    st.download_button(
        say("Save my debrief (plain text)"),
        lambda: as_markdown(document()),
        f"{name}.md",
        "text/markdown",
        key="download-markdown",
        on_click="ignore",
    )


def _stages(scenario: Scenario, told: Debrief, number: int) -> list[str]:
    return [stage_html(scenario, told.stage(name)) for name in STOPS[number] if told.stage(name).sentences]


def _guesses(play: Play) -> None:
    """Show what was guessed and forecast beside what came out."""
    st.subheader(say("What you guessed, and what the tables say"), anchor=False)
    outcome = outcome_of(play.scenario, play.situation)
    for measure in play.scenario.frame.measures:
        for turn in play.situation.turns:
            said = play.notes.get(f"forecast-{turn}-{measure.id}")
            if isinstance(said, str):
                now = label_of(measure, outcome.measure(measure.id).band)
                st.text(
                    say(
                        "{measure}: you said {said}, it ends {now}.",
                        measure=measure.label,
                        said=label_of(measure, said),
                        now=now,
                    )
                )
    guess = play.notes.get("guess_days")
    ratio = next((measure for measure in play.scenario.frame.measures if measure.ratio is not None), None)
    if isinstance(guess, str) and ratio is not None:
        days = outcome.measure(ratio.id).points
        st.text(
            say(
                "Your guess before reading was {guess}; for your plan the arithmetic gives {days}.",
                guess=guess,
                days=f"{days:.1f}",
            )
        )


def _roads_not_taken(play: Play) -> None:
    st.subheader(say("Roads not taken"), anchor=False)
    found = roads(play.scenario, play.situation)
    st.text(say("{count} single changes were possible; these would have altered most.", count=len(found)))
    for road in telling(found, 5):
        st.text(
            road_words(play.scenario, road.decision, road.choice, play.situation.plan)
            + ": "
            + road_note(play.scenario, road)
        )


def _seal(play: Play, step: Step) -> None:
    st.text(say("What was reported later is sealed. Opening it is your choice; it stays open."))
    pressed = ask(
        f"{place_of(step)}-sealed", [], [Button("seal", say("Open the seal")), Button("next", say("Leave it sealed"))]
    )
    if pressed is None:
        return
    if pressed.button == "seal":
        or_explain(lambda: service().submit(seat() or "", [SealOpened()], None))
        st.rerun()
    go_on(play, step, [])
