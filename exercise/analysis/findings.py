"""What one set of rules makes true: every check with its verdict, every sentence with its label and its plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from exercise.analysis.axes import Scalar
from exercise.analysis.changing import Edit, edited
from exercise.analysis.checks import CheckResult, run_checks
from exercise.analysis.conditions import sentence_mask
from exercise.analysis.grid import PlanSpace, plan_space
from exercise.analysis.grounds import is_proved
from exercise.analysis.labels import ANY_PLAN, BREAKS, OURS, labels, spoken_by
from exercise.analysis.masks import Mask
from exercise.play.ledger import QUIET, Circumstances
from exercise.scenario.model import Scenario
from exercise.scenario.promise_links import MEASURE_SENTENCE

END_SENTENCE = "end-"


@dataclass(frozen=True, eq=False, slots=True)
class Findings:
    """Every plan of a scenario, and what is found true of them.

    `stands` tells, compact, in which plans' debriefs a sentence stands; `spoken` names the inputs whose value the
    sentence names, bands or points, so that it says something else where one of these comes out otherwise.
    """

    space: PlanSpace
    checks: tuple[CheckResult, ...]
    verdicts: Mapping[str, str]
    labels: Mapping[str, str]
    texts: Mapping[str, str]
    stands: Mapping[str, Mask]
    spoken: Mapping[str, tuple[str, ...]]

    @property
    def scenario(self) -> Scenario:
        """The scenario that this was found of."""
        return self.space.scenario


# Some ten megabytes each for the flagship.
@lru_cache(maxsize=8)
def findings(scenario: Scenario) -> Findings:
    """Try every check of a scenario and place every sentence; the same scenario is worked out once.

    Raises SpaceError and SpaceTooLarge as `plan_space` does.
    """
    space = plan_space(scenario)
    results = run_checks(scenario, space)
    by_id = {check.id: check for check in scenario.checks}
    verdicts = {each.id: _verdict(each, proved=is_proved(scenario, by_id[each.id])) for each in results}
    ends = {f"{END_SENTENCE}{end.id}": f"{end.name}. {end.text}" for end in scenario.frame.end_states}
    texts = {each.id: each.text for each in scenario.debrief.sentences}
    texts.update({f"{MEASURE_SENTENCE}{measure.id}": measure.says for measure in scenario.frame.measures})
    spoken = {each.id: spoken_by(scenario, each) for each in scenario.debrief.sentences}
    spoken.update({f"{MEASURE_SENTENCE}{measure.id}": (measure.id,) for measure in scenario.frame.measures})
    found = {**labels(scenario), **dict.fromkeys(ends, OURS)}
    stands = dict(standing(space))
    return Findings(space, results, verdicts, found, {**texts, **ends}, stands, {**dict.fromkeys(ends, ()), **spoken})


def standing(space: PlanSpace) -> Iterator[tuple[str, Mask]]:
    """Give, for every written sentence, headline and ending, the plans in whose debriefs it stands, compact."""
    scenario = space.scenario
    for written in scenario.debrief.sentences:
        yield written.id, sentence_mask(scenario, space, written.id)
    for measure in scenario.frame.measures:
        yield f"{MEASURE_SENTENCE}{measure.id}", np.ones(space.axes.packed_unit, np.bool_)
    for place, end in enumerate(scenario.frame.end_states):
        yield f"{END_SENTENCE}{end.id}", np.equal(space.end_states, place)


def _verdict(result: CheckResult, *, proved: bool) -> str:
    if not result.holds:
        return BREAKS
    return ANY_PLAN if proved else OURS


@dataclass(frozen=True, eq=False, slots=True)
class Pair:
    """Two spaces of one scenario before and after a change of its rules, laid side by side plan by plan."""

    before: PlanSpace
    after: PlanSpace

    @property
    def same_plans(self) -> bool:
        """Whether both have the same plans, so that their arrays may be compared as they are."""
        return self.before.axes.size == self.after.axes.size and np.array_equal(
            self.before.axes.kept, self.after.axes.kept
        )

    def differing(self, before: npt.NDArray[Scalar], after: npt.NDArray[Scalar]) -> Mask:
        """Give the plans for which two compact arrays differ: compact, or whole where the plans are not the same."""
        if self.same_plans:
            return np.not_equal(before, after)
        return np.not_equal(_whole(self.before, before), _whole(self.after, after))

    def laid_out(self, after: Mask) -> Mask:
        """Bring a compact mask of the later space into the layout of what `differing` gives."""
        return after if self.same_plans else _whole(self.after, after)

    def count(self, differing: Mask) -> int:
        """Count the plans of a mask that both spaces have."""
        if self.same_plans:
            return self.after.count(differing)
        both = self.before.axes.unpacked_coherent() & self.after.axes.unpacked_coherent()
        return int(np.count_nonzero(differing & both))

    def turned(self, measure: str) -> Mask:
        """Give the plans for which a measure's band differs."""
        return self.differing(self.before.bands[measure], self.after.bands[measure])

    def shifted(self, measure: str) -> Mask:
        """Give the plans for which a measure's points differ."""
        return self.differing(self.before.points[measure], self.after.points[measure])


def _whole(space: PlanSpace, compact: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
    return space.axes.unpack(np.broadcast_to(compact, space.axes.layout))


def paired(before: Findings, edits: tuple[Edit, ...], around: Circumstances = QUIET) -> Pair:
    """Give the space of a scenario before and after some edits, in which something may have happened around plans."""
    if around == QUIET:
        return Pair(before.space, findings(edited(before.scenario, edits)).space)
    return Pair(plan_space(before.scenario, around), plan_space(edited(before.scenario, edits), around))
