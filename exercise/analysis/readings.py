"""What cells and checks read: the measures and derived values behind their inputs."""

from __future__ import annotations

from collections.abc import Iterable

from exercise.scenario.model import Scenario
from exercise.scenario.promises import Never


def read_by_inputs(scenario: Scenario, inputs: Iterable[str]) -> frozenset[str]:
    """Give the measures and derived values that some inputs are taken from; none for inputs that a plan settles."""
    found: set[str] = set()
    for name in inputs:
        source = scenario.inputs.sources[name]
        if source.origin in {"band", "points", "derived"}:
            found.add(source.of)
        elif source.origin == "total":
            found.update(scenario.frame.totals[source.of])
    return frozenset(found)


def read_by_never(scenario: Scenario, rule: Never) -> frozenset[str]:
    """Give the measures and derived values that a `never` check reads."""
    cells = {} if rule.when == "defaults" else rule.when
    return read_by_inputs(scenario, cells) | ({rule.measure} if rule.measure is not None else set[str]())
