"""Knife edges: what one point turns, found again by giving every plan a point more and a point less."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from exercise.analysis.edges import distances, edges
from exercise.play.adjudication import adjudicate
from exercise.play.plan import plan_of
from tests.fakes import bridge, shipped
from tests.worlds import circumstances, plans_of, scenarios


def starting(scenario, name, extra):
    """A copy of a scenario in which a measure starts with some points more."""
    measures = tuple(
        each.model_copy(update={"start": each.start.model_copy(update={"points": each.start.points + extra})})
        if each.id == name
        else each
        for each in scenario.frame.measures
    )
    return replace(scenario, frame=scenario.frame.model_copy(update={"measures": measures}))


def judged(scenario):
    return [measure for measure in scenario.frame.measures if measure.ratio is None]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_plans_at_a_cut_are_counted_and_fall_and_rise_as_when_a_point_is_taken_or_given(data):
    scenario = data.draw(scenarios())
    around = data.draw(circumstances(scenario))
    plans = list(plans_of(scenario))
    found = {(edge.measure, edge.cut): edge for edge in edges(scenario, around)}
    assert len(found) == sum(len(measure.bands) - 1 for measure in judged(scenario))
    for measure in judged(scenario):
        more, less = starting(scenario, measure.id, 1), starting(scenario, measure.id, -1)
        here, above, below = (
            [adjudicate(each, plan, around).measure(measure.id).points for plan in plans]
            for each in (scenario, more, less)
        )
        for at, band in enumerate(measure.bands[1:]):
            edge = found[measure.id, band.first]
            assert (edge.below, edge.above) == measure.band_ids[at : at + 2]
            assert (edge.on_it, edge.one_below) == (here.count(band.first), here.count(band.first - 1))
            pairs = list(zip(here, below, above, strict=True))
            assert edge.fall == sum(points >= band.first > lower for points, lower, _ in pairs)
            assert edge.rise == sum(points < band.first <= higher for points, _, higher in pairs)
            assert edge.turned == edge.fall + edge.rise


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_plan_is_as_far_from_a_cut_as_points_have_to_be_given_or_taken(data):
    scenario = data.draw(scenarios())
    around = data.draw(circumstances(scenario))
    plan = data.draw(st.sampled_from(list(plans_of(scenario))))
    found = distances(scenario, adjudicate(scenario, plan, around))
    assume(found)
    far = data.draw(st.sampled_from(found))
    points = adjudicate(scenario, plan, around).measure(far.measure).points
    assert far.away == points - far.cut

    def crosses(extra):
        moved = adjudicate(starting(scenario, far.measure, extra), plan, around).measure(far.measure).points
        return (moved < far.cut) is not (points < far.cut)

    crossing = [extra for extra in range(-45, 46) if crosses(extra)]
    assert far.needed == (min(crossing, key=abs) if crossing else None)
    assert far.is_knife_edge is (far.needed in (-1, 1))


@pytest.mark.parametrize("name", ["practice", "dprk-deployment"])
def test_single_plans_and_the_whole_space_agree_on_what_one_point_turns(name):
    scenario = shipped(name)
    found = edges(scenario)
    for case in scenario.cases:
        if not case.answers:
            outcome = adjudicate(scenario, plan_of(scenario, case.plan))
            pairs = zip(found, distances(scenario, outcome), strict=True)
            assert all((e.measure, e.cut, e.below) == (d.measure, d.cut, d.below) for e, d in pairs)
            assert all(e.turned for e, d in zip(found, distances(scenario, outcome), strict=True) if d.is_knife_edge)


def test_half_of_the_plans_of_the_flagship_stand_one_point_below_a_band_of_friction():
    scenario = shipped("dprk-deployment")
    frictions = ("cultural_friction", "doctrinal_friction", "tactical_friction")
    found = {name: sum(edge.one_below for edge in edges(scenario) if edge.measure == name) for name in frictions}
    assert [round(count / 4354.56) for count in found.values()] == [53, 60, 58]


def test_the_cap_of_the_flagship_holds_every_plan_below_a_decisive_effect():
    scenario = shipped("dprk-deployment")
    edge = next(each for each in edges(scenario) if each.above == "decisive")
    assert edge.one_below > 0
    assert (edge.rise, edge.on_it, edge.fall) == (0, 0, 0)


def test_a_plan_that_is_still_open_has_no_distance():
    scenario = bridge().scenario()
    with pytest.raises(ValueError, match="still open"):
        distances(scenario, adjudicate(scenario, plan_of(scenario, {"watch": "one"})))
