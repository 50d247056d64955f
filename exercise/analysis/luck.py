"""Judgement and luck apart: what chance may still make of a plan, and what it made of one that was played.

Chance is data, so everything here is exact: probabilities, means and variances are fractions. A variance is in points
squared. The variance over all plans and everything that chance can say is the sum of two: how far plans differ in what
they may expect (judgement), and how far chance scatters one plan, on average (luck).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from exercise.analysis.behind import behind
from exercise.analysis.grid import PlanSpace, plan_space
from exercise.analysis.masks import Codes, Mask, Numbers
from exercise.play.adjudication import adjudicate_complete, rolls
from exercise.play.ledger import QUIET, Circumstances, Outcome
from exercise.play.plan import Plan
from exercise.play.record import AnyEvent, replay
from exercise.scenario.measures import Measure
from exercise.scenario.model import Scenario

Said = tuple[tuple[str, str], ...]
Key = TypeVar("Key", bound=Hashable)

# Sums of whole numbers stay exact in 64 bits up to here; beyond it Python's own numbers are used.
SAFE = 2**62


@dataclass(frozen=True, slots=True)
class Odds:
    """What chance may make of one measure of one plan: the probability of each band and of each number of points.

    Bands are in their order, those out of reach left out; points rise.
    """

    measure: str
    bands: tuple[tuple[str, Fraction], ...]
    points: tuple[tuple[int | float, Fraction], ...]

    @property
    def expected(self) -> Fraction:
        """The mean of the points."""
        return sum((Fraction(points) * share for points, share in self.points), Fraction(0))

    @property
    def variance(self) -> Fraction:
        """The variance of the points, in points squared."""
        return sum((Fraction(points) ** 2 * share for points, share in self.points), -(self.expected**2))


@dataclass(frozen=True, slots=True)
class PlanOdds:
    """What chance may make of a plan: every measure, and the probability of each ending it may come to."""

    measures: tuple[Odds, ...]
    end_states: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Variation:
    """One measure over all coherent plans and everything chance can say.

    `judgement` is the variance, over plans, of what they may expect; `luck` is the mean, over plans, of the variance
    that chance brings; they add up to the whole variance. `turned` counts the plans whose band chance may turn.
    """

    measure: str
    mean: Fraction
    judgement: Fraction
    luck: Fraction
    plans: int
    turned: int


@dataclass(frozen=True, slots=True)
class Apart:
    """One measure of a play, taken apart: `mean + judgement + luck` are its points.

    `mean` is what all coherent plans come to on average, `judgement` by how much the plan was to be expected above it,
    `luck` what the roll gave above what was to be expected.
    """

    measure: str
    points: int | float
    band: str
    mean: Fraction
    judgement: Fraction
    luck: Fraction


@dataclass(frozen=True, slots=True)
class Played:
    """A play, taken apart; `rolls` is what dice said in it, and without any nothing is luck."""

    rolls: Said
    measures: tuple[Apart, ...]


def odds(
    scenario: Scenario, plan: Plan, happened: Circumstances = QUIET, dice: Collection[str] | None = None
) -> PlanOdds:
    """Give what chance may make of a complete plan, exactly.

    `dice` names the chances that are rolled, all of them by default; the others stand as the circumstances have them,
    else at their value for off. Raises IllegalPlan for a plan that is not complete.
    """
    weighed = [(share, adjudicate_complete(scenario, plan, each)) for share, each in _thrown(scenario, happened, dice)]
    measures = tuple(_odds(at, m, weighed) for at, m in enumerate(scenario.frame.measures))
    ends = _weighed((outcome.end_state, share) for share, outcome in weighed)
    order = [end.id for end in scenario.frame.end_states]
    return PlanOdds(measures, tuple((end, ends[end]) for end in order if end in ends))


def variations(
    scenario: Scenario, happened: Circumstances = QUIET, dice: Collection[str] | None = None
) -> tuple[Variation, ...]:
    """Give every measure's spread over all plans, and how much of it is luck; `dice` as for `odds`.

    One plan space is worked out for everything that the chances behind measures can say together. Raises SpaceError
    and SpaceTooLarge as `plan_space` does.
    """
    return _variations(scenario, happened, None if dice is None else frozenset(dice))


def taken_apart(scenario: Scenario, record: Iterable[AnyEvent]) -> Played:
    """Take a played record apart; raises IllegalPlan where it breaks a rule or its plan is not complete.

    Plans are compared in the circumstances of the record: with its answers, observations and change.
    """
    situation = replay(scenario, record)
    happened = situation.circumstances
    outcome = adjudicate_complete(scenario, situation.plan, happened)
    dice = frozenset(name for name, _ in happened.rolls)
    own = odds(scenario, situation.plan, happened, dice)
    means = {each.measure: each.mean for each in variations(scenario, replace(happened, rolls=()), dice)}
    found: list[Apart] = []
    for each, own_odds in zip(outcome.measures, own.measures, strict=True):
        mean, expected = means[each.measure], own_odds.expected
        luck = Fraction(each.points) - expected
        found.append(Apart(each.measure, each.points, str(each.band), mean, expected - mean, luck))
    return Played(happened.rolls, tuple(found))


def _thrown(
    scenario: Scenario, happened: Circumstances, dice: Collection[str] | None
) -> list[tuple[Fraction, Circumstances]]:
    """Give everything that some dice can say, with its probability, in circumstances that are else the same."""
    rolled = {chance.id for chance in scenario.frame.chances if dice is None or chance.id in dice}
    still = tuple(pair for pair in happened.rolls if pair[0] not in rolled)
    weighed = _weighed((tuple(pair for pair in said if pair[0] in rolled), share) for share, said in rolls(scenario))
    return [(share, replace(happened, rolls=(*still, *said))) for said, share in weighed.items()]


def _weighed(pairs: Iterable[tuple[Key, Fraction]]) -> dict[Key, Fraction]:
    """Add up the probabilities of what is the same."""
    found: dict[Key, Fraction] = {}
    for key, share in pairs:
        found[key] = found.get(key, Fraction(0)) + share
    return found


def _odds(at: int, measure: Measure, weighed: Sequence[tuple[Fraction, Outcome]]) -> Odds:
    """Give the odds of the measure that stands at a place of the outcomes."""
    bands = _weighed((outcome.measures[at].band, share) for share, outcome in weighed)
    points = _weighed((outcome.measures[at].points, share) for share, outcome in weighed)
    reached = tuple((band, bands[band]) for band in measure.band_ids if band in bands)
    return Odds(measure.id, reached, tuple(sorted(points.items())))


@lru_cache(maxsize=64)
def _variations(scenario: Scenario, happened: Circumstances, dice: frozenset[str] | None) -> tuple[Variation, ...]:
    rolled = {chance.id for chance in scenario.frame.chances if dice is None or chance.id in dice}
    moving = {m.id: behind(scenario, frozenset({m.id}), happened).chances & rolled for m in scenario.frame.measures}
    thrown = _thrown(scenario, happened, frozenset[str]().union(*moving.values()))
    whole = lcm(*(share.denominator for share, _ in thrown))
    sums: dict[str, _Sums] = {}
    for share, each in thrown:
        only = frozenset(name for name, chances in moving.items() if chances or not sums)
        space = plan_space(scenario, each, only=only, endings=False)
        for measure in scenario.frame.measures:
            if measure.id in only:
                # What no die moves is worked out once, as if it were certain.
                weight = int(share * whole) if moving[measure.id] else whole
                sums.setdefault(measure.id, _Sums(space, measure, whole)).add(space, weight)
    return tuple(sums[measure.id].variation() for measure in scenario.frame.measures)


class _Sums:
    """Sums of points and of their squares, plan by plan, each roll weighed with a whole number."""

    def __init__(self, space: PlanSpace, measure: Measure, whole: int) -> None:
        self.measure = measure
        self.size, self.whole = space.size, whole
        farthest = max(abs(measure.scale.least), abs(measure.scale.most), 1)
        self.small = measure.ratio is None and (farthest * whole) ** 2 * space.size < SAFE
        self.first = self.second = np.zeros(space.axes.packed_unit, np.int64 if self.small else object)
        self.bands: Codes | None = None
        self.turned: Mask = np.zeros(space.axes.packed_unit, np.bool_)

    def add(self, space: PlanSpace, weight: int) -> None:
        """Add what one roll makes of every plan."""
        points = space.points[self.measure.id]
        exact = points.astype(np.int64) if self.small else _fractions(points)
        self.first = self.first + weight * exact
        self.second = self.second + weight * exact * exact
        bands = space.bands[self.measure.id]
        if self.bands is not None:
            self.turned = self.turned | (bands != self.bands)
        self.bands = bands

    def variation(self) -> Variation:
        """Give what the sums come to."""
        mean = self.average(self.first) / self.whole
        squared_means = self.average(self.first * self.first) / self.whole**2
        luck = self.average(self.second) / self.whole - squared_means
        turned = int(np.count_nonzero(self.turned)) * (self.size // self.turned.size)
        return Variation(self.measure.id, mean, squared_means - mean**2, luck, self.size, turned)

    def average(self, numbers: npt.NDArray[np.generic]) -> Fraction:
        """Give the mean over all plans, exactly."""
        return Fraction(numbers.sum().item() if self.small else numbers.sum()) / numbers.size


def _fractions(points: Numbers) -> npt.NDArray[np.object_]:
    different, places = np.unique(points, return_inverse=True)
    return np.array([Fraction(value) for value in different.tolist()], object)[places].reshape(points.shape)
