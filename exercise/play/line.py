"""A whole line of play from a complete plan: committed turn by turn, injects answered on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from exercise.play.plan import Choice, IllegalPlan, Plan
from exercise.play.record import AnyEvent, Began, InjectAnswered, PlanChanged, Record, Rolled, TurnCommitted, replay
from exercise.play.situation import Situation, roll, turn_plan
from exercise.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class Course:
    """What happens around a plan: answers by inject, an early or late change, an item taken out, a seed for chance."""

    answers: Mapping[str, str] = field(default_factory=dict[str, str])
    early: tuple[int, str, Choice] | None = None
    late: tuple[str, Choice] | None = None
    withdrawn: str | None = None
    seed: int | None = None


def line_of_play(scenario: Scenario, plan: Plan, course: Course) -> tuple[Record, Situation]:
    """Give the record of a line of play and the situation it leads to.

    Every decision is committed in its own turn; injects are answered in their turn, in the scenario's order. Raises
    IllegalPlan where a decision is open, an inject does not exist or is not open, or a change is not allowed.
    """
    record: Record = tuple(_events(scenario, plan, course))
    return record, replay(scenario, record)


def _events(scenario: Scenario, plan: Plan, course: Course) -> Iterator[AnyEvent]:
    unknown = [name for name in course.answers if name not in {inject.id for inject in scenario.injects}]
    if unknown:
        known = ", ".join(inject.id for inject in scenario.injects)
        raise IllegalPlan(f"inject {name!r}: there is none with this name; choose one of {known}" for name in unknown)
    opened = [name for name, answer in course.answers.items() if _opens_the_change(scenario, name, answer)]
    if opened and course.late is None:
        raise IllegalPlan([f"inject {opened[0]}: this answer changes the plan; say what is changed (--branch)"])
    yield Began(scenario=scenario.id, digest=scenario.digest)
    chosen = dict(plan.choices)
    turns = turn_plan(scenario, None)
    yield from _answers(scenario, course, -1, 0)
    before = 0
    for turn, decisions in turns.items():
        yield TurnCommitted(turn=turn, choices={name: chosen[name] for name in decisions if name in chosen})
        # An inject of a turn in which nothing is decided comes with the next one, or at the end.
        yield from _answers(scenario, course, before, turn if turn != max(turns) else None)
        before = turn
        if course.early is not None and course.early[0] == turn:
            yield PlanChanged(when="early", decision=course.early[1], choice=course.early[2])
    if course.late is not None:
        yield PlanChanged(when="late", decision=course.late[0], choice=course.late[1])
    if course.seed is not None:
        for chance, value in roll(scenario, course.seed):
            yield Rolled(chance=chance, value=value, seed=course.seed)


def _answers(scenario: Scenario, course: Course, after: int, until: int | None) -> Iterator[InjectAnswered]:
    for inject in scenario.injects:
        due = inject.turn > after and (until is None or inject.turn <= until)
        if due and inject.id in course.answers:
            answer = course.answers[inject.id]
            plan_effect = next((each.plan for each in inject.answers if each.id == answer), None)
            item = course.withdrawn if plan_effect is not None and plan_effect.take else None
            yield InjectAnswered(inject=inject.id, answer=answer, item=item)


def _opens_the_change(scenario: Scenario, inject: str, answer: str) -> bool:
    """Tell whether an answer asks for the one change."""
    found = next((each for each in scenario.inject(inject).answers if each.id == answer), None)
    return found is not None and found.plan is not None and found.plan.change is not None
