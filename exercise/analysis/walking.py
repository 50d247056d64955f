"""What may come next in play, step by step: turns, injects and their answers, the one change.

A walk has a stage for every turn still to be committed, one for every place of an inject, and one for the change that
closes a form. At each stage a situation forks as the rules of play allow; whoever walks at random takes each fork with
the same probability: first which inject comes, then which answer is given, then the way in which it is carried out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from math import prod
from typing import Literal

from exercise.analysis.axes import SpaceTooLarge
from exercise.analysis.roads import single_changes
from exercise.play.plan import Choice, IllegalPlan
from exercise.play.record import AnyEvent, InjectAnswered, PlanChanged, TurnCommitted, apply
from exercise.play.situation import Situation, is_open, turn_plan, variant_of
from exercise.scenario.frame import DecisionPoint
from exercise.scenario.model import Scenario
from exercise.scenario.playing import Answer, Inject

MOST_WAYS = 50_000

# One way to take a fork: what happens, in order. Several ways are carried out with the same probability, and so are
# the answers that have any way, and the injects that may come.
Way = tuple[AnyEvent, ...]
Answers = list[list[Way]]
Forks = list[Answers]


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a walk; `injects` are those that may come in this place, all that are open or only the first."""

    kind: Literal["turn", "inject", "close"]
    turn: int
    injects: tuple[str, ...] = ()
    any_of_them: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """The stages from a situation to the end, and whether the one change is made on the way."""

    scenario: Scenario
    variant: str | None
    stages: tuple[Stage, ...]
    changes: bool

    def forks(self, situation: Situation, stage: Stage) -> Forks:
        """Give the forks at a stage that is no turn; where nothing comes, there is one way, and nothing in it."""
        if stage.kind == "close":
            ways = list(self.changed(situation, "late"))
            return [[[()], ways]] if ways else [[[()]]]
        answered = {name for name, _ in situation.circumstances.answers}
        waiting = [self.scenario.inject(name) for name in stage.injects if name not in answered]
        came = [each for each in waiting if each.answers and is_open(self.scenario, each, situation)]
        forks = [self.answers(situation, each) for each in (came if stage.any_of_them else came[:1])]
        rule = self.scenario.frame.change
        if self.changes and rule is not None and stage.turn in rule.early_turns and not situation.change_spent:
            # An early change stands instead of the answer.
            forks = [[*fork, list(self.changed(situation, "early"))] for fork in forks]
        return forks or [[[()]]]

    def answers(self, situation: Situation, inject: Inject) -> Answers:
        """Give the ways of each answer to an inject."""
        return [list(self.ways(situation, inject, answer)) for answer in inject.answers if self.allows(answer)]

    def allows(self, answer: Answer) -> bool:
        """Tell whether an answer may be given at all: without changes, none that spends the change."""
        opens = answer.plan is not None and answer.plan.change is not None
        return self.changes or not (opens or answer.spends_the_change)

    def ways(self, situation: Situation, inject: Inject, answer: Answer) -> Iterator[Way]:
        """Give the ways of one answer: every item to take out, every change that it opens."""
        effect = answer.plan
        said = InjectAnswered(inject=inject.id, answer=answer.id)
        if effect is not None and effect.take is not None:
            held = situation.plan.get(effect.take) or ()
            yield from ((said.model_copy(update={"item": item}),) for item in held)
        elif effect is not None and effect.change is not None:
            yield from ((said, *way) for way in self.changed(situation, "late"))
        else:
            yield (said,)

    def changed(self, situation: Situation, when: Literal["early", "late"]) -> Iterator[Way]:
        """Give every change that may be tried; whether the rules allow it shows when it is carried out."""
        rule = self.scenario.frame.change
        if rule is not None and not situation.change_spent:
            for name, choice in single_changes(self.scenario, situation.plan):
                if name in rule.decisions:
                    yield (PlanChanged(when=when, decision=name, choice=choice),)

    def decisions(self, turn: int) -> tuple[str, ...]:
        """Give the decisions of a turn."""
        return turn_plan(self.scenario, self.variant)[turn]

    def commits(self, turn: int, tried: frozenset[str]) -> tuple[list[Way], int]:
        """Give the ways to commit a turn, and for how many ways each one stands.

        Decisions that are tried are chosen in every way, each of the others as its first option or with no item.
        Raises SpaceTooLarge for over 50,000 ways.
        """
        points = [self.scenario.decision(name) for name in self.decisions(turn)]
        each = [ways_of(point) if point.id in tried else ways_of(point)[:1] for point in points]
        if prod(len(ways) for ways in each) > MOST_WAYS:
            message = f"scenario {self.scenario.id!r}: turn {turn} can be committed in more than {MOST_WAYS:,} ways"
            raise SpaceTooLarge(message)
        names = [point.id for point in points]
        ways: list[Way] = [
            (TurnCommitted(turn=turn, choices=dict(zip(names, chosen, strict=True))),) for chosen in product(*each)
        ]
        return ways, prod(len(ways_of(point)) for point in points if point.id not in tried)

    def carried_out(self, situation: Situation, way: Way) -> Situation | None:
        """Give the situation after a way, or None where the rules do not allow it."""
        try:
            for event in way:
                situation = apply(self.scenario, situation, event)
        except IllegalPlan:
            return None
        return situation


