"""The front door to what holds for every plan: one value that answers for a scenario, or for where a play has come to.

Where answers, observations, the one change or rolls are given, every plan is compared with them in place. Plays over
turns are walked by `lines`, and a record is taken apart by `taken_apart`; both start from where a play stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from exercise.analysis.contributions import Contributions, compared
from exercise.analysis.edges import Distance, Edge, distances, edges
from exercise.analysis.frontier import Frontier, KeptOff, frontier, kept_off
from exercise.analysis.grid import PlanSpace, plan_space
from exercise.analysis.lines import lines
from exercise.analysis.luck import PlanOdds, Variation, odds, taken_apart, variations
from exercise.analysis.roads import Closed, Road, closed_roads, roads
from exercise.analysis.spread import band_shares, ending_shares
from exercise.analysis.standing import Standing, standings
from exercise.play.adjudication import adjudicate_complete
from exercise.play.ledger import QUIET, Circumstances, Outcome
from exercise.play.plan import Plan
from exercise.play.situation import Situation
from exercise.scenario.model import Scenario

__all__ = ["DecisionSpace", "explore", "lines", "taken_apart"]


@dataclass(frozen=True, eq=False, slots=True)
class DecisionSpace:
    """Every coherent plan of a scenario, in some circumstances. Plans asked about must be complete and coherent."""

    scenario: Scenario
    happened: Circumstances
    plans: PlanSpace

    def outcome(self, plan: Plan) -> Outcome:
        """Give what a plan leads to, with its ledger."""
        return adjudicate_complete(self.scenario, plan, self.happened)

    def shares(self) -> Mapping[str, Mapping[str, int]]:
        """Count, for every measure, the plans in each band."""
        return band_shares(self.plans)

    def endings(self) -> Mapping[str, int]:
        """Count the plans that end in each end state."""
        return ending_shares(self.plans)

    def standings(self, plan: Plan) -> tuple[Standing, ...]:
        """Give where a plan stands in every measure."""
        return standings(self.plans, plan)

    def roads(self, plan: Plan) -> tuple[Road, ...]:
        """Give every single change of a plan, what it moves and by which rules."""
        return roads(self.scenario, Situation(None, plan, self.happened))

    def closed_roads(self, plan: Plan) -> tuple[Closed, ...]:
        """Give every single change of a plan that is not coherent, and the rules that refuse it."""
        return closed_roads(self.scenario, plan)

    def frontier(self, *, in_bands: bool = False) -> Frontier:
        """Give the efficient frontier over the scenario's own objectives; it is found once."""
        return _frontier(self, in_bands)

    def kept_off(self, plan: Plan, *, in_bands: bool = False) -> KeptOff | None:
        """Give what keeps a plan off the frontier, or None where it is on it."""
        return kept_off(self.frontier(in_bands=in_bands), plan)

    def contributions(self, plan: Plan) -> tuple[Contributions, ...]:
        """Take every measure of a plan apart by the decisions it rests on, each beside the average plan."""
        return compared(self.scenario, self.outcome(plan))

    def edges(self) -> tuple[Edge, ...]:
        """Give every cut between two bands, and how many plans one point would take over it."""
        return edges(self.scenario, self.happened)

    def distances(self, plan: Plan) -> tuple[Distance, ...]:
        """Give how many points a plan is away from every cut."""
        return distances(self.scenario, self.outcome(plan))

    def odds(self, plan: Plan) -> PlanOdds:
        """Give what chance may make of a plan; rolls that are given are thrown again."""
        return odds(self.scenario, plan, self.happened)

    def variations(self) -> tuple[Variation, ...]:
        """Give how far plans differ in each measure, and how much of that is luck; given rolls are thrown again."""
        return variations(self.scenario, self.happened)


@lru_cache(maxsize=8)
def explore(scenario: Scenario, happened: Circumstances = QUIET) -> DecisionSpace:
    """Work out every coherent plan of a scenario; the same question gives the same value.

    Raises SpaceError and SpaceTooLarge as `plan_space` does.
    """
    return DecisionSpace(scenario, happened, plan_space(scenario, happened))


@lru_cache(maxsize=8)
def _frontier(space: DecisionSpace, in_bands: bool) -> Frontier:
    return frontier(space.plans, in_bands=in_bands)
