"""How the rules that hold become one result: the hit policies of DMN 1.3, with every gap spelled out."""

import math
from collections.abc import Sequence

from exercise.tables.kinds import Scale, Value
from exercise.tables.rules import Decision, HitPolicy, Output, Rule

SINGLE = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY, HitPolicy.FIRST})
LISTS = frozenset({HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.COLLECT})
NUMERIC = frozenset({HitPolicy.SUM, HitPolicy.LEAST, HitPolicy.MOST})
RANKED = frozenset({HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER})


class UnsettledError(Exception):
    """The rules that hold make no result. The table that asked adds its name and inputs and raises TableError."""

    def __init__(self, where: str, message: str, mend: str) -> None:
        super().__init__(message)
        self.where = where
        self.message = message
        self.mend = mend


def settle(policy: HitPolicy, outputs: tuple[Output, ...], hits: Sequence[Rule]) -> Decision:
    """The decision of a well-formed table whose `hits`, in rule order, hold.

    - U: the one rule; several are an error. A: all rules, which must agree in every output.
    - P: the rule whose outputs come first, comparing the ordered scale columns from left to right; other columns do
      not count, and of equals the first row wins. F: the first rule.
    - R, C: every rule in rule order. O: every rule, in the order P would take them.
    - C+: the sum, exactly rounded, so that the order of rows cannot matter. C<, C>: the least or the most, and the
      rules that give it. C#: how many rules hold, equal outputs counted each time.

    Where nothing holds, the defaults stand: as the outputs (U, A, P, F), as a list of one (R, O, C), as the number (C+,
    C<, C>). Without defaults R, O and C give an empty tuple, C+ and C# give 0, and the others raise UnsettledError.
    Raises UnsettledError, naming the rules, also where U or A is broken.
    """
    if not hits:
        return _nothing_held(policy, outputs)
    if policy is HitPolicy.UNIQUE and len(hits) > 1:
        message = f"{len(hits)} rules hold at once under hit policy U"
        raise UnsettledError(_named(hits), message, "write cells that exclude each other")
    if policy is HitPolicy.ANY and any(rule.outputs != hits[0].outputs for rule in hits):
        message = "rules that hold at once disagree under hit policy A"
        raise UnsettledError(_named(hits), message, "write the same outputs in all of them")
    if policy in SINGLE:
        return _single(policy, outputs, hits)
    if policy in LISTS:
        winners = sorted(hits, key=lambda rule: priority(outputs, rule)) if policy in RANKED else hits
        return Decision(tuple(winners), tuple(rule.outputs for rule in winners), by_default=False)
    return _aggregated(policy, hits)


def priority(outputs: tuple[Output, ...], rule: Rule) -> tuple[int, ...]:
    """The rank of a rule under P and O, less comes first: the place of each ordered scale output, left to right."""
    return tuple(
        output.kind.values.index(str(value))
        for output, value in zip(outputs, rule.outputs, strict=True)
        if isinstance(output.kind, Scale) and output.kind.ordered
    )


def _single(policy: HitPolicy, outputs: tuple[Output, ...], hits: Sequence[Rule]) -> Decision:
    winner = min(hits, key=lambda rule: priority(outputs, rule)) if policy in RANKED else hits[0]
    # Rules that agree have all made the result, and each has its own reason to show.
    winners = tuple(hits) if policy is HitPolicy.ANY else (winner,)
    return Decision(winners, winner.outputs, by_default=False)


def _aggregated(policy: HitPolicy, hits: Sequence[Rule]) -> Decision:
    if policy is HitPolicy.COUNT:
        return Decision(tuple(hits), len(hits), by_default=False)
    points = [_number(rule.outputs[0]) for rule in hits]
    if policy is HitPolicy.SUM:
        return Decision(tuple(hits), _sum(points), by_default=False)
    edge = min(points) if policy is HitPolicy.LEAST else max(points)
    winners = tuple(rule for rule, value in zip(hits, points, strict=True) if value == edge)
    return Decision(winners, edge, by_default=False)


def _nothing_held(policy: HitPolicy, outputs: tuple[Output, ...]) -> Decision:
    defaults = tuple(output.default for output in outputs if output.default is not None)
    if defaults and policy in SINGLE:
        return Decision((), defaults, by_default=True)
    if defaults and policy in LISTS:
        return Decision((), (defaults,), by_default=True)
    if defaults:
        return Decision((), _number(defaults[0]), by_default=True)
    if policy in LISTS:
        return Decision((), (), by_default=False)
    if policy in {HitPolicy.SUM, HitPolicy.COUNT}:
        return Decision((), 0, by_default=False)
    message = f"no rule holds under hit policy {policy} and there is no default"
    mend = "write a rule for this case, or a default for every output"
    raise UnsettledError("no rule", message, mend)


def _named(rules: Sequence[Rule]) -> str:
    return "rules " + ", ".join(rule.id for rule in rules)


def _number(value: Value) -> int | float:
    if isinstance(value, str):
        raise TypeError(f"a well-formed table has numbers here, not {value!r}")
    return value


def _sum(points: list[int | float]) -> int | float:
    return sum(points) if all(isinstance(value, int) for value in points) else math.fsum(points)
