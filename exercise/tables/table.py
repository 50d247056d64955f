"""A decision table: checked and compiled to bit masks once, then asked as often as one likes."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from exercise.tables.columns import Column, column_of
from exercise.tables.errors import TableError
from exercise.tables.kinds import Flag, Number, Scale, Value, check_value, value_text
from exercise.tables.policies import UnsettledError, settle
from exercise.tables.rules import Decision, HitPolicy, Input, Output, Rule
from exercise.tables.trace import Trace, tried_rules
from exercise.tables.wellformed import check_heads, check_rules, known_policy

__all__ = ["Decision", "HitPolicy", "Input", "Output", "Rule", "Table", "TableError"]

# A table of n rules has up to 2 ** n different sets of hits; a bound keeps a long run from filling the memory.
_MOST_SETTLED = 10_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is well formed: making one raises TableError for anything that could not be decided later.

    That is: names or ids that stand twice, a rule with the wrong number of cells or a cell of another kind, an output
    value off its scale, outputs that do not fit the hit policy, defaults for some outputs only.
    `columns` has each input's elementary cells and bit masks, for proofs; it follows from the rest.
    """

    name: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    hit_policy: HitPolicy
    rules: tuple[Rule, ...]
    columns: tuple[Column, ...] = field(init=False, repr=False, compare=False)
    _every_rule: int = field(init=False, repr=False, compare=False)
    _words: tuple[tuple[str, dict[Value, int]], ...] = field(init=False, repr=False, compare=False)
    _flags: tuple[tuple[str, int, int], ...] = field(init=False, repr=False, compare=False)
    _numbers: tuple[tuple[str, tuple[int | float, ...], tuple[int, ...]], ...] = field(
        init=False, repr=False, compare=False
    )
    # Decisions by the rules that hold: a decision follows from them alone, so equal ones are made once and shared.
    _settled: dict[int, Decision] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        policy = known_policy(self.name, self.hit_policy)
        check_heads(self.name, self.inputs, self.outputs, policy)
        check_rules(self.name, self.inputs, self.outputs, self.rules)
        columns = tuple(
            column_of(head, [rule.conditions[place] for rule in self.rules]) for place, head in enumerate(self.inputs)
        )
        heads = list(zip(self.inputs, columns, strict=True))
        made: dict[str, object] = {
            "hit_policy": policy,
            "columns": columns,
            "_every_rule": (1 << len(self.rules)) - 1,
            "_words": tuple(
                (column.name, dict(zip(head.kind.values, column.masks, strict=True)))
                for head, column in heads
                if isinstance(head.kind, Scale)
            ),
            "_flags": tuple((column.name, *column.masks) for head, column in heads if isinstance(head.kind, Flag)),
            "_numbers": tuple(
                (column.name, column.cuts, column.masks) for head, column in heads if isinstance(head.kind, Number)
            ),
            "_settled": {},
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def matching(self, values: Mapping[str, Value]) -> tuple[int, ...]:
        """The places of the rules that hold, ascending, whatever the hit policy; fields the table does not read pass.

        Raises TableError naming field, value and allowed values where an input is missing, of the wrong type, not
        finite or off its scale.
        """
        return _places(self._hits(values))

    def decide(self, values: Mapping[str, Value]) -> Decision:
        """What the table says of these inputs, by its hit policy: see `Decision` and `policies.settle`.

        Raises TableError as `matching` does; where U meets several rules or A meets rules that disagree; and where U,
        A, P, F, C< or C> meets none and has no default.
        """
        hits = self._hits(values)
        return self._settled.get(hits) or self._settle(hits, values)

    def _hits(self, values: Mapping[str, Value]) -> int:
        """The rules that hold, as bits. Every input is looked at, also when no rule is left: none may be wrong."""
        hits = self._every_rule
        try:
            for name, masks in self._words:
                hits &= masks[values[name]]
            for name, if_false, if_true in self._flags:
                value = values[name]
                if type(value) is not bool:
                    self._checked(values)
                hits &= if_true if value else if_false
            for name, cuts, masks in self._numbers:
                value = values[name]
                # Ints go straight on; a finite float less itself is 0.0, which NaN and infinity are not.
                if type(value) is not int and (type(value) is not float or value - value != 0.0):
                    self._checked(values)
                # Cell 2i lies below cut i and cell 2i + 1 is cut i itself.
                hits &= masks[bisect_left(cuts, value) + bisect_right(cuts, value)]
        except (KeyError, TypeError):
            self._checked(values)
            raise
        return hits

    def _settle(self, hits: int, values: Mapping[str, Value]) -> Decision:
        try:
            decision = settle(self.hit_policy, self.outputs, [self.rules[place] for place in _places(hits)])
        except UnsettledError as fault:
            seen = ", ".join(f"{name} = {value_text(value)}" for name, value in self._checked(values)) or "no inputs"
            raise TableError(self.name, fault.where, fault.message, seen, fault.mend) from None
        if len(self._settled) < _MOST_SETTLED:
            self._settled[hits] = decision
        return decision

    def trace(self, values: Mapping[str, Value]) -> Trace:
        """The decision with every rule and test behind it, also where nothing could be decided.

        Raises TableError only where an input is missing, of the wrong type or off its scale.
        """
        checked = self._checked(values)
        tested = tried_rules(self.rules, checked)
        try:
            return Trace(self.name, self.hit_policy, tested, self.decide(values), "")
        except TableError as error:
            return Trace(self.name, self.hit_policy, tested, None, str(error))

    def _checked(self, values: Mapping[str, Value]) -> list[tuple[str, Value]]:
        """Each input's name and value in column order; TableError for the first that is missing or wrong."""
        for column in self.inputs:
            if column.name not in values:
                seen = ", ".join(values) or "no fields"
                raise TableError(
                    self.name, column.name, "this input is missing", seen, f"write a value for {column.name}"
                )
            check_value(values[column.name], column.kind, column.name, self.name)
        return [(column.name, values[column.name]) for column in self.inputs]


def _places(hits: int) -> tuple[int, ...]:
    """The places of the bits that are set, ascending."""
    found: list[int] = []
    while hits:
        lowest = hits & -hits
        found.append(lowest.bit_length() - 1)
        hits ^= lowest
    return tuple(found)
