"""The efficient frontier is exact: what no plan beats, found again by comparing every plan with every other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercise.analysis.frontier import Objective, frontier, kept_off, objectives
from exercise.analysis.grid import plan_space
from exercise.analysis.masks import SpaceError
from exercise.analysis.undominated import Ranks, undominated
from exercise.play.adjudication import adjudicate
from exercise.play.plan import plan_of
from tests.fakes import Fake, bridge, measure, one, shipped, some
from tests.worlds import plans_of, scenarios

FLAGSHIP = shipped("dprk-deployment")


def compared_by_hand(scenario, plan, compared, in_bands):
    """What a plan has of each objective, turned round so that less is better; bands as their places."""
    outcome = adjudicate(scenario, plan)
    measures = {measure.id: measure for measure in scenario.frame.measures}
    found = []
    for objective in compared:
        parts = scenario.frame.totals.get(objective.name, (objective.name,))
        value = sum(outcome.measure(part).points for part in parts)
        if in_bands and objective.name in measures and measures[objective.name].ratio is None:
            value = measures[objective.name].band_ids.index(outcome.measure(objective.name).band)
        found.append(-value if objective.more else value)
    return tuple(found)


def beats(one, other):
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def apart(plan, other):
    """Decisions chosen otherwise, then items and options chosen otherwise."""
    pairs = [(a, b) for (_, a), (_, b) in zip(plan.choices, other.choices, strict=True) if a != b]
    return len(pairs), sum(len(set(a) ^ set(b)) if isinstance(a, tuple) else 1 for a, b in pairs)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_the_frontier_of_a_small_world_is_what_brute_force_finds_and_so_is_what_keeps_a_plan_off_it(data):
    scenario = data.draw(scenarios())
    names = [*scenario.frame.totals, *(measure.id for measure in scenario.frame.measures)]
    compared = tuple(
        Objective(name, data.draw(st.booleans()))
        for name in data.draw(st.lists(st.sampled_from(names), unique=True, min_size=1))
    )
    in_bands = data.draw(st.booleans())
    plans = list(plans_of(scenario))
    values = [compared_by_hand(scenario, plan, compared, in_bands) for plan in plans]
    different = set(values)
    best = {value for value in different if not any(beats(other, value) for other in different)}
    found = frontier(plan_space(scenario), compared, in_bands=in_bands)
    assert found.rows.tolist() == [value in best for value in values]
    assert (found.plans, found.outcomes, found.efficient) == (
        sum(value in best for value in values),
        len(different),
        len(best),
    )
    for decision in scenario.frame.decisions:
        chosen = [plan.get(decision.id) for plan, value in zip(plans, values, strict=True) if value in best]
        assert found.by_option(decision.id) == {
            option: sum(option == choice or (isinstance(choice, tuple) and option in choice) for choice in chosen)
            for option in decision.option_ids
        }
    row = data.draw(st.integers(0, len(plans) - 1))
    off = kept_off(found, plans[row])
    beating = [at for at, value in enumerate(values) if beats(value, values[row])]
    if not beating:
        assert off is None
        return
    assert off is not None
    nearest = plans[min(beating, key=lambda at: (apart(plans[row], plans[at]), at))]
    assert (off.beaten_by, off.nearest) == (len(beating), nearest)
    assert list(off.decisions) == [d.id for d in scenario.frame.decisions if plans[row].get(d.id) != nearest.get(d.id)]
    there = compared_by_hand(scenario, nearest, compared, in_bands)
    signs = [-1 if objective.more else 1 for objective in compared]
    assert [(each.objective, each.here, each.there) for each in off.better] == [
        (objective.name, sign * a, sign * b)
        for objective, sign, a, b in zip(compared, signs, values[row], there, strict=True)
        if a != b
    ]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 14), st.integers(1, 60), st.sampled_from([2, 3, 40, 100_000]))
def test_outcomes_are_compared_exactly_however_many_objectives_and_ranks_there_are(seed, count, plans, ranks):
    values = np.random.default_rng(seed).integers(0, ranks, (count, plans))
    found = undominated([Ranks(each, ranks) for each in values], (plans,))
    rows = [tuple(column) for column in values.T.tolist()]
    expected = [not any(beats(other, row) for other in rows) for row in rows]
    assert found.rows((plans,)).tolist() == expected


def test_so_many_different_outcomes_that_it_would_take_minutes_are_refused():
    rising = np.arange(100_000)
    with pytest.raises(SpaceError, match="compare fewer objectives, or bands"):
        undominated([Ranks(rising, 100_000), Ranks(rising[::-1], 100_000)], (100_000,))


def test_the_frontier_of_the_flagship_is_that_of_the_balance_notes():
    space = plan_space(FLAGSHIP)
    found = frontier(space)
    assert (found.outcomes, found.efficient, found.plans) == (392_895, 70_369, 73_114)
    shares = {option: round(100 * count / found.plans, 1) for option, count in found.by_option("deployment").items()}
    assert shares == {"rear": 33.8, "east": 31.3, "kursk": 34.9}
    items = {item: round(100 * count / found.plans, 1) for item, count in found.by_option("package").items()}
    assert (items["tactics"], items["nuclear_delivery"]) == (52.1, 9.2)
    assert frontier(space, in_bands=True).plans == 2_630
    without = [each for each in objectives(FLAGSHIP) if each.name != "yardstick_days"]
    assert frontier(space, without).plans == 41_602


def test_one_decision_chosen_otherwise_is_nearer_than_two_however_many_items_go_in():
    decisions = [some("gifts", ["i", "j", "k"], 1), one("a", ["x", "y"], 1), one("b", ["x", "y"], 1)]
    fake = Fake(decisions=decisions, measures=[measure("cost", start=5)])
    none = dict.fromkeys(("if gifts.size", "if a", "if b"), "-")
    rows = [{**none, "if gifts.size": "3"}, {**none, "if a": "y", "if b": "y"}]
    fake.tables = {"cost": ({"kind": "modifier"}, [{**row, "then cost": "-1"} for row in rows])}
    scenario = fake.scenario()
    off = kept_off(frontier(plan_space(scenario)), plan_of(scenario, {"gifts": "", "a": "x", "b": "x"}))
    assert off is not None
    assert (off.decisions, off.nearest.get("gifts")) == (("gifts",), ("i", "j", "k"))
    assert off.beaten_by == 4 + 7


def test_every_measure_with_a_direction_is_compared_where_a_scenario_lists_nothing():
    fake = bridge()
    fake.measures[1]["direction"] = "neutral"
    assert objectives(fake.scenario()) == (Objective("danger", more=False), Objective("days", more=True))
    assert [each.name for each in objectives(FLAGSHIP)] == [
        measure.id for measure in FLAGSHIP.frame.measures if measure.direction != "neutral"
    ]


def test_a_scenario_may_list_what_its_frontier_compares_and_a_total_stands_for_its_parts():
    scenario = bridge().scenario()
    frame = scenario.frame.model_copy(update={"frontier": ("both", "days")})
    listed = type(scenario)(**{**vars(scenario), "frame": frame})
    assert objectives(listed) == (Objective("both", more=False), Objective("days", more=True))


def test_where_no_measure_has_a_direction_no_plan_is_better_than_another_and_it_says_so():
    fake = bridge()
    for each in fake.measures:
        each["direction"] = "neutral"
    with pytest.raises(SpaceError, match="no measure has a direction"):
        frontier(plan_space(fake.scenario()))


def test_a_plan_that_is_not_in_the_space_is_refused():
    scenario = bridge().scenario()
    with pytest.raises(ValueError, match="not complete"):
        kept_off(frontier(plan_space(scenario)), plan_of(scenario, {}))
