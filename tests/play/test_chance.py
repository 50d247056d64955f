"""Chance is data: every outcome with its exact probability, and dice that a seed repeats anywhere."""

import hashlib
from collections import Counter
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercise.play.adjudication import adjudicate, outcomes, rolls
from exercise.play.ledger import Circumstances
from exercise.play.plan import IllegalPlan, plan_of
from exercise.play.situation import opening, roll, rolled
from tests.fakes import Fake, bridge, shipped
from tests.worlds import circumstances, plans_of, scenarios


def windy() -> Fake:
    """The bridge with three chances, one of whose values has no probability."""
    fake = bridge()
    fake.chances += [
        {"id": "wind", "label": "Wind", "values": {"calm": "1/7", "gust": "4/7", "gale": "2/7"}, "when_off": "calm"},
        {"id": "moon", "label": "Moon", "values": {"none": "0", "full": "1"}, "when_off": "none"},
    ]
    note, rows = fake.tables["danger"]
    fake.tables["danger"] = (
        note,
        [{"if wind": wind, **row} for wind, row in zip([">= gust", "gale", "-"], rows, strict=True)],
    )
    return fake


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_outcomes_are_every_roll_with_its_probability_and_add_up_to_one(data):
    scenario = data.draw(scenarios())
    plan = data.draw(st.sampled_from(list(plans_of(scenario))))
    around = data.draw(circumstances(scenario))
    around = Circumstances(around.answers, around.observed, around.change)
    found = outcomes(scenario, plan, around)
    assert sum(probability for probability, _ in found) == 1
    assert all(isinstance(probability, Fraction) and probability > 0 for probability, _ in found)
    expected = [(Fraction(1), ())]
    for chance in scenario.frame.chances:
        expected = [
            (before * share, (*said, (chance.id, value)))
            for before, said in expected
            for value, share in chance.values.items()
            if share
        ]
    assert [(probability, outcome.circumstances.rolls) for probability, outcome in found] == expected
    for _, outcome in found:
        again = Circumstances(around.answers, around.observed, around.change, outcome.circumstances.rolls)
        assert outcome == adjudicate(scenario, plan, again)


def test_several_chances_multiply_and_what_cannot_be_is_never_said():
    found = {said: share for share, said in rolls(windy().scenario())}
    assert len(found) == 6
    assert found[(("rain", "wet"), ("wind", "gale"), ("moon", "full"))] == Fraction(1, 3) * Fraction(2, 7)
    assert all(dict(said)["moon"] == "full" for said in found)
    assert sum(found.values()) == 1


def test_a_roll_that_is_given_is_kept_and_the_rest_is_weighed_with_it():
    scenario = windy().scenario()
    plan = next(plans_of(scenario))
    found = outcomes(scenario, plan, Circumstances(rolls=(("wind", "gale"),)))
    assert [share for share, _ in found] == [Fraction(2, 3), Fraction(1, 3)]
    assert {dict(outcome.circumstances.rolls)["wind"] for _, outcome in found} == {"gale"}


@pytest.mark.parametrize("said", [("moon", "none"), ("wind", "storm"), ("tide", "high")])
def test_a_roll_that_chance_cannot_say_is_refused(said):
    scenario = windy().scenario()
    with pytest.raises(IllegalPlan, match=f"chance cannot say .*{said[1]}"):
        outcomes(scenario, next(plans_of(scenario)), Circumstances(rolls=(said,)))
    with pytest.raises(IllegalPlan, match=f"chance '{said[0]}' cannot say '{said[1]}'"):
        rolled(scenario, opening(scenario, None), *said)


def test_a_scenario_without_chance_has_one_outcome():
    scenario = shipped("dprk-deployment")
    plan = plan_of(scenario, scenario.cases[0].plan)
    assert outcomes(scenario, plan) == ((Fraction(1), adjudicate(scenario, plan)),)


def test_the_weather_of_practice_turns_a_plan_into_two_outcomes():
    scenario = shipped("practice")
    found = outcomes(scenario, plan_of(scenario, {"crossing": "everybody", "tasks": ""}))
    shown = [(share, outcome.measure("danger").points) for share, outcome in found]
    assert shown == [(Fraction(2, 3), 5), (Fraction(1, 3), 7)]


def test_a_chance_that_is_off_says_its_value_for_off_even_where_that_has_no_probability():
    scenario = windy().scenario()
    assert adjudicate(scenario, next(plans_of(scenario))).values["moon"] == "none"


def test_these_seeds_say_the_same_on_every_machine_and_in_every_version():
    practice, three = shipped("practice"), windy().scenario()
    rainy = [seed for seed in range(12) if dict(roll(practice, seed))["weather"] == "rain"]
    assert rainy == [4, 6, 11]
    assert [" ".join(value for _, value in roll(three, seed)) for seed in (0, 1, 2, 42, 2**63)] == [
        "wet gust full",
        "dry calm full",
        "dry gust full",
        "dry calm full",
        "dry gale full",
    ]


def test_a_throw_is_the_first_64_bits_of_the_hash_of_seed_and_chance_as_a_fraction_of_one():
    practice = shipped("practice")
    for seed in range(200):
        drawn = int(hashlib.sha256(f"{seed}:weather".encode()).hexdigest()[:16], 16)
        assert dict(roll(practice, seed))["weather"] == ("dry" if drawn * 3 < 2 * 2**64 else "rain")


def test_dice_fall_about_as_often_as_their_probabilities_say():
    scenario = windy().scenario()
    count = 6_000
    thrown = [dict(roll(scenario, seed)) for seed in range(count)]
    for chance in scenario.frame.chances:
        said = Counter(each[chance.id] for each in thrown)
        for value, share in chance.values.items():
            # Five standard errors of a share.
            error = 5 * (float(share * (1 - share)) / count) ** 0.5
            assert abs(said[value] / count - float(share)) <= error
    both = Counter((each["rain"], each["wind"]) for each in thrown)
    values = product(*(chance.values.items() for chance in scenario.frame.chances[:2]))
    for (rain, first), (wind, second) in values:
        assert abs(both[rain, wind] / count - float(first * second)) <= 0.03
