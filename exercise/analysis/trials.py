"""Many trials of the bench: every number of the designer moved at random, and what still holds of all plans each time.

A trial is known by its seed and its number alone, so trials may be tried here, in processes or on a cluster, in any
order, and come out the same. What tries them is an iterator: whoever stops asking has what is known so far.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from exercise.analysis.bench import says_otherwise
from exercise.analysis.changing import designer_numbers, edited, shakes
from exercise.analysis.checks import run_check, worst_cases
from exercise.analysis.findings import Findings, Pair, findings, standing
from exercise.analysis.grid import plan_space
from exercise.analysis.labels import ANY_PLAN, BREAKS, OURS, PROVED, promised
from exercise.scenario.model import Scenario
from exercise.scenario.promises import Check, FixedText


@dataclass(frozen=True, slots=True)
class Trial:
    """What one shake did: the checks that broke, each with its witness, and for every sentence its plans.

    `plans` and `moved` are in the order of the scenario's findings: in how many plans' debriefs a sentence stands, and
    in how many it comes, goes or says something else than without the shake.
    """

    number: int
    broken: tuple[tuple[str, str], ...]
    plans: tuple[int, ...]
    moved: tuple[int, ...]


Runner = Callable[[Scenario, int, Sequence[int]], Iterator[Trial]]


def run_here(scenario: Scenario, seed: int, numbers: Sequence[int]) -> Iterator[Trial]:
    """Try shakes one after the other in this process."""
    before = findings(scenario)
    return (tried(before, seed, number) for number in numbers)


def tried(before: Findings, seed: int, number: int, checks: Collection[Check] | None = None) -> Trial:
    """Shake every number of the designer once, try every check, or only some, and place every sentence again."""
    edits = shakes(designer_numbers(before.scenario), seed, number)
    scenario = edited(before.scenario, edits)
    space = plan_space(scenario)
    chosen = [each for each in (scenario.checks if checks is None else checks) if each.built_in is None]
    # What a text says cannot be shaken: it stays as it was found.
    fixed = {each.id for each in chosen if isinstance(each.rule, FixedText)}
    shaken = [each for each in chosen if each.id not in fixed]
    worst = worst_cases(scenario, shaken)
    results = [each for each in before.checks if each.id in fixed]
    results += [run_check(scenario, each, space, worst) for each in shaken]
    broken = tuple((each.id, each.witness) for each in results if not each.holds)
    stands = dict(standing(space))
    pair = Pair(before.space, space)
    plans = tuple(space.count(stands[name]) for name in before.texts)
    moved = tuple(pair.count(says_otherwise(before, stands, pair, name)) for name in before.texts)
    return Trial(number, broken, plans, moved)


def unlike_labels(scenario: Scenario, seed: int, numbers: Iterable[int]) -> Iterator[str]:
    """Say which sentences some shakes move although their labels promise that none does."""
    before = findings(scenario)
    proved = [each for each in scenario.debrief.sentences if before.labels[each.id] in PROVED]
    checks = {check.id: check for written in proved for check in promised(scenario, written)}
    for number in numbers:
        trial = tried(before, seed, number, checks.values())
        for each in tally(scenario, [trial]).disagreeing:
            yield f"{each} {before.labels[each]}, and shake {number} of seed {seed} moves it or what it promises"


@dataclass(frozen=True, slots=True)
class CheckHeld:
    """In how many trials a check held, and the first in which it did not, with what shows it."""

    id: str
    verdict: str
    held: int
    trial: int | None
    witness: str


@dataclass(frozen=True, slots=True)
class SentenceHeld:
    """In how many trials what a sentence says of every plan stood, and its fewest and most plans.

    `moved` counts the trials in which it came, went or said something else for some plan.
    """

    id: str
    label: str
    stood: int
    moved: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What some trials have shown; `disagreeing` names the sentences whose labels they contradict."""

    trials: int
    checks: tuple[CheckHeld, ...]
    sentences: tuple[SentenceHeld, ...]
    disagreeing: tuple[str, ...]


def tally(scenario: Scenario, trials: Iterable[Trial]) -> Tally:
    """Count what trials of a scenario have shown; the order in which they come does not matter."""
    found = findings(scenario)
    done = sorted(trials, key=lambda trial: trial.number)
    broken = [dict(trial.broken) for trial in done]
    checks = tuple(
        _check_held(each.id, found.verdicts[each.id], [trial.number for trial in done], broken) for each in found.checks
    )
    written = {each.id: each for each in scenario.debrief.sentences}
    sentences: list[SentenceHeld] = []
    for at, name in enumerate(found.texts):
        own = {check.id for check in promised(scenario, written[name])} if name in written else set[str]()
        stood = sum(not own & each.keys() for each in broken)
        plans = [trial.plans[at] for trial in done] or [found.space.count(found.stands[name])]
        moved = sum(trial.moved[at] > 0 for trial in done)
        sentences.append(SentenceHeld(name, found.labels[name], stood, moved, min(plans), max(plans)))
    disagreeing = (s.id for s in sentences if s.label in PROVED and (s.moved or s.stood < len(done)))
    return Tally(len(done), checks, tuple(sentences), tuple(disagreeing))


def _check_held(name: str, verdict: str, numbers: Sequence[int], broken: Sequence[dict[str, str]]) -> CheckHeld:
    """Give the verdict of the trials: one that failed overrules what holds as the numbers stand."""
    failed = [at for at, each in enumerate(broken) if name in each]
    if failed and verdict == ANY_PLAN:
        verdict = OURS
    first = failed[0] if failed else None
    trial, witness = (numbers[first], broken[first][name]) if first is not None else (None, "")
    held = len(broken) - len(failed)
    return CheckHeld(name, BREAKS if verdict == BREAKS else verdict, held, trial, witness)
