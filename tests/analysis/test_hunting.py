"""Try to break it: what is looked for, compared with every single plan; and what stands in the way."""

from dataclasses import replace

import pytest

from exercise.analysis.grid import plan_space
from exercise.analysis.hunting import found_in, goals, reached, row_of, walls
from exercise.play.adjudication import adjudicate
from exercise.play.ledger import LIMIT
from exercise.play.plan import plan_of
from tests.fakes import shipped

PRACTICE = shipped("practice")
FLAGSHIP = shipped("dprk-deployment")


def breakable():
    """The practice scenario with one goal that some plans reach."""
    check = next(each for each in PRACTICE.checks if each.hunt)
    assert check.never is not None
    easier = check.model_copy(update={"never": check.never.model_copy(update={"points": "< 4"})})
    scenario = replace(PRACTICE, checks=(easier,))
    return scenario, goals(scenario)[0]


def test_counting_and_reaching_agree_with_every_single_plan():
    scenario, goal = breakable()
    space = plan_space(scenario)
    plans = [space.plan(row) for row in range(space.size)]
    expected = [adjudicate(scenario, plan).measure(goal.measure).points < 4 for plan in plans]
    assert 0 < sum(expected) < space.size
    assert found_in(scenario, space, goal) == sum(expected)
    assert [reached(scenario, space, goal, row) for row in range(space.size)] == expected
    assert [row_of(space, plan) for plan in plans] == list(range(space.size))


def test_a_plan_that_is_not_complete_has_no_row():
    with pytest.raises(ValueError, match="not complete"):
        row_of(plan_space(PRACTICE), plan_of(PRACTICE, {}))


def test_the_flagship_keeps_what_it_promises_over_every_plan():
    space = plan_space(FLAGSHIP)
    hunted = goals(FLAGSHIP)
    assert [goal.check for goal in hunted] == ["K1", "K6-floor"]
    assert [found_in(FLAGSHIP, space, goal) for goal in hunted] == [0, 0]
    assert space.size == 435_456


def test_what_stands_in_the_way_of_more_is_the_cap_and_what_takes_points_away():
    goal = goals(FLAGSHIP)[0]
    space = plan_space(FLAGSHIP)
    for row in (0, 1234, space.size - 1):
        found = walls(goal, space, adjudicate(FLAGSHIP, space.plan(row)))
        assert found[0].table == LIMIT
        assert "DA13" in found[0].assumptions
        assert all(line.points < 0 for line in found[1:])
        assert len(found) <= 3


def test_what_stands_in_the_way_of_nothing_is_the_floor_and_what_adds_points():
    goal = goals(FLAGSHIP)[1]
    space = plan_space(FLAGSHIP)
    found = walls(goal, space, adjudicate(FLAGSHIP, space.plan(77)))
    assert found[0].table == LIMIT
    assert all(line.points > 0 for line in found[1:])
    assert found[1].points >= found[-1].points
