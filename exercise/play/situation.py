"""Where a play stands: one frozen value, and the pure steps from one to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from exercise.play.ledger import QUIET, Change, Circumstances
from exercise.play.observing import observe
from exercise.play.plan import Choice, IllegalPlan, Plan, plan_of, plan_values, with_choice
from exercise.scenario.frame import DecisionPoint
from exercise.scenario.inputs import parse_cells
from exercise.scenario.model import Scenario
from exercise.scenario.playing import Inject, PlanEffect, Variant


@dataclass(frozen=True, slots=True)
class Situation:
    """A plan so far, what happened around it, the turns that are committed, and whether the one change is spent."""

    variant: str | None
    plan: Plan
    circumstances: Circumstances = QUIET
    turns: tuple[int, ...] = ()
    change_spent: bool = False


def variant_of(scenario: Scenario, variant: str) -> Variant:
    """Give a variant; raises IllegalPlan naming those there are."""
    for each in scenario.variants:
        if each.id == variant:
            return each
    known = ", ".join(each.id for each in scenario.variants)
    raise IllegalPlan([f"variant {variant!r}: there is none with this name; choose one of {known}"])


def opening(scenario: Scenario, variant: str | None) -> Situation:
    """Give the situation before the first turn: the variant's presets stand, nothing else is decided."""
    presets = variant_of(scenario, variant).presets if variant is not None else {}
    return Situation(variant, plan_of(scenario, presets))


def turn_plan(scenario: Scenario, variant: str | None) -> dict[int, tuple[str, ...]]:
    """Give the decisions of each turn, in the order of play; without a variant every decision is asked in its turn."""
    if variant is not None:
        return {turn.turn: turn.decisions for turn in variant_of(scenario, variant).turns}
    turns = sorted({decision.turn for decision in scenario.frame.decisions})
    return {turn: tuple(d.id for d in scenario.frame.decisions if d.turn == turn) for turn in turns}


def open_decisions(scenario: Scenario, situation: Situation) -> tuple[DecisionPoint, ...]:
    """Give the decisions of the next turn; none when every turn is committed."""
    for turn, decisions in turn_plan(scenario, situation.variant).items():
        if turn not in situation.turns:
            return tuple(scenario.decision(name) for name in decisions)
    return ()


def committed(
    scenario: Scenario, situation: Situation, turn: int, choices: Mapping[str, str | Sequence[str]]
) -> Situation:
    """Commit a turn's choices, all of them at once, and let the turn show what it shows.

    Raises IllegalPlan for a turn that is not the next one, choices that are missing or not its own, and plans that
    break a coherence rule.
    """
    turns = turn_plan(scenario, situation.variant)
    following = next((number for number in turns if number not in situation.turns), None)
    if turn != following:
        raise IllegalPlan([f"turn {turn} is not open; the next one is {following or 'none: all are committed'}"])
    problems = [f"decision {name!r} belongs to another turn" for name in choices if name not in turns[turn]]
    problems += [f"decision {name!r} is not made in turn {turn}" for name in turns[turn] if name not in choices]
    if problems:
        raise IllegalPlan(problems)
    plan = plan_of(scenario, {**dict(situation.plan.choices), **choices})
    circumstances = observe(scenario, plan, situation.circumstances, turn)
    return replace(situation, plan=plan, circumstances=circumstances, turns=(*situation.turns, turn))


def is_open(scenario: Scenario, inject: Inject, situation: Situation) -> bool:
    """Tell whether an inject's cells hold for the plan as it stands; a cell on something undecided does not hold."""
    values = plan_values(scenario, situation.plan)
    values.update(situation.circumstances.observed)
    cells = parse_cells(scenario.inputs, inject.open_when)
    return all(name in values and test.admits(values[name]) for name, test in cells)


def answered(scenario: Scenario, situation: Situation, inject_id: str, answer_id: str, item: str | None) -> Situation:
    """Answer an inject; the answer's points count from now on, and the plan moves where the answer moves it.

    Raises IllegalPlan where the inject is unknown, not open, already answered, comes in a later turn, or the answer
    asks for something that cannot be done.
    """
    inject, plan_effect = _check_answer(scenario, situation, inject_id, answer_id)
    answer = inject.answer(answer_id)
    if answer.spends_the_change and situation.change_spent:
        raise IllegalPlan([f"inject {inject_id}: the one change is already spent; choose another answer"])
    circumstances = replace(situation.circumstances, answers=(*situation.circumstances.answers, (inject_id, answer_id)))
    plan = situation.plan
    if plan_effect is not None and plan_effect.change is None:
        plan = _moved(scenario, plan, plan_effect, inject_id, item)
    # The change itself spends the change; the answer that opens it does not spend it twice.
    spends = answer.spends_the_change and (plan_effect is None or plan_effect.change is None)
    return replace(situation, plan=plan, circumstances=circumstances, change_spent=situation.change_spent or spends)


def _check_answer(
    scenario: Scenario, situation: Situation, inject_id: str, answer_id: str
) -> tuple[Inject, PlanEffect | None]:
    known = {inject.id: inject for inject in scenario.injects}
    if inject_id not in known:
        raise IllegalPlan([f"inject {inject_id!r}: there is none with this name; choose one of {', '.join(known)}"])
    inject = known[inject_id]
    allowed = [answer.id for answer in inject.answers]
    if answer_id not in allowed:
        raise IllegalPlan([f"inject {inject_id}: {answer_id!r} is no answer to it; choose one of {', '.join(allowed)}"])
    if any(name == inject_id for name, _ in situation.circumstances.answers):
        raise IllegalPlan([f"inject {inject_id} is already answered"])
    if not _has_come(scenario, inject, situation):
        raise IllegalPlan([f"inject {inject_id} has not come yet: it belongs to a turn that is not committed"])
    if not is_open(scenario, inject, situation):
        wants = ", ".join(f"{name} {cell}" for name, cell in inject.open_when.items())
        raise IllegalPlan([f"inject {inject_id} is not open for this plan; it needs {wants}"])
    return inject, inject.answer(answer_id).plan


