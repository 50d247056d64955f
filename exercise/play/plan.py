"""A plan: what was chosen in each decision; and whether it may stand."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from exercise.scenario.frame import DecisionPoint
from exercise.scenario.model import Scenario
from exercise.tables.cells import Value

Choice = str | tuple[str, ...]


class IllegalPlan(ValueError):  # noqa: N818 - it names what is wrong, as the rules of play do
    """A plan, or a step of it, that the rules do not allow; `problems` lists every one."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Plan:
    """Choices in the order of the scenario's decisions; a decision that is still open is not in it."""

    choices: tuple[tuple[str, Choice], ...] = ()

    def get(self, decision: str) -> Choice | None:
        """Give the choice of a decision, or None while it is open."""
        for name, choice in self.choices:
            if name == decision:
                return choice
        return None

    def decided(self) -> frozenset[str]:
        """Give the decisions that are made."""
        return frozenset(name for name, _ in self.choices)

    def as_mapping(self) -> dict[str, str | list[str]]:
        """Give the plan as JSON would hold it."""
        return {name: list(choice) if isinstance(choice, tuple) else choice for name, choice in self.choices}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A coherence rule that a plan breaks, and why the rule stands."""

    rule: str
    because: str
    claims: tuple[str, ...]
    assumptions: tuple[str, ...]


def plan_of(scenario: Scenario, choices: Mapping[str, str | Sequence[str]]) -> Plan:
    """Read a plan, whole or partial, from decision to option; items of a set may be one text with commas.

    Raises IllegalPlan naming every decision and option that does not exist, and every coherence rule broken.
    """
    known = {decision.id: decision for decision in scenario.frame.decisions}
    problems: list[str] = []
    chosen: dict[str, Choice] = {}
    for name, choice in choices.items():
        if name not in known:
            problems.append(f"decision {name!r}: there is none with this name; {_nearest(name, known)}")
            continue
        texts = [choice] if isinstance(choice, str) else [str(item) for item in choice]
        ids = [part.strip() for text in texts for part in text.split(",")]
        chosen[name] = _choice(known[name], ids, problems)
    plan = Plan(tuple((name, chosen[name]) for name in known if name in chosen))
    if not problems:
        problems.extend(f"rule {refusal.rule}: {refusal.because}" for refusal in refusals(scenario, plan))
    if problems:
        raise IllegalPlan(problems)
    return plan


def _choice(decision: DecisionPoint, ids: list[str], problems: list[str]) -> Choice:
    wanted = [each for each in ids if each]
    for each in wanted:
        if each not in decision.option_ids:
            hint = _nearest(each, decision.option_ids)
            problems.append(f"decision {decision.id!r}: {each!r} is none of its options; {hint}")
    if decision.choose == "any":
        return tuple(option for option in decision.option_ids if option in wanted)
    if len(wanted) != 1:
        allowed = ", ".join(decision.option_ids)
        problems.append(f"decision {decision.id!r}: {len(wanted)} options chosen; choose one of {allowed}")
        return ""
    return wanted[0]


def _nearest(seen: str, allowed: Iterable[str]) -> str:
    names = list(allowed)
    near = difflib.get_close_matches(seen[:80], names, n=1)
    return f"did you mean {near[0]!r}?" if near else "choose one of " + ", ".join(names)


def undecided(scenario: Scenario, plan: Plan) -> tuple[DecisionPoint, ...]:
    """Give the decisions that a plan leaves open, in their order."""
    decided = plan.decided()
    return tuple(decision for decision in scenario.frame.decisions if decision.id not in decided)


def with_choice(scenario: Scenario, plan: Plan, decision: str, choice: Choice) -> Plan:
    """Give the plan with one decision made, or made differently; raises IllegalPlan where that breaks a rule."""
    choices: dict[str, Choice] = {**dict(plan.choices), decision: choice}
    return plan_of(scenario, choices)


def plan_values(scenario: Scenario, plan: Plan) -> dict[str, Value]:
    """Give the inputs that a plan settles: options, quantities, items and sizes."""
    values: dict[str, Value] = {}
    for name, choice in plan.choices:
        values.update(choice_values(scenario.decision(name), choice))
    return values


def choice_values(decision: DecisionPoint, choice: Choice) -> dict[str, Value]:
    """Give the inputs that one choice settles."""
    if decision.choose == "any":
        values: dict[str, Value] = {f"{decision.id}.{option}": option in choice for option in decision.option_ids}
        values[f"{decision.id}.size"] = len(choice)
        return values
    option = decision.option(str(choice))
    quantities: dict[str, Value] = {f"{decision.id}.{name}": value for name, value in option.quantities.items()}
    return {decision.id: option.id, **quantities}


def refusals(scenario: Scenario, plan: Plan) -> tuple[Refusal, ...]:
    """Give the coherence rules that a plan breaks for certain, whatever is still open."""
    values = plan_values(scenario, plan)
    found: list[Refusal] = []
    for table in scenario.tables_of("coherence"):
        names = [column.name for column in table.table.inputs]
        for rule, reason in zip(table.table.rules, table.reasons, strict=True):
            tests = zip(names, rule.conditions, strict=True)
            if all(test.is_any or (name in values and test.admits(values[name])) for name, test in tests):
                found.append(Refusal(rule.id, reason.because, reason.claims, reason.assumptions))
    return tuple(found)


def open_options(scenario: Scenario, plan: Plan, decision: str) -> tuple[str, ...]:
    """Give the options of a decision that some coherent complete plan still has."""
    point = scenario.decision(decision)
    if point.choose == "any":
        return point.option_ids
    return tuple(
        option for option in point.option_ids if _completable(scenario, {**dict(plan.choices), decision: option})
    )


def _completable(scenario: Scenario, choices: Mapping[str, Choice]) -> bool:
    """Tell whether a coherent complete plan has these choices; only decisions that coherence rules read are tried."""
    try:
        plan = plan_of(scenario, choices)
    except IllegalPlan:
        return False
    read = {scenario.inputs.sources[i.name].of for table in scenario.tables_of("coherence") for i in table.table.inputs}
    point = next((each for each in undecided(scenario, plan) if each.id in read), None)
    if point is None:
        return True
    ways: Iterable[Choice] = point.option_ids
    if point.choose == "any":
        sizes = range(len(point.option_ids) + 1)
        ways = chain.from_iterable(combinations(point.option_ids, size) for size in sizes)
    return any(_completable(scenario, {**choices, point.id: way}) for way in ways)
