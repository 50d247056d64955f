"""What an author writes about the board: areas, not borders; who stands where follows from the choices."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from exercise.scenario.parts import Authored, Id, Ids, Words

WIDE, TALL = 360, 240
SYMBOL_DIGITS = 20


def _digits(code: str) -> str:
    """Give an APP-6 code back; ValueError for one that is not made of twenty digits."""
    if len(code) != SYMBOL_DIGITS or not (code.isascii() and code.isdigit()):
        message = f"a symbol is a code of {SYMBOL_DIGITS} digits (APP-6), as 10041000171211000000"
        raise ValueError(message)
    return code


Symbol = Annotated[Words, AfterValidator(_digits)]


class Area(Authored):
    """A place on the board; `x` and `y` are its middle."""

    id: Id
    label: Words
    x: int = Field(ge=0, le=WIDE)
    y: int = Field(ge=0, le=TALL)


class Places(Authored):
    """The decision whose options put the contingent into areas."""

    decision: Id
    at: dict[Id, Id] = Field(min_length=1, max_length=40)


class Counters(Authored):
    """The unit counter before its size is decided, and for each option of the decision that sizes it."""

    unsized: Symbol
    decision: Id
    symbols: dict[Id, Symbol] = Field(min_length=1, max_length=40)


class Board(Authored):
    """The schematic board of a scenario."""

    starts: Id
    areas: tuple[Area, ...] = Field(min_length=2, max_length=12)
    routes: tuple[Ids, ...] = Field(default=(), max_length=40)
    places: Places
    counters: Counters

    def area(self, area_id: str) -> Area:
        """Give one area; KeyError for an id that is none."""
        for area in self.areas:
            if area.id == area_id:
                return area
        raise KeyError(area_id)
