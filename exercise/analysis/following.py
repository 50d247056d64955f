"""Following every line of play at once: situations that agree in all that can still matter are followed as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from exercise.analysis.mattering import Key, Mattering, mattering
from exercise.analysis.walking import Stage, Walk, Way, ways_of
from exercise.play.plan import undecided
from exercise.play.record import PlanChanged
from exercise.play.situation import Situation

# A way, and for how many ways it stands; then the ways of each answer, for each inject that may come.
Counted = list[tuple[Way, int]]
Forked = list[list[Counted]]


@dataclass(frozen=True, slots=True)
class Followed:
    """A situation that stands for all that agree with it, the lines that come to it, and the share of play."""

    situation: Situation
    lines: int
    share: Fraction


def followed(way: Walk, start: Situation, asked: frozenset[str], most_steps: int) -> list[Followed] | None:
    """Follow every line to the end, as far as a question goes; None where more ways would have to be tried."""
    matters = mattering(way, asked)
    open_ones = [each for each in undecided(way.scenario, start.plan) if each.id in matters[-1].decisions]
    if prod(len(ways_of(each)) for each in open_ones) > most_steps:
        return None
    states = [Followed(start, 1, Fraction(1))]
    steps = 0
    for stage, before, after in zip(way.stages, matters, matters[1:], strict=False):
        # All ways of a stage are listed, and counted, before the first of them is tried.
        forks: list[tuple[Followed, Forked]] = []
        for state, fork in _forks(way, stage, states, before):
            steps += sum(len(ways) for answers in fork for ways in answers)
            if steps > most_steps:
                return None
            forks.append((state, fork))
        found: dict[Key, Followed] = {}
        for state, fork in forks:
            for situation, times, share in _next(way, state.situation, fork, passes=stage.kind != "turn"):
                key = after.key(situation)
                known = found.get(key)
                count, reach = state.lines * times, state.share * share
                if known is None:
                    found[key] = Followed(situation, count, reach)
                else:
                    found[key] = Followed(known.situation, known.lines + count, known.share + reach)
        states = list(found.values())
    return states


def _forks(way: Walk, stage: Stage, states: Sequence[Followed], before: Mattering) -> Iterator[tuple[Followed, Forked]]:
    """Give the forks of every state at a stage; what does not matter is not told apart."""
    if stage.kind == "turn":
        ways, times = way.commits(stage.turn, before.decisions)
        committed = [[[(each, times) for each in ways]]]
        yield from ((state, committed) for state in states)
        return
    for state in states:
        yield state, [[_thinned(ways, before) for ways in fork] for fork in way.forks(state.situation, stage)]


def _next(way: Walk, situation: Situation, forks: Forked, *, passes: bool) -> Iterator[tuple[Situation, int, Fraction]]:
    """Give what forks lead to, for how many ways each stands, and the probability of all of these together.

    Where the rules allow nothing, an inject passes without an answer; a turn cannot be committed and leads nowhere.
    """
    for fork in forks:
        answers = [allowed for ways in fork if (allowed := _carried_out(way, situation, ways))]
        for allowed in answers:
            share = Fraction(1, len(forks) * len(answers) * sum(times for _, times in allowed))
            yield from ((each, times, share * times) for each, times in allowed)
        if passes and not answers:
            yield situation, 1, Fraction(1, len(forks))


def _thinned(ways: Iterable[Way], before: Mattering) -> Counted:
    """Let one change of a decision that does not matter stand for all changes of it, and say for how many."""
    found: dict[tuple[Way, str], tuple[Way, int]] = {}
    for each in ways:
        last = each[-1] if each else None
        if isinstance(last, PlanChanged) and last.decision not in before.decisions:
            kept, times = found.get((each[:-1], last.decision), (each, 0))
            found[each[:-1], last.decision] = (kept, times + 1)
        else:
            found[each, ""] = (each, 1)
    return list(found.values())


def _carried_out(way: Walk, situation: Situation, ways: Counted) -> list[tuple[Situation, int]]:
    """Give what the ways lead to that the rules allow, and for how many ways each stands."""
    tried = ((way.carried_out(situation, each), times) for each, times in ways)
    return [(after, times) for after, times in tried if after is not None]
