"""The cone is exact: equal to completing a plan in every way and then changing it once in every way that is allowed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercise.analysis.cone import Cone, Reach, cone
from exercise.play.adjudication import adjudicate
from exercise.play.plan import IllegalPlan, plan_of
from exercise.play.situation import Situation, answered, changed, committed, opening, turn_plan
from tests.fakes import bridge, one, shipped
from tests.worlds import plans_of, scenarios


def completions(scenario, plan):
    """Every coherent complete plan that has a plan's choices."""
    return [each for each in plans_of(scenario) if set(plan.choices) <= set(each.choices)]


def single_changes(scenario, situation, plan):
    """Every situation that one late change leads to from a complete plan, as `changed` allows it."""
    rule = scenario.frame.change
    turns = tuple(turn_plan(scenario, situation.variant))
    done = replace(situation, plan=plan, turns=turns)
    for name in rule.decisions if rule is not None else ():
        decision, before = scenario.decision(name), plan.get(name)
        if decision.choose == "one":
            ways = [option for option in decision.option_ids if option != before]
        else:
            ways = [
                tuple(i for i in decision.option_ids if (i in before) != (i == item)) for item in decision.option_ids
            ]
        for way in ways:
            try:
                yield changed(scenario, done, "late", name, way)
            except IllegalPlan:
                continue


def brute_cone(scenario, situation) -> Cone:
    """The cone, by trying everything."""
    plans = completions(scenario, situation.plan)
    reached = {(plan, situation.circumstances) for plan in plans}
    for plan in plans:
        reached |= {(each.plan, each.circumstances) for each in single_changes(scenario, situation, plan)}
    outcomes = [adjudicate(scenario, plan, around) for plan, around in reached]
    reach = {}
    for measure in scenario.frame.measures:
        found = [outcome.measure(measure.id) for outcome in outcomes]
        points, bands = [each.points for each in found], {each.band for each in found}
        reach[measure.id] = Reach(min(points), max(points), tuple(band for band in measure.band_ids if band in bands))
    ends = {outcome.end_state for outcome in outcomes}
    return Cone(len(plans), reach, tuple(end.id for end in scenario.frame.end_states if end.id in ends))


def situation_after(scenario, plan, turns, variant=None):
    """Where a plan stands when its first turns are committed."""
    situation = opening(scenario, variant)
    for turn in list(turn_plan(scenario, variant))[:turns]:
        names = turn_plan(scenario, variant)[turn]
        situation = committed(scenario, situation, turn, {name: plan.get(name) for name in names})
    return situation


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_cone_of_a_small_world_is_what_brute_force_finds(data):
    scenario = data.draw(scenarios())
    plans = list(plans_of(scenario))
    turns = len(turn_plan(scenario, None))
    situation = situation_after(scenario, data.draw(st.sampled_from(plans)), data.draw(st.integers(0, turns)))
    for each in scenario.injects:
        if data.draw(st.booleans()) and situation.turns:
            situation = replace(situation, circumstances=replace(situation.circumstances, answers=((each.id, "yes"),)))
    situation = replace(situation, change_spent=data.draw(st.booleans()))
    assert cone(scenario, situation) == brute_cone(scenario, situation)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("spent", [False, True])
def test_the_cone_of_the_bridge_is_what_brute_force_finds(turns, spent):
    scenario = bridge().scenario()
    plan = plan_of(scenario, {"where": "near", "how": "fast", "gifts": "tea", "watch": "none"})
    situation = replace(situation_after(scenario, plan, turns), change_spent=spent)
    assert cone(scenario, situation) == brute_cone(scenario, situation)


FLAGSHIP_CASES = ["default", "heaviest", "intent-east", "least-burden-parallel"]


def flagship_plan(name):
    scenario = shipped("dprk-deployment")
    case = next(each for each in scenario.cases if each.case == name)
    return scenario, plan_of(scenario, case.plan)


def flagship_brute(scenario, situation):
    """As `brute_cone`, with the few open decisions of the flagship filled in directly."""
    choices = [dict(situation.plan.choices)]
    for decision in scenario.frame.decisions:
        if situation.plan.get(decision.id) is None:
            choices = [{**each, decision.id: option} for each in choices for option in decision.option_ids]
    plans = [plan_of(scenario, each) for each in choices]
    return plans, [around for plan in plans for around in single_changes(scenario, situation, plan)]


