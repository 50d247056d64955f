"""What an outcome is said in: measures with their scales and bands, what a turn shows of them, and chance."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from exercise.scenario.faults import shortened
from exercise.scenario.parts import FARTHEST, Authored, Id, Ids, Level, Quantity, Share, TurnNumber, Words


class Start(Authored):
    """Where a measure starts, and why there."""

    points: Level
    claims: Ids
    because: Words


class Span(Authored):
    """The ends of a measure's scale, in points."""

    least: Level
    most: Level


class Band(Authored):
    """A part of a scale that players see as a word; it reaches from `from` to the next band."""

    id: Id
    first: Level = Field(alias="from")
    label: Words


class Ratio(Authored):
    """A number that is computed from a quantity and never typed."""

    of: Words
    per: Quantity = Field(gt=0)


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
        if self.scale.most - self.scale.least > FARTHEST:
            message = f"the scale is wider than {FARTHEST:,} points"
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
    after_turn: TurnNumber
    reading: Ids
    highest_of: dict[Id, Id] = Field(max_length=40)


class Chance(Authored):
    """Something nobody decides, with the exact probability of each value."""

    id: Id
    label: Words
    values: dict[Id, Share] = Field(min_length=1, max_length=40)
    when_off: Id
    claims: Ids = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        whole = sum(self.values.values())
        if whole != 1:
            message = f"the probabilities add up to {shortened(whole)}, not to 1"
            raise ValueError(message)
        if self.when_off not in self.values:
            message = f"when_off must be one of the values: {', '.join(self.values)}"
            raise ValueError(message)
        return self
