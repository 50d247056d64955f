"""Lines of play at random, from a seed: at every fork each way out is equally likely, and chance has its odds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log, sqrt
from random import Random

from exercise.analysis.mattering import linked
from exercise.analysis.walking import Stage, Walk, Way, ways_of
from exercise.play.ledger import Outcome
from exercise.play.record import TurnCommitted, outcome_of
from exercise.play.situation import Situation, roll, rolled

SURE = 0.95


def error_of(samples: int) -> float:
    """Give by how much a share of some samples may err, by Hoeffding's bound: more in at most 5 of 100 samples."""
    return sqrt(log(2 / (1 - SURE)) / (2 * samples))


def played(way: Walk, start: Situation, samples: int, seed: int, *, dice: bool) -> Iterator[Outcome | None]:
    """Play lines from a situation to the end; None for one that comes to a turn in which nothing is coherent."""
    # Nothing secret hangs on it; and the same seed draws the same numbers in every version of Python.
    random = Random(seed)  # noqa: S311
    for _ in range(samples):
        situation = _line(way, start, random)
        if situation is not None and dice:
            given = {name for name, _ in start.circumstances.rolls}
            for name, value in roll(way.scenario, _place(random, 2**53)):
                if name not in given:
                    situation = rolled(way.scenario, situation, name, value)
        yield None if situation is None else outcome_of(way.scenario, situation)


def _line(way: Walk, start: Situation, random: Random) -> Situation | None:
    situation: Situation | None = start
    for stage in way.stages:
        if situation is None:
            return None
        situation = (
            _turn(way, stage, situation, random) if stage.kind == "turn" else _fork(way, stage, situation, random)
        )
    return situation


def _turn(way: Walk, stage: Stage, situation: Situation, random: Random) -> Situation | None:
    """Commit a turn in any coherent way."""
    tied = frozenset[str]().union(*linked(way.scenario))
    ways, _ = way.commits(stage.turn, tied)
    free = {name: ways_of(way.scenario.decision(name)) for name in way.decisions(stage.turn) if name not in tied}
    chosen = {name: choices[_place(random, len(choices))] for name, choices in free.items()}
    whole = [
        (TurnCommitted(turn=event.turn, choices={**event.choices, **chosen}),)
        for (event,) in ways
        if isinstance(event, TurnCommitted)
    ]
    return _first_allowed(way, situation, whole, random)


def _fork(way: Walk, stage: Stage, situation: Situation, random: Random) -> Situation:
    """Take one fork, then an answer that the rules allow, then one of its ways; else nothing happens."""
    forks = way.forks(situation, stage)
    answers = list(forks[_place(random, len(forks))])
    while answers:
        found = _first_allowed(way, situation, answers.pop(_place(random, len(answers))), random)
        if found is not None:
            return found
    return situation


def _first_allowed(way: Walk, situation: Situation, ways: Sequence[Way], random: Random) -> Situation | None:
    """Try ways in any order until the rules allow one: so each that they allow is equally likely."""
    left = list(ways)
    while left:
        found = way.carried_out(situation, left.pop(_place(random, len(left))))
        if found is not None:
            return found
    return None


def _place(random: Random, count: int) -> int:
    return int(random.random() * count)