def walk(scenario: Scenario, situation: Situation, *, changes: bool = True) -> Walk:
    """Lay out the stages from a situation to the end of its variant; without one, every inject has its own place.

    Places of turns before the last committed one are over, and so is a place of that one whose inject was answered. The
    change closes the walk where the variant has a block for it, and without a variant where the scenario has a change.
    """
    stages: list[Stage] = []
    turns = list(turn_plan(scenario, situation.variant))
    last = situation.turns[-1] if situation.turns else None
    answered = {name for name, _ in situation.circumstances.answers}
    for turn in [0, *turns]:
        if turn and turn not in situation.turns:
            stages.append(Stage("turn", turn))
        if turn in situation.turns[:-1] or (turn == 0 and last is not None):
            continue
        places = _places(scenario, situation.variant, turn, turns)
        if turn == (last or 0):
            places = [each for each in places if not answered & set(each.injects)]
        stages += places
    rule = scenario.frame.change
    closes = situation.variant is None or any(
        block.kind == "change" for block in variant_of(scenario, situation.variant).blocks
    )
    if changes and rule is not None and closes and turns:
        stages.append(Stage("close", turns[-1]))
    return Walk(scenario, situation.variant, tuple(stages), changes)


def _places(scenario: Scenario, variant: str | None, turn: int, turns: Sequence[int]) -> list[Stage]:
    """Give the places of injects after a turn; 0 is before the first."""
    if variant is not None:
        slots = [slot for each in variant_of(scenario, variant).turns if each.turn == turn for slot in each.injects]
        return [Stage("inject", turn, slot.of, slot.drawn == "facilitator") for slot in slots]
    found: list[Stage] = []
    for inject in scenario.injects:
        # An inject of a turn in which nothing is decided comes with the next one, or at the end.
        due = 0 if inject.turn == 0 else next((each for each in turns if each >= inject.turn), turns[-1])
        if due == turn:
            found.append(Stage("inject", turn, (inject.id,)))
    return found


def ways_of(point: DecisionPoint) -> list[Choice]:
    """Give every choice that a decision has; SpaceTooLarge for a set with more than 50,000."""
    if point.choose == "one":
        return list(point.option_ids)
    if 2 ** len(point.option_ids) > MOST_WAYS:
        message = f"decision {point.id!r} has more than {MOST_WAYS:,} choices"
        raise SpaceTooLarge(message)
    return list(chain.from_iterable(combinations(point.option_ids, n) for n in range(len(point.option_ids) + 1)))
