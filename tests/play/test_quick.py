"""The quick way to an outcome is the ordinary way's outcome, line by line."""

import pytest

from exercise.analysis.grid import plan_space
from exercise.play.adjudication import adjudicate
from exercise.play.ledger import QUIET, Circumstances
from exercise.play.quick import quick
from exercise.play.working import work_out
from tests.fakes import bridge, shipped

STEP = 397


@pytest.mark.parametrize("name", ["dprk-deployment", "practice"])
def test_a_complete_plan_comes_out_the_same_both_ways(name):
    scenario = shipped(name)
    assert quick(scenario) is not None
    space = plan_space(scenario)
    for row in range(0, space.size, STEP if space.size > STEP else 1):
        plan = space.plan(row)
        shown, ordinary = adjudicate(scenario, plan), work_out(scenario, plan, QUIET, whole=True)
        assert shown == ordinary
        assert shown.values == ordinary.values


def test_a_roll_counts_in_the_quick_way_as_well():
    scenario = shipped("practice")
    space = plan_space(scenario)
    for chance in scenario.frame.chances:
        for value in chance.values:
            around = Circumstances(rolls=((chance.id, value),))
            for row in range(space.size):
                plan = space.plan(row)
                assert adjudicate(scenario, plan, around) == work_out(scenario, plan, around, whole=True)


def test_a_decision_table_that_reads_a_total_keeps_to_the_ordinary_way():
    fake = bridge()
    fake.tables["mood"] = (
        {"kind": "decision", "hit_policy": "U", "values": ["bright", "dark"]},
        [{"if both": "< 4", "then mood": "bright"}, {"if both": ">= 4", "then mood": "dark"}],
    )
    scenario = fake.scenario()
    assert quick(scenario) is None
    plan = plan_space(scenario).plan(0)
    assert adjudicate(scenario, plan).values["mood"] in {"bright", "dark"}
