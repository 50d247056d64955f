"""Lines of play: every way from a situation to the end, over turns, injects, the one change and chance.

Counted exactly where that is possible: situations that agree in all that can still matter are followed as one, so
that few have to be followed where a question rests on little. A question for which too many remain is answered by a
sample of lines played at random, and says by how much it may err.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from exercise.analysis.following import Followed, followed
from exercise.analysis.sampling import error_of, played
from exercise.analysis.walking import walk
from exercise.play.adjudication import adjudicate, outcomes, rolls
from exercise.play.ledger import Circumstances, Outcome
from exercise.play.plan import Plan
from exercise.play.situation import Situation
from exercise.scenario.model import Scenario

END_STATE = "end_state"
MOST_STEPS = 20_000
SAMPLES = 4_000

Possible = Callable[[Scenario, Plan, Circumstances], tuple[tuple[Fraction, Outcome], ...]]


@dataclass(frozen=True, slots=True)
class Reached:
    """A band or an ending, the share of play that comes to it, and, where counted, in how many lines."""

    id: str
    share: Fraction
    lines: int | None


@dataclass(frozen=True, slots=True)
class Leads:
    """Where play leads in one measure, or in `end_state`: what is never reached is left out.

    Exact shares are those of somebody who takes every fork with the same probability, and `error` is 0. Sampled ones
    are shares of the sampled lines; each by itself is within `error` of the exact one in 95 of 100 samples at least
    (Hoeffding's bound). `situations` is how many different ones were followed, or how many lines were sampled.
    """

    of: str
    exact: bool
    error: float
    situations: int
    reached: tuple[Reached, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of play from a situation to the end.

    `lines` is how many there are, exactly, where every choice, answer, change and roll makes a line of its own; None
    where too many situations would have to be followed. `stuck` is the share of play that comes to a turn in which no
    choice is coherent; shares of bands and endings add up to the rest. `samples` is 0 where all is exact.
    """

    lines: int | None
    stuck: Fraction
    samples: int
    seed: int
    leads: tuple[Leads, ...]

    def of(self, name: str) -> Leads:
        """Give where play leads in a measure, or in `end_state`; KeyError for what was not asked about."""
        for each in self.leads:
            if each.of == name:
                return each
        raise KeyError(name)


def lines(
    scenario: Scenario,
    situation: Situation,
    asked: Collection[str] | None = None,
    *,
    changes: bool = True,
    dice: bool = True,
    most_steps: int = MOST_STEPS,
    samples: int = SAMPLES,
    seed: int = 0,
) -> Lines:
    """Give where play leads from a situation on.

    `asked` names measures and `end_state`, all of them by default. Without `changes` nobody makes the one change, nor
    gives an answer that spends it; without `dice` chance stands as the situation has it, else at its value for off. A
    question is sampled where more than `most_steps` ways would have to be tried to follow it, or where its decisions
    alone can be made in more ways than that; the same seed draws the same sample.

    Raises KeyError for a name that is no measure, ValueError for no samples, and SpaceTooLarge for a turn that can be
    committed in more than 50,000 ways.
    """
    if samples < 1:
        message = f"{samples} samples tell nothing; ask for one or more"
        raise ValueError(message)
    way = walk(scenario, situation, changes=changes)
    possible = outcomes if dice else _certain
    whole = followed(way, situation, frozenset(), most_steps)
    found = {name: followed(way, situation, read, most_steps) for name, read in _questions(scenario, asked).items()}
    drawn = samples if whole is None or None in found.values() else 0
    tally: dict[str, Counter[str]] = {name: Counter() for name, states in found.items() if states is None}
    lost = 0
    for outcome in played(way, situation, drawn, seed, dice=dice):
        if outcome is None:
            lost += 1
            continue
        for name, counts in tally.items():
            counts[_place(outcome, name)] += 1
    leads = tuple(
        _exact(scenario, name, states, possible) if states is not None else _sampled(scenario, name, tally[name], drawn)
        for name, states in found.items()
    )
    if whole is None:
        return Lines(None, Fraction(lost, drawn), drawn, seed, leads)
    stuck = 1 - sum((each.share for each in whole), Fraction(0))
    # Chance speaks last, and says the same things after every line.
    said = sum(1 for _ in _rolls_left(scenario, situation)) if dice else 1
    return Lines(sum(each.lines for each in whole) * said, stuck, drawn, seed, leads)


def _questions(scenario: Scenario, asked: Collection[str] | None) -> dict[str, frozenset[str]]:
    """Give the inputs that settle each thing that is asked about, in the order of measures, the ending last."""
    endings = scenario.tables_of("end_states")
    inputs = {measure.id: frozenset({measure.id}) for measure in scenario.frame.measures}
    if endings:
        inputs[END_STATE] = frozenset(column.name for column in endings[0].table.inputs)
    unknown = set(asked or ()) - inputs.keys()
    if unknown:
        raise KeyError(*sorted(unknown))
    return {name: read for name, read in inputs.items() if asked is None or name in asked}


def _certain(scenario: Scenario, plan: Plan, happened: Circumstances) -> tuple[tuple[Fraction, Outcome], ...]:
    return ((Fraction(1), adjudicate(scenario, plan, happened)),)


def _rolls_left(scenario: Scenario, situation: Situation) -> Iterator[Fraction]:
    """Give the probability of everything that chance can still say."""
    given = dict(situation.circumstances.rolls)
    return (share for share, said in rolls(scenario) if all(given.get(name, value) == value for name, value in said))


def _exact(scenario: Scenario, name: str, states: Sequence[Followed], possible: Possible) -> Leads:
    """Count where the lines lead that were followed."""
    shares: dict[str, Fraction] = {}
    counts: dict[str, int] = {}
    for state in states:
        for chance, outcome in possible(scenario, state.situation.plan, state.situation.circumstances):
            place = _place(outcome, name)
            shares[place] = shares.get(place, Fraction(0)) + state.share * chance
            counts[place] = counts.get(place, 0) + state.lines
    reached = tuple(Reached(each, shares[each], counts[each]) for each in _order(scenario, name) if each in shares)
    return Leads(name, True, 0.0, len(states), reached)


def _sampled(scenario: Scenario, name: str, counts: Counter[str], drawn: int) -> Leads:
    """Give where the lines of a sample lead."""
    order = (each for each in _order(scenario, name) if counts[each])
    reached = tuple(Reached(each, Fraction(counts[each], drawn), None) for each in order)
    return Leads(name, False, error_of(drawn), drawn, reached)


def _place(outcome: Outcome, name: str) -> str:
    return str(outcome.end_state if name == END_STATE else outcome.measure(name).band)


def _order(scenario: Scenario, name: str) -> tuple[str, ...]:
    if name == END_STATE:
        return tuple(end.id for end in scenario.frame.end_states)
    return next(measure.band_ids for measure in scenario.frame.measures if measure.id == name)
