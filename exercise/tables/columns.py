"""One if-column of a table, cut into elementary cells, with the rules that hold in each as a bit mask."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from exercise.tables.conditions import Condition
from exercise.tables.kinds import Flag, Number, Scale, Value
from exercise.tables.rules import Input


@dataclass(frozen=True, slots=True)
class Column:
    """A column in which every rule is either met throughout a cell or nowhere in it.

    `cells` has one witness value of each elementary cell, in order: the words of a scale, False and True, or for
    numbers below the first cut, on it, between it and the next, and so on to above the last. A witness is a Fraction
    only where no int or float lies between two cuts. `cuts` are the numbers that the rules name, ascending.
    `masks` has, for each cell, an int whose bit i says that rule i's condition is met there.
    """

    name: str
    cuts: tuple[int | float, ...]
    cells: tuple[Value | Fraction, ...]
    masks: tuple[int, ...]


def column_of(column: Input, conditions: Sequence[Condition]) -> Column:
    """The column of an input, from each rule's condition on it, in rule order."""
    cuts: tuple[int | float, ...] = ()
    match column.kind:
        case Number():
            cuts = tuple(sorted({cut for condition in conditions for cut in condition.cuts()}))
            cells = _witnesses(cuts)
        case Scale(words):
            cells = words
        case Flag():
            cells = (False, True)
    return Column(column.name, cuts, cells, tuple(_mask(conditions, cell) for cell in cells))


def _mask(conditions: Sequence[Condition], cell: Value | Fraction) -> int:
    return sum(1 << place for place, condition in enumerate(conditions) if condition.admits(cell))


def _witnesses(cuts: tuple[int | float, ...]) -> tuple[int | float | Fraction, ...]:
    """A value of each of the 2n + 1 elementary cells that n cuts make of the number line."""
    if not cuts:
        return (0,)
    found: list[int | float | Fraction] = [floor(cuts[0]) - 1]
    for low, high in pairwise(cuts):
        found += [low, between(low, high)]
    return (*found, cuts[-1], ceil(cuts[-1]) + 1)


def between(low: float, high: float) -> int | float | Fraction:
    """A number strictly between two: an int if there is one, else a float, else a Fraction."""
    whole = floor(low) + 1
    if whole < high:
        return whole
    middle = (Fraction(low) + Fraction(high)) / 2
    return float(middle) if low < float(middle) < high else middle