def _has_come(scenario: Scenario, inject: Inject, situation: Situation) -> bool:
    """Tell whether an inject's turn is committed: the turn of its slot in the variant, else the turn it names."""
    turns = tuple(turn_plan(scenario, situation.variant))
    slotted = variant_of(scenario, situation.variant).turns if situation.variant is not None else ()
    due = tuple(turn.turn for turn in slotted if any(inject.id in slot.of for slot in turn.injects))
    # An inject of a turn in which nothing is decided comes with the next turn, or with the last.
    due = due or tuple(turn for turn in turns if turn >= inject.turn)[:1] or turns[-1:]
    return inject.turn == 0 or any(turn in situation.turns for turn in due)


def _moved(scenario: Scenario, plan: Plan, effect: PlanEffect, inject_id: str, item: str | None) -> Plan:
    """Give the plan after an answer moved it."""
    moved = effect.step or effect.give or str(effect.take)
    before = plan.get(moved)
    if before is None:
        raise IllegalPlan([f"inject {inject_id}: decision {moved!r} is not made yet, so this answer cannot move it"])
    if isinstance(before, str):
        options = scenario.decision(moved).option_ids
        at = options.index(before)
        steps = [at + step for step in (effect.by, effect.at_the_end) if 0 <= at + step < len(options)]
        return with_choice(scenario, plan, moved, options[steps[0]] if steps else before)
    if effect.give is not None:
        missing = next((each for each in effect.order if each not in before), None)
        return plan if missing is None else with_choice(scenario, plan, moved, (*before, missing))
    if item not in before:
        held = ", ".join(before) or "none"
        raise IllegalPlan([f"inject {inject_id}: name one item to take out; the plan has {held}"])
    return with_choice(scenario, plan, moved, tuple(each for each in before if each != item))


def changed(scenario: Scenario, situation: Situation, when: str, decision: str, choice: Choice) -> Situation:
    """Make the one change of plan.

    Raises IllegalPlan where it is already spent, not allowed for this decision or now, changes nothing or more than
    one item, or breaks a coherence rule.
    """
    rule = scenario.frame.change
    before = situation.plan.get(decision)
    problem = None
    if rule is None or decision not in rule.decisions:
        problem = f"decision {decision!r} cannot be changed"
    elif situation.change_spent:
        problem = "the one change is already spent"
    elif before is None:
        problem = f"decision {decision!r} is not made yet"
    elif when == "early" and (not situation.turns or situation.turns[-1] not in rule.early_turns):
        problem = "an early change is only possible in turns " + ", ".join(str(turn) for turn in rule.early_turns)
    elif when == "early" and situation.turns and scenario.decision(decision).turn >= situation.turns[-1]:
        problem = f"decision {decision!r} was made in this turn; only earlier ones can be changed"
    elif when == "late" and not _is_late(scenario, situation, rule.late_turn):
        problem = f"a late change is only possible in turn {rule.late_turn}, or once every turn is committed"
    if problem:
        raise IllegalPlan([problem])
    plan = with_choice(scenario, situation.plan, decision, choice)
    direction = _direction(before, plan.get(decision))
    circumstances = replace(situation.circumstances, change=Change(when, decision, direction))
    return replace(situation, plan=plan, circumstances=circumstances, change_spent=True)


def _is_late(scenario: Scenario, situation: Situation, late_turn: int) -> bool:
    """Tell whether the late turn has come; a shorter variant, which never comes to it, is late after its last turn."""
    turns = situation.turns
    return bool(turns) and (turns[-1] >= late_turn or set(turn_plan(scenario, situation.variant)) <= set(turns))


def _direction(before: Choice | None, after: Choice | None) -> str:
    if isinstance(before, tuple) and isinstance(after, tuple):
        moved = set(before) ^ set(after)
        if len(moved) != 1:
            raise IllegalPlan([f"one item may go in or out, not {len(moved)}"])
        return "in" if len(after) > len(before) else "out"
    if before == after:
        raise IllegalPlan(["this changes nothing"])
    return "none"


def rolled(scenario: Scenario, situation: Situation, chance_id: str, value: str) -> Situation:
    """Take in what chance said; raises IllegalPlan for a chance or a value that is none."""
    chance = next((each for each in scenario.frame.chances if each.id == chance_id), None)
    if chance is None or not chance.values.get(value):
        raise IllegalPlan([f"chance {chance_id!r} cannot say {value!r}"])
    others = tuple(pair for pair in situation.circumstances.rolls if pair[0] != chance_id)
    circumstances = replace(situation.circumstances, rolls=(*others, (chance_id, value)))
    return replace(situation, circumstances=circumstances)


def roll(scenario: Scenario, seed: int) -> tuple[tuple[str, str], ...]:
    """Throw every die of a scenario from a seed: the same seed says the same, on every machine and in every version.

    The 64 bits taken from SHA-256 of seed and chance are compared with the exact probabilities.
    """
    said: list[tuple[str, str]] = []
    for chance in scenario.frame.chances:
        digest = hashlib.sha256(f"{seed}:{chance.id}".encode()).digest()
        drawn = Fraction(int.from_bytes(digest[:8], "big"), 2**64)
        reached = Fraction(0)
        for value, share in chance.values.items():
            reached += share
            if drawn < reached:
                said.append((chance.id, value))
                break
    return tuple(said)
