"""What makes a table usable: held once, when it is made, so that deciding can trust it."""

from collections.abc import Sequence

from exercise.tables.errors import TableError
from exercise.tables.kinds import Number, Scale, check_value
from exercise.tables.policies import NUMERIC, RANKED
from exercise.tables.rules import HitPolicy, Input, Output, Rule


def known_policy(table: str, written: str) -> HitPolicy:
    """The hit policy of this sign; TableError with all of them where there is none."""
    try:
        return HitPolicy(written)
    except ValueError:
        mend = "write one of " + ", ".join(HitPolicy)
        raise TableError(table, "hit policy", "this hit policy is not known", repr(written), mend) from None


def check_heads(table: str, inputs: tuple[Input, ...], outputs: tuple[Output, ...], policy: HitPolicy) -> None:
    """Raises TableError where names stand twice, or the outputs do not fit the hit policy or their own defaults."""
    _check_once(table, "inputs", [column.name for column in inputs])
    _check_once(table, "outputs", [column.name for column in outputs])
    _check_policy(table, outputs, policy)
    _check_defaults(table, outputs, policy)


def check_rules(table: str, inputs: tuple[Input, ...], outputs: tuple[Output, ...], rules: tuple[Rule, ...]) -> None:
    """Raises TableError where ids stand twice, or a rule's cells do not fit the columns in number or kind."""
    _check_once(table, "rules", [rule.id for rule in rules])
    for rule in rules:
        _check_width(table, rule, "conditions", len(rule.conditions), [column.name for column in inputs])
        _check_width(table, rule, "outputs", len(rule.outputs), [column.name for column in outputs])
        for column, condition in zip(inputs, rule.conditions, strict=True):
            if condition.kind != column.kind:
                message = f"the condition was read as {condition.kind}, but the input is {column.kind}"
                mend = "write parse_cell(text, kind) with the kind of the input"
                raise TableError(table, f"rule {rule.id}, input {column.name}", message, condition.text, mend)
        for column, value in zip(outputs, rule.outputs, strict=True):
            check_value(value, column.kind, f"rule {rule.id}, output {column.name}", table)


def _check_once(table: str, where: str, names: Sequence[str]) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            raise TableError(table, where, "a name stands twice", repr(name), "write every name once")


def _check_width(table: str, rule: Rule, what: str, seen: int, names: Sequence[str]) -> None:
    if seen != len(names):
        mend = f"write {len(names)}, one each for {', '.join(names)}" if names else "write none"
        raise TableError(table, f"rule {rule.id}", f"the rule has the wrong number of {what}", str(seen), mend)


def _check_policy(table: str, outputs: tuple[Output, ...], policy: HitPolicy) -> None:
    seen = ", ".join(output.name for output in outputs) or "no outputs"
    if not outputs and policy is not HitPolicy.COLLECT:
        message = f"hit policy {policy} needs an output"
        raise TableError(table, "outputs", message, seen, "write a then-column, or use hit policy C")
    if (policy in NUMERIC or policy is HitPolicy.COUNT) and len(outputs) > 1:
        message = f"hit policy {policy} needs exactly one output"
        raise TableError(table, "outputs", message, seen, "write one table for each output")
    if outputs and policy in NUMERIC and not isinstance(outputs[0].kind, Number):
        message = f"hit policy {policy} needs an output that is a number"
        raise TableError(table, f"output {seen}", message, str(outputs[0].kind), "write an output of the kind Number")
    ranked = any(isinstance(output.kind, Scale) and output.kind.ordered for output in outputs)
    if policy in RANKED and not ranked:
        message = f"hit policy {policy} needs an output whose words have an order"
        mend = "write an output of the kind Scale, its values in order of priority"
        raise TableError(table, "outputs", message, seen, mend)


def _check_defaults(table: str, outputs: tuple[Output, ...], policy: HitPolicy) -> None:
    given = [output.name for output in outputs if output.default is not None]
    if given and policy is HitPolicy.COUNT:
        mend = "write no default: where no rule holds the count is 0"
        raise TableError(table, f"output {given[0]}", "a count cannot have a default", str(outputs[0].default), mend)
    if given and len(given) < len(outputs):
        mend = "write a default for every output, or for none"
        raise TableError(table, "outputs", "only some outputs have a default", ", ".join(given), mend)
    for output in outputs:
        if output.default is not None:
            check_value(output.default, output.kind, f"default of output {output.name}", table)
