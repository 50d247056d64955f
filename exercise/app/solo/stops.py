"""The debrief in five stops: guesses, reasons, whose rule, what was reported later, what to take along."""

from __future__ import annotations

from html import escape

import streamlit as st

from exercise.analysis.hunting import goals
from exercise.analysis.roads import roads, telling
from exercise.app.keeping import or_explain, seat, service
from exercise.app.parts import ending_html, measures_html, stage_html
from exercise.app.solo.again import beside_html
from exercise.app.solo.asking import Button, Question, ask
from exercise.app.solo.before import gainers
from exercise.app.solo.changes import roads_html
from exercise.app.solo.comparing import guesses_html, memory_words, sorts_html
from exercise.app.solo.going import attempt_of, go_on, head, noted, place_of
from exercise.app.solo.other_side import TRIED
from exercise.debrief.writing import debrief
from exercise.play.flow import DEBRIEF_STOPS, Step
from exercise.play.record import DrawerOpened, SealOpened, TurnCommitted, outcome_of
from exercise.scenario.playing import Stage
from exercise.sessions.position import Play
from exercise.words import say, say_many

STAGES_AT: dict[int, tuple[Stage, ...]] = {
    1: ("reactions", "description"),
    2: ("reasoning",),
    3: ("content", "yardstick", "rules"),
    4: ("later",),
    5: ("critique", "transfer"),
}
FIRST_ROADS = 5


def titles() -> dict[int, str]:
    """Give what each stop is about."""
    return {
        1: say("What you guessed, and what you did"),
        2: say("Your reasons, and the roads not taken"),
        3: say("Whose rule was it?"),
        4: say("What was reported later"),
        5: say("What to take along"),
    }


def stop(play: Play, step: Step) -> None:
    """Show one of the five stops of the debrief."""
    title = say("Debrief, stop {stop} of {of}", stop=step.turn, of=DEBRIEF_STOPS)
    head(play, step, title)
    subtitle = f"<h2>{escape(titles()[step.turn])}</h2>"
    opened = any(isinstance(event, SealOpened) for event in play.record)
    if step.turn == 4 and not opened:
        st.html(subtitle)
        _seal(play, step)
        return
    later = or_explain(lambda: service().later(seat() or "")) if step.turn == 4 else ()
    outcome = outcome_of(play.scenario, play.situation)
    told = debrief(play.scenario, outcome, play.situation.variant, later)
    stages = (told.stage(name) for name in STAGES_AT[step.turn])
    told_html = "".join(stage_html(play.scenario, each) for each in stages if each.sentences)
    st.html(subtitle + _own(play, step.turn) + told_html)
    questions = _questions(play, step.turn)
    label = say("Next stop") if step.turn < DEBRIEF_STOPS else say("Finish")
    pressed = ask(place_of(step), questions, [Button("debrief-next", label)], attempt_of(step))
    if pressed is not None:
        go_on(play, step, noted({question.id: pressed.text(question.id) for question in questions}))


def _questions(play: Play, number: int) -> list[Question]:
    if number == 1:
        return [Question("gains_after", "one", say("Who gained more, as you see it now?"), gainers(play.scenario))]
    if number == DEBRIEF_STOPS:
        return [Question("keep_sentence", "text", say("One sentence to keep"))]
    return []


def _own(play: Play, number: int) -> str:
    """Give what a stop shows of this very play."""
    match number:
        case 1:
            return guesses_html(play)
        case 2:
            return _reasons(play) + _looked(play) + _roads_not_taken(play) + _again(play)
        case 3:
            outcome = outcome_of(play.scenario, play.situation)
            return ending_html(play.scenario, outcome) + measures_html(play.scenario, outcome) + _hunted(play)
        case 4:
            return f"<p><strong>{escape(memory_words(play))}</strong></p>" if memory_words(play) else ""
        case _:
            return sorts_html(play)


def _reasons(play: Play) -> str:
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


def _looked(play: Play) -> str:
    """Say in which turns the drawer was opened before the choice."""
    turns = [str(event.turn) for event in play.record if isinstance(event, DrawerOpened)]
    if not turns:
        told = say("The drawer with what the intent did not ask about stood open to you; you never looked into it.")
    else:
        told = say_many(
            "You looked into what the intent did not ask about in turn {turns}.",
            "You looked into what the intent did not ask about in turns {turns}.",
            len(turns),
            turns=", ".join(turns),
        )
    return f"<p>{escape(told)}</p>"


def _hunted(play: Play) -> str:
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


def _roads_not_taken(play: Play) -> str:
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


def _again(play: Play) -> str:
    table = beside_html(play)
    return f"<h3>{escape(say('Last time and this time'))}</h3>{table}" if table else ""


def _seal(play: Play, step: Step) -> None:
    st.text(say("What was reported later is sealed. Opening it is your choice; it stays open."))
    buttons = [Button("seal", say("Open the seal")), Button("next", say("Leave it sealed"))]
    pressed = ask(f"{place_of(step)}-sealed", [], buttons)
    if pressed is None:
        return
    if pressed.button == "seal":
        or_explain(lambda: service().submit(seat() or "", [SealOpened()], None))
        st.rerun()
    go_on(play, step, [])
