"""Why a table said what it said: every rule, each of its tests met or failed, and the rule that came nearest."""

from collections.abc import Sequence
from dataclasses import dataclass

from exercise.tables.conditions import Condition
from exercise.tables.kinds import Value, value_text
from exercise.tables.rules import Decision, HitPolicy, Rule


@dataclass(frozen=True, slots=True)
class TriedInput:
    """One cell held against the value of its input."""

    name: str
    condition: Condition
    value: Value
    met: bool

    def says(self) -> str:
        """In words: "met: contingent.troops is at least 7000 (it is 8000)"."""
        return f"{'met' if self.met else 'failed'}: {self.condition.says(self.name)} (it is {value_text(self.value)})"


@dataclass(frozen=True, slots=True)
class TriedRule:
    """One rule with its cells tried; it held if all of them were met."""

    rule: Rule
    held: bool
    tests: tuple[TriedInput, ...]

    def failed(self) -> tuple[TriedInput, ...]:
        """The tests that kept the rule from holding, in the order of the columns; none if it held."""
        return tuple(test for test in self.tests if not test.met)


@dataclass(frozen=True, slots=True)
class Trace:
    """One use of a table, told in full.

    `rules` are all rules of the table in their order. `decision` is None exactly where the table could not decide, and
    `problem` then is the sentence of the TableError, else "".
    """

    table: str
    hit_policy: HitPolicy
    rules: tuple[TriedRule, ...]
    decision: Decision | None
    problem: str

    def winning(self) -> tuple[Rule, ...]:
        """The rules that made the result; none where the default stands, nothing held or nothing was decided."""
        return self.decision.rules if self.decision else ()

    def nearest(self) -> TriedRule | None:
        """Of the rules that did not hold the one that failed the fewest tests, the first of equals; None if all held.

        Its `failed()` are the inputs that blocked it.
        """
        missed = [tried for tried in self.rules if not tried.held]
        return min(missed, key=lambda tried: len(tried.failed()), default=None)

    def says(self) -> list[str]:
        """The trace as lines: the result first, then every rule with its tests, then the nearest that did not hold."""
        lines = [f"Table {self.table}, hit policy {self.hit_policy}.", *self._result()]
        winning = {rule.id for rule in self.winning()}
        for tried in self.rules:
            verdict = "does not hold" if not tried.held else "holds and decides"
            if tried.held and tried.rule.id not in winning:
                verdict = "holds but does not decide"
            lines.append(f"Rule {tried.rule.id} {verdict}.")
            lines += [f"  {test.says()}" for test in tried.tests]
        if near := self.nearest():
            blocked = " and ".join(
                f"{test.condition.says(test.name)}, but it is {value_text(test.value)}" for test in near.failed()
            )
            lines.append(f"The nearest rule that did not hold is {near.rule.id}: it needs that {blocked}.")
        return lines

    def _result(self) -> list[str]:
        if self.decision is None:
            return [f"Nothing was decided: {self.problem}."]
        by = ", ".join(rule.id for rule in self.winning()) or ("default" if self.decision.by_default else "no rule")
        return [f"Result: {self.decision.says()} (by {by})."]


def tried_rules(rules: Sequence[Rule], values: Sequence[tuple[str, Value]]) -> tuple[TriedRule, ...]:
    """Every rule with its cells tried against the inputs, whose names and checked values stand in column order."""
    return tuple(_tried(rule, values) for rule in rules)


def _tried(rule: Rule, values: Sequence[tuple[str, Value]]) -> TriedRule:
    tests = tuple(
        TriedInput(name, condition, value, condition.admits(value))
        for condition, (name, value) in zip(rule.conditions, values, strict=True)
    )
    return TriedRule(rule, all(test.met for test in tests), tests)
