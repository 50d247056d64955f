"""Plans: read from words, refused with every fault at once, and open only to what can still be completed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercise.play.plan import IllegalPlan, Plan, open_options, plan_of, plan_values, refusals, undecided
from tests.fakes import bridge, shipped
from tests.worlds import plans_of, scenarios


def test_choices_stand_in_the_order_of_the_scenario_whatever_order_they_came_in():
    scenario = bridge().scenario()
    plan = plan_of(scenario, {"watch": "one", "gifts": ["bread", "tea"], "where": "far"})
    assert plan.choices == (("where", "far"), ("gifts", ("tea", "bread")), ("watch", "one"))
    assert plan == plan_of(scenario, {"where": " far ", "gifts": "tea, bread", "watch": "one"})
    assert plan.as_mapping() == {"where": "far", "gifts": ["tea", "bread"], "watch": "one"}
    assert [decision.id for decision in undecided(scenario, plan)] == ["how"]


def test_everything_wrong_with_a_plan_is_said_at_once():
    scenario = bridge().scenario()
    with pytest.raises(IllegalPlan) as refused:
        plan_of(scenario, {"wear": "far", "how": "fst", "gifts": "tee", "watch": ["none", "one"], "where": ""})
    assert refused.value.problems == (
        "decision 'wear': there is none with this name; did you mean 'where'?",
        "decision 'how': 'fst' is none of its options; did you mean 'fast'?",
        "decision 'gifts': 'tee' is none of its options; did you mean 'tea'?",
        "decision 'watch': 2 options chosen; choose one of none, one",
        "decision 'where': 0 options chosen; choose one of near, far",
    )


def test_an_incoherent_plan_is_refused_with_the_reason_of_its_rule():
    scenario = shipped("dprk-deployment")
    with pytest.raises(IllegalPlan) as refused:
        plan_of(scenario, {"unit": "fill", "command": "parallel"})
    assert [problem.partition(":")[0] for problem in refused.value.problems] == [
        "rule fill-command",
        "rule parallel-sector",
    ]


def test_a_plan_settles_options_quantities_items_and_sizes():
    scenario = bridge().scenario()
    assert plan_values(scenario, plan_of(scenario, {"where": "far", "gifts": "bread"})) == {
        "where": "far",
        "where.troops": 30,
        "gifts.tea": False,
        "gifts.bread": True,
        "gifts.size": 1,
    }


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_an_option_is_open_exactly_where_some_coherent_plan_still_has_it(data):
    scenario = data.draw(scenarios())
    plans = list(plans_of(scenario))
    seed = data.draw(st.sampled_from(plans))
    kept = data.draw(st.sets(st.sampled_from(sorted(seed.decided()))))
    part = Plan(tuple(pair for pair in seed.choices if pair[0] in kept))
    for decision in scenario.frame.decisions:
        if decision.choose == "any":
            continue
        others = {pair for pair in part.choices if pair[0] != decision.id}
        reachable = {plan.get(decision.id) for plan in plans if others <= set(plan.choices)}
        assert set(open_options(scenario, part, decision.id)) == reachable


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_what_a_partial_plan_breaks_every_completion_breaks(data):
    scenario = data.draw(scenarios())
    plan = data.draw(st.sampled_from(list(plans_of(scenario))))
    kept = data.draw(st.sets(st.sampled_from(sorted(plan.decided()))))
    assert refusals(scenario, Plan(tuple(pair for pair in plan.choices if pair[0] in kept))) == ()


def test_an_option_is_open_also_where_only_several_items_together_complete_the_plan():
    fake = bridge()
    fake.tables["coherence"] = (
        {"kind": "coherence"},
        [{"if where": "far", "if gifts.size": "< 2"}, {"if where": "near", "if gifts.size": "-"}],
    )
    scenario = fake.scenario()
    assert open_options(scenario, Plan(), "where") == ("far",)
    assert open_options(scenario, Plan((("gifts", ("tea",)),)), "where") == ()
