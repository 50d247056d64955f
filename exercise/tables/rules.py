"""The parts of a table: its columns' heads, its rows, how hits become a result, and the result."""

from dataclasses import dataclass
from enum import StrEnum

from exercise.tables.conditions import Condition
from exercise.tables.kinds import Kind, Value, value_text


class HitPolicy(StrEnum):
    """What becomes of the rules that hold, as DMN 1.3 names it; `policies.settle` says exactly what each one gives."""

    UNIQUE = "U"
    ANY = "A"
    PRIORITY = "P"
    FIRST = "F"
    RULE_ORDER = "R"
    OUTPUT_ORDER = "O"
    COLLECT = "C"
    SUM = "C+"
    LEAST = "C<"
    MOST = "C>"
    COUNT = "C#"


@dataclass(frozen=True, slots=True)
class Input:
    """One if-column: the field it reads, and what that field may hold."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Output:
    """One then-column. `default` stands where no rule holds; None means there is none.

    For the policies P and O the order of an ordered Scale's values is the priority, highest first.
    """

    name: str
    kind: Kind
    default: Value | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a condition for each input and a value for each output, in the order of the columns."""

    id: str
    conditions: tuple[Condition, ...]
    outputs: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a table says.

    `rules` are the rules that made the result; none where the default stands or nothing held.
    `outputs` has the shape that the hit policy gives it:

    - U, A, P, F: one value for each output column;
    - R, O, C: one such tuple for each rule in `rules`, in that order;
    - C+, C<, C>, C#: a number.

    `by_default` is True where no rule held and the outputs' defaults stand.
    """

    rules: tuple[Rule, ...]
    outputs: tuple[Value, ...] | tuple[tuple[Value, ...], ...] | int | float
    by_default: bool

    def says(self) -> str:
        """The outputs in one line: "severe", "2, true; 3, false", "no result"."""
        if not isinstance(self.outputs, tuple):
            return value_text(self.outputs)
        if not self.outputs:
            return "no result"
        lists = [entry for entry in self.outputs if isinstance(entry, tuple)]
        if lists:
            return "; ".join(_row_text(entry) for entry in lists)
        return ", ".join(value_text(entry) for entry in self.outputs)


def _row_text(row: tuple[Value, ...]) -> str:
    return ", ".join(value_text(value) for value in row) or "holds"
