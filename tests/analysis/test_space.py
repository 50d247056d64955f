"""The front door: shares, where a plan stands, roads not taken and closed, each against every single plan."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercise.analysis.contributions import compared
from exercise.analysis.edges import distances, edges
from exercise.analysis.frontier import frontier, kept_off
from exercise.analysis.luck import odds, variations
from exercise.analysis.roads import closed_roads, roads, what_if
from exercise.analysis.space import explore
from exercise.play.adjudication import adjudicate
from exercise.play.ledger import Circumstances
from exercise.play.plan import IllegalPlan, plan_of, with_choice
from exercise.play.situation import Situation
from tests.fakes import bridge, shipped
from tests.worlds import circumstances, plans_of, scenarios


def neighbours(scenario, plan):
    """Every plan that chooses otherwise in one decision, in one item of a set; written without roads.py."""
    for decision in scenario.frame.decisions:
        before = plan.get(decision.id)
        if isinstance(before, str):
            yield from ((decision.id, option) for option in decision.option_ids if option != before)
        else:
            for item in decision.option_ids:
                yield decision.id, tuple(i for i in decision.option_ids if (i in before) != (i == item))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_shares_and_standings_are_counts_over_every_plan_with_what_happened_in_place(data):
    scenario = data.draw(scenarios())
    around = data.draw(circumstances(scenario))
    plans = list(plans_of(scenario))
    outcomes = [adjudicate(scenario, plan, around) for plan in plans]
    space = explore(scenario, around)
    row = data.draw(st.integers(0, len(plans) - 1))
    assert space.outcome(plans[row]) == outcomes[row]
    for at, standing in enumerate(space.standings(plans[row])):
        own = outcomes[row].measures[at]
        points = [outcome.measures[at].points for outcome in outcomes]
        bands = Counter(outcome.measures[at].band for outcome in outcomes)
        assert (standing.measure, standing.points, standing.band) == (own.measure, own.points, own.band)
        assert standing.fewer == sum(each < own.points for each in points)
        assert standing.as_many == points.count(own.points)
        assert standing.more == sum(each > own.points for each in points)
        assert standing.in_band == bands[own.band]
        assert {band: count for band, count in space.shares()[own.measure].items() if count} == bands
    if scenario.frame.end_states:
        ends = Counter(outcome.end_state for outcome in outcomes)
        assert {end: count for end, count in space.endings().items() if count} == ends


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_roads_are_every_single_change_with_all_it_moves_and_the_rules_that_do_it(data):
    scenario = data.draw(scenarios())
    around = data.draw(circumstances(scenario))
    plan = data.draw(st.sampled_from(list(plans_of(scenario))))
    now = adjudicate(scenario, plan, around)
    open_ones, closed = {}, {}
    for decision, choice in neighbours(scenario, plan):
        try:
            open_ones[decision, choice] = adjudicate(scenario, with_choice(scenario, plan, decision, choice), around)
        except IllegalPlan as error:
            closed[decision, choice] = error.problems
    found = roads(scenario, Situation(None, plan, around))
    assert [(road.decision, road.choice) for road in found] == list(open_ones)
    for road in found:
        then = open_ones[road.decision, road.choice]
        pairs = [
            (before, after)
            for before, after in zip(now.measures, then.measures, strict=True)
            if (before.points, before.band) != (after.points, after.band)
        ]
        assert [(each.measure, each.before, each.after, each.points) for each in road.moved] == [
            (before.measure, before.band, after.band, after.points - before.points) for before, after in pairs
        ]
        for each, (before, after) in zip(road.moved, pairs, strict=True):
            assert each.lines
            gone, come = set(before.lines) - set(after.lines), set(after.lines) - set(before.lines)
            assert set(each.lines) == {line for line in gone | come if line.points}
        assert [each.measure for each in road.turned] == [b.measure for b, a in pairs if b.band != a.band]
        assert road.end_state == then.end_state
        assert bool(road.ended_by) is (then.end_state != now.end_state)
        assert road.price == ()
    whole = what_if(scenario, Situation(None, plan, around), {decision.id for decision in scenario.frame.decisions})
    for road, other in zip(found, whole, strict=True):
        assert (road.decision, road.choice) == (other.decision, other.choice)
        assert [(each.measure, each.before, each.after, each.points) for each in road.moved] == [
            (each.measure, each.before, each.after, each.points) for each in other.shifted
        ]
    shut = closed_roads(scenario, plan)
    assert {(each.decision, each.choice): tuple(r.rule for r in each.refusals) for each in shut} == {
        key: tuple(problem.split(":")[0].removeprefix("rule ") for problem in problems)
        for key, problems in closed.items()
    }


def test_the_row_that_names_another_ending_is_given():
    scenario = shipped("practice")
    plan = plan_of(scenario, {"crossing": "everybody", "tasks": "watch"})
    found = {(road.decision, road.choice): road for road in roads(scenario, Situation(None, plan))}
    without_watch = found["tasks", ()]
    assert (without_watch.end_state, without_watch.ended_by) == ("long_night", "end.long-night")
    assert found["crossing", "families"].ended_by == ""


def test_a_change_that_a_rule_forbids_names_the_rule():
    scenario = bridge().scenario()
    plan = plan_of(scenario, {"where": "near", "how": "slow", "gifts": "", "watch": "none"})
    (closed,) = closed_roads(scenario, plan)
    assert (closed.decision, closed.choice) == ("where", "far")
    assert [refusal.rule for refusal in closed.refusals] == ["coherence.r0"]


def test_the_front_door_answers_as_the_rooms_behind_it_and_works_out_a_question_once():
    scenario = bridge().scenario()
    around = Circumstances((("I1", "yes"),), rolls=(("rain", "wet"),))
    space = explore(scenario, around)
    assert explore(scenario, around) is space
    assert explore(scenario) is not space
    plan = plan_of(scenario, {"where": "near", "how": "wild", "gifts": "tea", "watch": "one"})
    outcome = adjudicate(scenario, plan, around)
    assert space.contributions(plan) == compared(scenario, outcome)
    assert space.edges() == edges(scenario, around)
    assert space.distances(plan) == distances(scenario, outcome)
    assert space.odds(plan) == odds(scenario, plan, around)
    assert space.variations() == variations(scenario, around)
    assert space.roads(plan) == roads(scenario, Situation(None, plan, around))
    assert space.closed_roads(plan) == closed_roads(scenario, plan)
    assert space.frontier() is space.frontier()
    assert space.frontier().rows.tolist() == frontier(space.plans).rows.tolist()
    assert space.frontier(in_bands=True).in_bands
    assert space.kept_off(plan) == kept_off(frontier(space.plans), plan)


def test_only_whole_plans_have_a_place_in_the_space():
    scenario = bridge().scenario()
    part = plan_of(scenario, {"where": "near"})
    with pytest.raises(IllegalPlan, match="is not made"):
        explore(scenario).outcome(part)
    with pytest.raises(ValueError, match="not complete"):
        explore(scenario).standings(part)
