"""The plan space equals `adjudicate` bit for bit: on every plan of small worlds, and on the shipped scenarios."""

import multiprocessing
from itertools import chain

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from exercise.analysis.grid import PlanSpace, plan_space
from exercise.analysis.masks import SpaceError
from exercise.play.adjudication import adjudicate
from exercise.play.ledger import QUIET, Change, Circumstances
from tests.fakes import bridge, shipped
from tests.worlds import circumstances, plans_of, scenarios

FLAGSHIP = "dprk-deployment"


def columns_of(space: PlanSpace, rows: list[int]):
    """Every measure's points and bands, and the endings, of some rows."""
    measures = space.scenario.frame.measures
    points = {m.id: space.column(space.points[m.id])[rows].tolist() for m in measures}
    bands = {m.id: [m.band_ids[code] for code in space.column(space.bands[m.id])[rows].tolist()] for m in measures}
    ends = [end.id for end in space.scenario.frame.end_states] or [None]
    return points, bands, [ends[code] for code in space.column(space.end_states)[rows].tolist()]


def differing(space: PlanSpace, wanted, around: Circumstances = QUIET):
    """The first row on which the plan space and `adjudicate` differ, and how; None where they agree."""
    rows = list(wanted)
    points, bands, ends = columns_of(space, rows)
    for at, row in enumerate(rows):
        plan = space.plan(row)
        outcome = adjudicate(space.scenario, plan, around)
        found = {m.measure: (m.points, m.band) for m in outcome.measures}
        seen = {name: (points[name][at], bands[name][at]) for name in points}
        if (found, outcome.end_state) != (seen, ends[at]):
            return row, plan, found, seen, outcome.end_state, ends[at]
    return None


@settings(max_examples=80, deadline=None)
@given(scenarios())
def test_every_plan_of_a_small_world_is_in_the_space_and_comes_out_as_adjudicated(scenario):
    space = plan_space(scenario)
    assert [space.plan(row) for row in range(space.size)] == list(plans_of(scenario))
    assert differing(space, range(space.size)) is None


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_answers_observations_a_change_and_rolls_count_in_the_space_as_in_adjudication(data):
    scenario = data.draw(scenarios())
    around = data.draw(circumstances(scenario))
    space = plan_space(scenario, around)
    assert differing(space, range(space.size), around) is None


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_restricted_space_holds_the_plans_that_keep_to_it_and_no_others(data):
    scenario = data.draw(scenarios())
    around = data.draw(circumstances(scenario))
    whole = plan_space(scenario)
    axes = data.draw(st.lists(st.sampled_from(whole.axes.all), unique=True, max_size=3))
    allowed = {axis.name: data.draw(st.lists(st.sampled_from(axis.values), unique=True, min_size=1)) for axis in axes}
    kept = [plan for plan in plans_of(scenario) if all(keeps(plan, axis, allowed[axis.name]) for axis in axes)]
    assume(kept)
    space = plan_space(scenario, around, allowed)
    assert [space.plan(row) for row in range(space.size)] == kept
    assert differing(space, range(space.size), around) is None


def keeps(plan, axis, values):
    choice = plan.get(axis.decision)
    return (choice if axis.item is None else axis.item in choice) in values


def test_a_restriction_that_leaves_no_plan_is_an_error_that_says_so():
    with pytest.raises(SpaceError, match="no coherent plan keeps to these choices"):
        plan_space(bridge().scenario(), allowed={"where": ["far"], "how": ["slow"]})


def test_points_that_add_up_beyond_sixteen_bits_are_kept_whole():
    fake = bridge()
    fake.measures[0]["scale"]["most"] = 100_000
    note, rows = fake.tables["danger"]
    fake.tables["danger"] = (
        note,
        [{**row, "if where": "-", "if how": "-", "then danger": "10000"} for row in rows * 2],
    )
    fake.tables["limits"] = (fake.tables["limits"][0], fake.tables["limits"][1][:1])
    space = plan_space(fake.scenario())
    assert int(space.points["danger"].max()) == 40_002
    assert differing(space, range(space.size)) is None


