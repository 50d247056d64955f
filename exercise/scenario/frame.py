"""What an author writes in `scenario.yaml`; `docs/scenario-files.md` says what each field means."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from pydantic import Field, model_validator

from exercise.scenario.parts import Authored, Id, Ids, Numbers, Share, Words


class Objective(Authored):
    """What a participant can do after the session."""

    id: Id
    text: Words


class Seat(Authored):
    """Whose chair the players sit in."""

    title: Words
    task: Words
    why: str = ""


class Paragraph(Authored):
    """One paragraph of what was known, in the author's own words."""

    paragraph: int
    text: Words
    claims: Ids = ()


class Source(Authored):
    """The text that the exercise rests on."""

    author: Words
    date: Words
    citation: Words
    note: str = ""
    ends: str = ""
    known_until: dt.date
    known_names: Ids = ()
    hedges: Ids = ()
    reading: tuple[Paragraph, ...] = Field(min_length=1)


class Option(Authored):
    """One way to decide."""

    id: Id
    label: Words
    buys: Words
    costs: str = ""
    says: Words
    claims: Ids
    quantities: dict[Id, int] = Field(default_factory=dict)
    likelihood: str = ""
    likelihood_order: int = 0


class DecisionPoint(Authored):
    """One question that a plan answers, with one option or with any number of items."""

    id: Id
    label: Words
    question: Words
    turn: int = Field(ge=1)
    owner: str = ""
    choose: Literal["one", "any"] = "one"
    default: Ids = ()
    none_says: str = ""
    options: tuple[Option, ...] = Field(min_length=1, max_length=40)

    @property
    def option_ids(self) -> tuple[str, ...]:
        """The ids of the options, in their order."""
        return tuple(option.id for option in self.options)

    def option(self, option_id: str) -> Option:
        """Give one option; KeyError for an id that is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


class Start(Authored):
    """Where a measure starts, and why there."""

    points: int
    claims: Ids
    because: Words


class Span(Authored):
    """The ends of a measure's scale, in points."""

    least: int
    most: int


class Band(Authored):
    """A part of a scale that players see as a word; it reaches from `from` to the next band."""

    id: Id
    first: int = Field(alias="from")
    label: Words


class Ratio(Authored):
    """A number that is computed from a quantity and never typed."""

    of: Words
    per: int = Field(gt=0)


class Measure(Authored):
    """Something the outcome says about a plan: points on a scale, shown as a band."""

    id: Id
    label: Words
    start: Start
    scale: Span
    direction: Literal["less", "more", "neutral"]
    display: Literal["band", "days", "weeks", "items"] = "band"
    items: str = ""
    ratio: Ratio | None = None
    says: Words
    bands: tuple[Band, ...] = Field(min_length=1, max_length=12)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        firsts = [band.first for band in self.bands]
        if self.scale.most <= self.scale.least:
            message = "the scale's most must be above its least"
            raise ValueError(message)
        if firsts != sorted(set(firsts)) or firsts[0] != self.scale.least:
            message = f"bands must rise, and the first must start at {self.scale.least}, the least of the scale"
            raise ValueError(message)
        return self

    @property
    def band_ids(self) -> tuple[str, ...]:
        """The ids of the bands, from the lowest."""
        return tuple(band.id for band in self.bands)


class Observation(Authored):
    """What a turn shows: the highest of some measures so far."""

    id: Id
    after_turn: int
    reading: Ids
    highest_of: dict[Id, Id]


class Chance(Authored):
    """Something nobody decides, with the exact probability of each value."""

    id: Id
    label: Words
    values: dict[Id, Share]
    when_off: Id
    claims: Ids = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if sum(self.values.values()) != 1:
            message = f"the probabilities add up to {sum(self.values.values())}, not to 1"
            raise ValueError(message)
        if any(share < 0 for share in self.values.values()):
            message = "a probability is below 0"
            raise ValueError(message)
        if self.when_off not in self.values:
            message = f"when_off must be one of the values: {', '.join(self.values)}"
            raise ValueError(message)
        return self


TableKind = Literal["modifier", "answer_effects", "change_effects", "limits", "coherence", "end_states", "decision"]


class TableNote(Authored):
    """How a table is read."""

    kind: TableKind
    hit_policy: Literal["U", "A", "F"] = "U"
    values: Ids = ()
    default: str = ""
    max_shift: int | None = Field(default=None, ge=1)


class EndState(Authored):
    """A name for where a plan leaves everybody; none is better than another."""

    id: Id
    name: Words
    text: Words
    claims: Ids


class ChangeRule(Authored):
    """The one change of plan: what may be changed, and when."""

    decisions: Ids
    early_turns: Numbers = ()
    late_turn: int
    claims: Ids = ()


class Role(Authored):
    """A seat at the table."""

    id: Id
    label: Words
    from_people: int = Field(default=1, ge=1)
    measures: Ids = ()
    asks: str = ""


class Term(Authored):
    """A word and its meaning here."""

    term: Words
    text: Words


class Frame(Authored):
    """All of `scenario.yaml`."""

    id: Id
    title: Words
    summary: Words
    content_note: str = ""
    limits: tuple[Words, ...] = ()
    aim: Words
    objectives: tuple[Objective, ...] = ()
    seat: Seat
    source: Source
    quantities: dict[Id, str] = Field(default_factory=dict)
    decisions: tuple[DecisionPoint, ...] = Field(min_length=1, max_length=40)
    measures: tuple[Measure, ...] = Field(min_length=1, max_length=60)
    totals: dict[Id, Ids] = Field(default_factory=dict)
    observations: tuple[Observation, ...] = ()
    chances: tuple[Chance, ...] = ()
    tables: dict[Id, TableNote] = Field(default_factory=dict, max_length=100)
    end_states: tuple[EndState, ...] = ()
    change: ChangeRule | None = None
    roles: tuple[Role, ...] = ()
    glossary: tuple[Term, ...] = ()
