"""What a debrief to keep is made of: frozen parts, in the order in which they are read. No markup and no file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# The two ids in a list of what a text rests on look alike; only their kind says whose it is.
RestKind = Literal["claim", "assumption"]


@dataclass(frozen=True, slots=True)
class Rest:
    """A claim of the source or an assumption of the designer, with its statement and what is to be known about it."""

    id: str
    kind: RestKind
    statement: str
    note: str


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the debrief, what it rests on, its label, and the rules of the ledger lines it speaks of."""

    id: str
    text: str
    rests: tuple[Rest, ...]
    label: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StagePart:
    """A stage of the debrief: its sentences, its questions, and everything its sentences rest on, each once."""

    id: str
    title: str
    sentences: tuple[Said, ...]
    questions: tuple[str, ...]
    rests: tuple[Rest, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """One decision of the plan: what was chosen, in which turn, and where that came from."""

    decision: str
    turn: int
    choice: str
    says: tuple[str, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a player wrote or tapped; `answer` is people's text, never to be trusted, and `beside` is ours."""

    question: str
    answer: str
    beside: str = ""
    in_own_words: bool = False


@dataclass(frozen=True, slots=True)
class Sorted:
    """A sentence to sort: how the player sorted it before and after, and how the source is read here."""

    text: str
    claim: str
    kinds: tuple[str, str]
    doubts: tuple[str, str]
    read_as: tuple[str, str]


@dataclass(frozen=True, slots=True)
class BandMark:
    """A band of a scale: its word, where it begins, the plans of the whole space in it, and whether this plan is."""

    label: str
    first: int
    here: bool
    plans: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a ledger: signed points, the reason, the rule, and what it rests on."""

    points: int | float
    because: str
    rule: str
    rests: tuple[Rest, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A measure after a turn, or at the end: points certain by then, the least and most still to come.

    There is no turn at the end, and no word for the band while it is open.
    """

    turn: int | None
    points: int | float
    band: str
    reach: tuple[float, float] | None
    open_bands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeasurePart:
    """A measure: its band on its scale, the ledger that adds up to it, and its course over the turns."""

    id: str
    label: str
    better: str
    value: str
    points: int | float
    scale: tuple[int, int]
    band: str
    bands: tuple[BandMark, ...]
    rows: tuple[Row, ...]
    course: tuple[Standing, ...]
    is_sum: bool
    moved: float


@dataclass(frozen=True, slots=True)
class TurnedPart:
    """A measure whose band a single change alters: before, after, and the rules that come or go."""

    measure: str
    before: str
    after: str
    gone: tuple[Row, ...]
    come: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RoadPart:
    """One single change of the plan: what would have been chosen instead, and everything it would have altered."""

    decision: str
    chosen: str
    instead: str
    turned: tuple[TurnedPart, ...]
    nudged: tuple[str, ...]
    ending: str


@dataclass(frozen=True, slots=True)
class OtherSide:
    """A measure that nobody at this table was asked to raise or lower, and the single changes that would move it."""

    measure: str
    band: str
    rows: tuple[Row, ...]
    movers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole debrief to keep. The same play gives the same document: there is no date and no place in it."""

    title: str
    variant: str
    digest: str
    summary: str
    limits: tuple[str, ...]
    ending: str
    plan: tuple[Chosen, ...]
    happened: tuple[str, ...]
    written: tuple[Written, ...]
    sorted: tuple[Sorted, ...]
    measures: tuple[MeasurePart, ...]
    plans: int | None
    stages: tuple[StagePart, ...]
    other_side: tuple[OtherSide, ...]
    roads: tuple[RoadPart, ...]
    claims: tuple[Rest, ...]
    assumptions: tuple[Rest, ...]
    citation: str
    source_note: str
    with_later: bool
    differences: tuple[str, ...]

    def tapped(self) -> tuple[Written, ...]:
        """Give the guesses, views and forecasts."""
        return tuple(each for each in self.written if not each.in_own_words)

    def in_own_words(self) -> tuple[Written, ...]:
        """Give the sentences a player wrote."""
        return tuple(each for each in self.written if each.in_own_words)

    def most_moved(self, most: int = 3) -> tuple[MeasurePart, ...]:
        """Give the measures that stand farthest from their start, for their scale; ties keep the scenario's order."""
        sums = [measure for measure in self.measures if measure.is_sum and measure.moved]
        return tuple(sorted(sums, key=lambda each: -each.moved)[:most])