@pytest.mark.parametrize("policy", ["U", "A"])
def test_a_decision_table_that_contradicts_itself_for_some_plan_is_refused(policy):
    fake = bridge()
    note, rows = fake.tables["ground"]
    fake.tables["ground"] = (
        {**note, "hit_policy": policy},
        [{"if where": "-", **rows[0]}, {"if where": "far", "if rain": "dry", "then ground": "soft"}],
    )
    with pytest.raises(SpaceError, match="table 'ground': rules that contradict each other hold for some plan"):
        plan_space(fake.scenario())


def test_of_the_rows_that_hold_under_policy_f_the_first_decides_for_every_plan():
    fake = bridge()
    rows = [{"if where": "far", "then ground": "firm"}, {"if where": "-", "then ground": "soft"}]
    fake.tables["ground"] = ({"kind": "decision", "hit_policy": "F", "values": ["firm", "soft"]}, rows)
    space = plan_space(fake.scenario())
    assert {space.plan(row).get("where") for row in range(space.size)} == {"near", "far"}
    assert differing(space, range(space.size)) is None


def test_a_decision_table_that_says_nothing_for_some_plan_is_refused():
    fake = bridge()
    fake.tables["ground"] = (fake.tables["ground"][0], [{"if where": "far", "then ground": "firm"}])
    with pytest.raises(SpaceError, match="table 'ground': no rule holds for some plan, and there is no default"):
        plan_space(fake.scenario())


def test_every_plan_of_practice_comes_out_as_adjudicated_with_every_weather_and_answer():
    scenario = shipped("practice")
    answers = [(), *((("I1", answer.id),) for answer in scenario.inject("I1").answers)]
    for given_answers in answers:
        for rolls in ((), (("weather", "dry"),), (("weather", "rain"),)):
            around = Circumstances(answers=given_answers, rolls=rolls)
            space = plan_space(scenario, around)
            assert space.size == 20
            assert differing(space, range(20), around) is None


def test_three_thousand_plans_of_the_flagship_come_out_as_adjudicated():
    space = plan_space(shipped(FLAGSHIP))
    assert space.size == 435_456
    # A step without a common factor with the axes, so that every option and item is met with every other.
    assert differing(space, range(0, space.size, 149)) is None


LINES = [
    Circumstances(answers=(("I1a", "bridge"), ("I2b", "study_it"), ("I4b", "say_more")), observed=(("observed", seen),))
    for seen in ("cultural", "doctrinal", "tactical")
] + [
    Circumstances(answers=(("I1b", "about_a_week"),), change=Change("late", "package", "out")),
    Circumstances(answers=(("I5a", "accept"), ("I3b", "swap_heavy_weapons")), change=Change("early", "unit", "none")),
]


@pytest.mark.parametrize("around", LINES)
def test_lines_of_play_of_the_flagship_come_out_as_adjudicated(around):
    space = plan_space(shipped(FLAGSHIP), around)
    assert differing(space, range(0, space.size, 1499), around) is None


def _part(part: tuple[int, int]):
    space = plan_space(shipped(FLAGSHIP))
    return differing(space, range(part[0], space.size, part[1]))


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_all_435_456_plans_of_the_flagship_come_out_as_adjudicated():
    plan_space(shipped(FLAGSHIP))
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(_part, [(0, 2), (1, 2)]) == [None, None]


@pytest.mark.slow
def test_the_flagship_has_every_coherent_plan_and_no_other():
    scenario = shipped(FLAGSHIP)
    space = plan_space(scenario)
    pairs = zip(chain(plans_of(scenario)), (space.plan(row) for row in range(space.size)), strict=True)
    assert all(one == other for one, other in pairs)
