"""Judgement and luck: exact fractions, found again by listing every plan and everything that chance can say."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercise.analysis.luck import odds, taken_apart, variations
from exercise.play.adjudication import adjudicate, rolls
from exercise.play.ledger import Circumstances
from exercise.play.line import Course, line_of_play
from exercise.play.plan import IllegalPlan, plan_of
from exercise.play.record import Rolled, replay
from tests.fakes import bridge, shipped
from tests.play.test_chance import windy
from tests.worlds import circumstances, plans_of, scenarios

PRACTICE = shipped("practice")


def thrown(scenario, around, dice):
    """Every roll of some dice with its probability, the others as they stand."""
    found = {}
    for share, said in rolls(scenario):
        kept = dict(around.rolls)
        kept.update({name: value for name, value in said if name in dice})
        key = tuple(sorted(kept.items()))
        found[key] = found.get(key, 0) + share
    return [
        (share, Circumstances(around.answers, around.observed, around.change, said)) for said, share in found.items()
    ]


def mean(pairs):
    return sum(share * Fraction(value) for share, value in pairs)


def variance(pairs):
    pairs = list(pairs)
    return sum(share * (Fraction(value) - mean(pairs)) ** 2 for share, value in pairs)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_odds_of_a_plan_are_its_outcomes_weighed_with_everything_chance_can_say(data):
    scenario = data.draw(scenarios() if data.draw(st.booleans()) else st.just(windy().scenario()))
    around = data.draw(circumstances(scenario))
    plan = data.draw(st.sampled_from(list(plans_of(scenario))))
    names = [chance.id for chance in scenario.frame.chances]
    dice = data.draw(st.none() | st.sets(st.sampled_from(names or ["none"])))
    found = odds(scenario, plan, around, dice)
    weighed = [
        (share, adjudicate(scenario, plan, each))
        for share, each in thrown(scenario, around, names if dice is None else dice)
    ]
    for measure, each in zip(scenario.frame.measures, found.measures, strict=True):
        seen = [(share, outcome.measure(measure.id)) for share, outcome in weighed]
        assert dict(each.bands) == {
            band: sum(share for share, one in seen if one.band == band)
            for band in measure.band_ids
            if any(one.band == band for _, one in seen)
        }
        assert [points for points, _ in each.points] == sorted({one.points for _, one in seen})
        assert each.expected == mean((share, one.points) for share, one in seen)
        assert each.variance == variance((share, one.points) for share, one in seen)
        assert sum(share for _, share in each.bands) == sum(share for _, share in each.points) == 1
    assert dict(found.end_states) == {
        end.id: sum(share for share, outcome in weighed if outcome.end_state == end.id)
        for end in scenario.frame.end_states
        if any(outcome.end_state == end.id for _, outcome in weighed)
    }


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_variance_over_plans_and_rolls_is_what_plans_expect_and_what_chance_scatters(data):
    scenario = data.draw(scenarios() if data.draw(st.booleans()) else st.just(windy().scenario()))
    around = data.draw(circumstances(scenario))
    names = [chance.id for chance in scenario.frame.chances]
    dice = data.draw(st.none() | st.sets(st.sampled_from(names or ["none"])))
    plans = list(plans_of(scenario))
    each_plan = Fraction(1, len(plans))
    for measure, found in zip(scenario.frame.measures, variations(scenario, around, dice), strict=True):
        table = [
            [
                (share, adjudicate(scenario, plan, each).measure(measure.id))
                for share, each in thrown(scenario, around, names if dice is None else dice)
            ]
            for plan in plans
        ]
        points = [[(share, one.points) for share, one in row] for row in table]
        everything = [(each_plan * share, value) for row in points for share, value in row]
        assert found.mean == mean(everything)
        assert found.judgement == variance((each_plan, mean(row)) for row in points)
        assert found.luck == sum(each_plan * variance(row) for row in points)
        assert found.judgement + found.luck == variance(everything)
        assert (found.plans, found.turned) == (len(plans), sum(len({one.band for _, one in row}) > 1 for row in table))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_play_with_dice_comes_apart_into_mean_judgement_and_luck(data):
    scenario = data.draw(scenarios())
    plan = data.draw(st.sampled_from(list(plans_of(scenario))))
    seed = data.draw(st.none() | st.integers(0, 50))
    answers = {each.id: data.draw(st.sampled_from(["no", "yes"])) for each in scenario.injects}
    record, situation = line_of_play(scenario, plan, Course(answers=answers, seed=seed))
    found = taken_apart(scenario, record)
    around = situation.circumstances
    assert found.rolls == around.rolls
    assert bool(found.rolls) is (seed is not None and bool(scenario.frame.chances))
    outcome = adjudicate(scenario, situation.plan, around)
    weighed = thrown(scenario, around, [name for name, _ in around.rolls])
    plans = list(plans_of(scenario))
    for each, measure in zip(found.measures, outcome.measures, strict=True):
        expected = mean(
            (share, adjudicate(scenario, situation.plan, c).measure(each.measure).points) for share, c in weighed
        )
        everybody = [
            (share / len(plans), adjudicate(scenario, other, c).measure(each.measure).points)
            for other in plans
            for share, c in weighed
        ]
        assert (each.points, each.band) == (measure.points, measure.band)
        assert each.luck == Fraction(measure.points) - expected
        assert each.mean == mean(everybody)
        assert each.mean + each.judgement + each.luck == measure.points
        assert found.rolls or each.luck == 0


def test_the_weather_of_practice_is_one_point_and_a_third_of_bad_luck():
    record, _ = line_of_play(PRACTICE, plan_of(PRACTICE, {"crossing": "everybody", "tasks": ""}), Course(seed=4))
    found = taken_apart(PRACTICE, record)
    assert found.rolls == (("weather", "rain"),)
    danger = next(each for each in found.measures if each.measure == "danger")
    assert (danger.points, danger.luck) == (7, Fraction(4, 3))
    strain = next(each for each in found.measures if each.measure == "strain")
    assert strain.luck == 0


def test_of_two_chances_only_the_one_that_was_rolled_is_luck():
    scenario = windy().scenario()
    plan = next(plans_of(scenario))
    record, _ = line_of_play(scenario, plan, Course())
    found = taken_apart(scenario, (*record, Rolled(chance="rain", value="wet")))
    danger = next(each for each in found.measures if each.measure == "danger")
    assert danger.luck == Fraction(2, 3)


def test_a_record_that_is_not_finished_cannot_be_taken_apart():
    scenario = bridge().scenario()
    record, _ = line_of_play(scenario, next(plans_of(scenario)), Course())
    assert replay(scenario, record[:2]).plan.choices
    with pytest.raises(IllegalPlan, match="is not made"):
        taken_apart(scenario, record[:2])


def test_numbers_too_large_for_64_bits_stay_exact():
    fake = windy()
    fake.chances[0]["values"] = {"dry": "1/999999937", "wet": "999999936/999999937"}
    fake.measures[0]["scale"]["most"] = 100_000
    scenario = fake.scenario()
    found = next(each for each in variations(scenario) if each.measure == "danger")
    plans = list(plans_of(scenario))
    scattered = [
        variance((share, adjudicate(scenario, plan, each).measure("danger").points) for share, each in weighed)
        for plan in plans
        for weighed in [thrown(scenario, Circumstances(), ["rain", "wind", "moon"])]
    ]
    assert found.luck == sum(scattered) / len(plans) > 0
