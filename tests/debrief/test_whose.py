"""Which lines of a ledger are put to the player, to say whose rule each is."""

import pytest

from exercise.debrief.whose import BASES, MOST_ASKED, telling_lines
from exercise.play.adjudication import adjudicate
from exercise.play.ledger import QUIET, Outcome
from exercise.play.plan import plan_of
from exercise.scenario.library import find_folder, read_scenario
from exercise.scenario.model import Scenario


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return read_scenario(find_folder("dprk-deployment"))


def outcome_of_case(scenario: Scenario, name: str) -> Outcome:
    case = next(each for each in scenario.cases if each.case == name)
    return adjudicate(scenario, plan_of(scenario, case.plan))


def test_there_is_one_line_of_each_basis_and_they_stand_in_the_order_of_the_ledger(flagship: Scenario):
    outcome = outcome_of_case(flagship, "default")
    lines = telling_lines(outcome)
    assert sorted(line.basis for line in lines) == sorted(BASES)
    assert sorted(lines, key=outcome.ledger().index) == list(lines)


def test_the_heaviest_line_of_a_basis_is_asked_and_no_start(flagship: Scenario):
    for case in flagship.cases:
        outcome = outcome_of_case(flagship, case.case)
        lines = telling_lines(outcome)
        assert all(line.table != "start" for line in lines)
        for line in lines:
            others = [
                each.points
                for each in outcome.ledger()
                if each.basis == line.basis and each.table not in {"start", "scale"}
            ]
            assert abs(line.points) == max(map(abs, others))


def test_where_a_basis_is_missing_the_heaviest_lines_left_fill_up():
    scenario = read_scenario(find_folder("practice"))
    lines = telling_lines(outcome_of_case(scenario, "everything"))
    assert len(lines) == MOST_ASKED
    assert {line.basis for line in lines} == {"stated", "assumption"}


def test_a_limit_that_did_not_bind_is_asked_only_where_nothing_moved_by_that_basis():
    scenario = read_scenario(find_folder("practice"))
    outcome = outcome_of_case(scenario, "everything")
    stated = [line for line in telling_lines(outcome) if line.basis == "stated"]
    assert [line.table for line in stated] == ["ratio"]


def test_an_outcome_without_lines_asks_nothing():
    assert telling_lines(Outcome(plan_of(read_scenario(find_folder("practice")), {}), QUIET, (), (), {})) == ()
