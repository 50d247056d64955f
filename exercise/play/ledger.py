"""The ledger: one line for everything that moves a measure, and the outcome that the lines add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from exercise.play.plan import Plan
from exercise.tables.cells import Value

START = "start"
RATIO = "ratio"
LIMIT = "limit"
SCALE = "scale"
SHIFT = "shift"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """Points that one rule adds to one measure, what they rest on, and the sentence that says why."""

    measure: str
    table: str
    rule: str
    points: int | float
    claims: tuple[str, ...]
    assumptions: tuple[str, ...]
    basis: str
    because: str


@dataclass(frozen=True, slots=True)
class MeasureOutcome:
    """Where a measure stands: its lines add up to its points; the band is None while anything it reads is open."""

    measure: str
    points: int | float
    band: str | None
    lines: tuple[LedgerLine, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """The one change of plan that was made: when, of which decision, and whether an item went in or out."""

    when: str
    decision: str
    direction: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What happened around a plan: answers to injects, observations, the one change, and what chance said."""

    answers: tuple[tuple[str, str], ...] = ()
    observed: tuple[tuple[str, str], ...] = ()
    change: Change | None = None
    rolls: tuple[tuple[str, str], ...] = ()


QUIET = Circumstances()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan leads to: every measure with its ledger, and the endings that hold, the first of them named.

    `values` holds every input that is settled, for the conditions of sentences.
    """

    plan: Plan
    circumstances: Circumstances
    measures: tuple[MeasureOutcome, ...]
    end_states: tuple[str, ...]
    values: Mapping[str, Value] = field(compare=False, repr=False)

    @property
    def end_state(self) -> str | None:
        """The ending that is named, or None while something it reads is open."""
        return self.end_states[0] if self.end_states else None

    def measure(self, measure_id: str) -> MeasureOutcome:
        """Give one measure; KeyError for an id that is none."""
        for measure in self.measures:
            if measure.measure == measure_id:
                return measure
        raise KeyError(measure_id)

    def ledger(self) -> tuple[LedgerLine, ...]:
        """Give all lines, measure by measure."""
        return tuple(line for measure in self.measures for line in measure.lines)