@pytest.mark.parametrize("name", FLAGSHIP_CASES)
@pytest.mark.parametrize(("turns", "spent"), [(4, False), (4, True), (5, False), (5, True)])
def test_the_cone_of_the_flagship_late_in_play_is_what_brute_force_finds(name, turns, spent):
    scenario, plan = flagship_plan(name)
    situation = replace(situation_after(scenario, plan, turns), change_spent=spent)
    plans, changes = flagship_brute(scenario, situation)
    assert bool(changes) is not spent
    found = [adjudicate(scenario, each, situation.circumstances) for each in plans]
    found += [adjudicate(scenario, each.plan, each.circumstances) for each in changes]
    shown = cone(scenario, situation)
    assert shown.plans == len(plans) == (9 if turns == 4 else 1)
    for measure in scenario.frame.measures:
        points = [each.measure(measure.id).points for each in found]
        bands = {each.measure(measure.id).band for each in found}
        reach = shown.reach[measure.id]
        assert (reach.least, reach.most, set(reach.bands)) == (min(points), max(points), bands), measure.id
    assert set(shown.end_states) == {each.end_state for each in found}


def test_answers_given_stand_in_the_cone_and_injects_to_come_do_not():
    scenario = bridge().scenario()
    situation = replace(situation_after(scenario, next(plans_of(scenario)), 1), change_spent=True)
    before = cone(scenario, situation)
    after = cone(scenario, answered(scenario, situation, "I1", "yes", None))
    assert (before.reach["danger"].least, after.reach["danger"].least) == (2, 1)
    assert after == brute_cone(scenario, answered(scenario, situation, "I1", "yes", None))


def test_a_set_that_is_still_open_counts_with_every_choice_of_items():
    scenario = bridge().scenario()
    situation = situation_after(scenario, next(plans_of(scenario)), 1)
    assert situation.plan.get("gifts") is None
    assert cone(scenario, situation).plans == 8


def test_a_variant_that_never_comes_to_the_late_turn_has_its_change_after_its_last():
    scenario = shipped("dprk-deployment")
    situation = opening(scenario, "45")
    plan = plan_of(scenario, next(each for each in scenario.cases if each.case == "default").plan)
    while turn := next((each for each in turn_plan(scenario, "45") if each not in situation.turns), None):
        with pytest.raises(IllegalPlan, match="a late change is only possible in turn 5"):
            changed(scenario, replace(situation, plan=plan), "late", "posture", "announce")
        names = turn_plan(scenario, "45")[turn]
        situation = committed(scenario, situation, turn, {name: plan.get(name) for name in names})
    assert situation.turns[-1] < scenario.frame.change.late_turn
    assert changed(scenario, situation, "late", "posture", "announce").change_spent
    assert cone(scenario, situation) != cone(scenario, replace(situation, change_spent=True))


def test_only_decisions_that_may_be_changed_widen_the_cone():
    fake = bridge()
    fake.change["decisions"] = "gifts"
    scenario = fake.scenario()
    plan = plan_of(scenario, {"where": "near", "how": "fast", "gifts": "tea", "watch": "none"})
    situation = situation_after(scenario, plan, 3)
    assert cone(scenario, situation) == brute_cone(scenario, situation)
    assert cone(scenario, situation).reach["danger"] == Reach(2, 2, ("b0",))


def test_a_change_whose_only_results_are_incoherent_does_not_widen_the_cone():
    fake = bridge()
    fake.decisions.append(one("alone", ["single"], 1))
    fake.change["decisions"] = "where alone"
    scenario = fake.scenario()
    choices = {"where": "near", "how": "slow", "gifts": "", "watch": "none", "alone": "single"}
    situation = situation_after(scenario, plan_of(scenario, choices), 3)
    assert cone(scenario, situation) == cone(scenario, replace(situation, change_spent=True))


def test_a_change_from_a_plan_that_is_not_coherent_does_not_widen_the_cone():
    fake = bridge()
    fake.decisions[0]["turn"] = 2
    fake.change["decisions"] = "where"
    fake.observations = []
    scenario = fake.scenario()
    plan = plan_of(scenario, {"where": "near", "how": "slow", "gifts": "", "watch": "none"})
    situation = situation_after(scenario, plan, 1)
    # With a slow way only near is coherent, so nobody can come to near by a change, at the price of one danger.
    assert cone(scenario, situation).reach["danger"] == Reach(2, 2, ("b0",))
    assert cone(scenario, situation) == brute_cone(scenario, situation)


def test_a_situation_keeps_its_plan_where_nothing_is_open():
    scenario = bridge().scenario()
    plan = plan_of(scenario, {"where": "far", "how": "wild", "gifts": "tea bread".replace(" ", ","), "watch": "one"})
    shown = cone(scenario, Situation(None, plan, turns=(1, 2, 3), change_spent=True))
    outcome = adjudicate(scenario, plan)
    assert shown.end_states == (outcome.end_state,)
    assert {name: (reach.least, reach.bands) for name, reach in shown.reach.items()} == {
        each.measure: (each.points, (each.band,)) for each in outcome.measures
    }
