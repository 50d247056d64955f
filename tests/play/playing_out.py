"""A line of play as readable text: what was chosen and answered, how far each measure is known, and what it came to."""

import textwrap
from collections.abc import Iterator

from exercise.analysis.cone import cone
from exercise.debrief.writing import debrief
from exercise.play.line import Course, line_of_play
from exercise.play.plan import plan_of
from exercise.play.record import InjectAnswered, PlanChanged, TurnCommitted, apply, outcome_of
from exercise.play.situation import opening
from exercise.scenario.model import Scenario
from exercise.scenario.promises import Case


def play_text(scenario: Scenario, case: Case) -> str:
    """A worked case, turn by turn, with its final ledger and its debrief."""
    course = Course(
        answers=case.answers,
        early=(case.early.turn, case.early.decision, case.early.option) if case.early else None,
        late=(case.late.decision, case.late.option) if case.late else None,
        withdrawn=case.withdrawn,
    )
    record, _ = line_of_play(scenario, plan_of(scenario, case.plan), course)
    return "\n".join(line.rstrip() for line in _lines(scenario, case, record)) + "\n"


def _lines(scenario, case, record) -> Iterator[str]:
    yield f"{scenario.id}, case {case.case}: {case.why}"
    situation = opening(scenario, None)
    for number, event in enumerate(record):
        situation = apply(scenario, situation, event)
        following = record[number + 1] if number + 1 < len(record) else None
        if isinstance(event, TurnCommitted):
            yield ""
            yield f"TURN {event.turn}"
            for name, choice in event.choices.items():
                yield f"  {name}: {choice if isinstance(choice, str) else ', '.join(choice) or 'nothing'}"
            for name, value in situation.circumstances.observed:
                yield f"  {name}: {value}"
        elif isinstance(event, InjectAnswered):
            item = f" ({event.item})" if event.item else ""
            yield f"  inject {event.inject}: {event.answer}{item}"
        elif isinstance(event, PlanChanged):
            yield f"  {event.when} change: {event.decision} becomes {event.choice}"
        if isinstance(following, TurnCommitted | None) and situation.turns:
            yield from _standing(scenario, situation)
    yield from _end(scenario, outcome_of(scenario, situation))


def _standing(scenario, situation) -> Iterator[str]:
    """Each measure: its points so far and its band if it is known, then the least and most still to come."""
    shown = cone(scenario, situation)
    spent = ", the change is spent" if situation.change_spent else ""
    yield f"  {shown.plans:,} plans are left{spent}"
    for measure in outcome_of(scenario, situation).measures:
        reach = shown.reach[measure.measure]
        so_far = f"{measure.points:g} {measure.band or 'so far'}"
        yield f"    {measure.measure:<20}{so_far:<20}{reach.least:g} to {reach.most:g}: {', '.join(reach.bands)}"
    yield f"    endings: {', '.join(shown.end_states)}"


def _end(scenario, outcome) -> Iterator[str]:
    yield ""
    yield "LEDGER"
    for measure in outcome.measures:
        yield f"  {measure.measure}: {measure.points:g} {measure.band}"
        for line in measure.lines:
            rests = " ".join((*line.claims, *line.assumptions))
            yield f"    {line.points:+6g}  {line.table:<20}{line.rule}  [{rests}] {line.basis}"
    yield f"  ends in {', then '.join(outcome.end_states)}"
    yield ""
    yield "DEBRIEF"
    for stage in debrief(scenario, outcome).stages:
        yield f"  {stage.title} ({stage.id})"
        for sentence in stage.sentences:
            rests = " ".join((*sentence.claims, *sentence.assumptions))
            lines = f", {len(sentence.ledger)} lines" if sentence.ledger else ""
            text = f"{sentence.text}  [{rests}] {sentence.label}{lines}"
            yield from textwrap.wrap(text, 116, initial_indent="    - ", subsequent_indent="      ")
