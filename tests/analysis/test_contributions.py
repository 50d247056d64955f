"""What a decision adds: lines that read it alone are its own, the rest is shared, and all of it adds up."""

from collections import Counter, defaultdict
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercise.analysis.behind import behind, decisions_behind
from exercise.analysis.contributions import Rests, compared, contributions
from exercise.play.adjudication import adjudicate
from exercise.play.ledger import Change, Circumstances
from exercise.play.plan import plan_of
from tests.fakes import bridge, shipped
from tests.worlds import circumstances, plans_of, scenarios

PRACTICE = shipped("practice")


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_parts_add_up_to_the_points_and_hold_every_line_once(data):
    scenario = data.draw(scenarios())
    around = data.draw(circumstances(scenario))
    outcome = adjudicate(scenario, data.draw(st.sampled_from(list(plans_of(scenario)))), around)
    for each, measure in zip(contributions(scenario, outcome), outcome.measures, strict=True):
        assert (each.measure, each.points) == (measure.measure, measure.points)
        assert sum(part.points for part in each.parts) == measure.points
        assert Counter(line for part in each.parts for line in part.lines) == Counter(measure.lines)
        assert all(part.points == sum(line.points for line in part.lines) for part in each.parts)
        assert len({part.rests for part in each.parts}) == len(each.parts)
        own = [part.rests.decisions for part in each.parts if part.rests.alone]
        assert {name for (name,) in own} >= decisions_behind(scenario, measure.measure)
        several = [part for part in each.parts if len(part.rests.decisions) > 1]
        mixed = [part for part in each.parts if len(part.rests.decisions) == 1 and part.rests.besides]
        assert each.shared == sum(part.points for part in (*several, *mixed))
        assert each.additive is not any(part.points for part in (*several, *mixed))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_part_is_the_same_in_all_plans_that_choose_alike_in_what_it_rests_on(data):
    scenario = data.draw(scenarios())
    around = data.draw(circumstances(scenario))
    seen = {}
    for plan in plans_of(scenario):
        for each in contributions(scenario, adjudicate(scenario, plan, around)):
            for part in each.parts:
                key = (each.measure, part.rests, tuple(plan.get(name) for name in part.rests.decisions))
                assert seen.setdefault(key, part.points) == part.points


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_averages_are_those_over_every_coherent_plan_and_add_up_to_the_mean(data):
    scenario = data.draw(scenarios())
    around = data.draw(circumstances(scenario))
    outcomes = [adjudicate(scenario, plan, around) for plan in plans_of(scenario)]
    sums = defaultdict(Fraction)
    for outcome in outcomes:
        for each in contributions(scenario, outcome):
            for part in each.parts:
                sums[each.measure, part.rests] += Fraction(part.points)
    for each in compared(scenario, data.draw(st.sampled_from(outcomes))):
        averages = {part.rests: part.average for part in each.parts}
        assert sum(part.points for part in each.parts) == each.points
        for (measure, rests), total in sums.items():
            if measure == each.measure:
                assert averages.pop(rests, 0) == total / len(outcomes)
        # A row that never holds has no line anywhere, and brings nothing on average.
        assert not any(averages.values())


def test_a_row_on_one_decision_is_its_own_and_what_reads_several_is_theirs_together():
    plan = plan_of(PRACTICE, {"crossing": "everybody", "tasks": "watch"})
    danger = next(each for each in contributions(PRACTICE, adjudicate(PRACTICE, plan)) if each.measure == "danger")
    assert [(part.rests.decisions, part.rests.besides, part.points) for part in danger.parts] == [
        ((), (), 3),
        (("crossing",), (), 1),
        (("tasks",), (), -2),
        (("crossing",), ("weather",), 1),
    ]
    assert not danger.additive
    assert danger.shared == 1


def test_what_a_floor_adds_is_shared_by_all_that_the_sum_rests_on():
    plan = plan_of(PRACTICE, {"crossing": "care", "tasks": "hall"})
    strain = next(each for each in contributions(PRACTICE, adjudicate(PRACTICE, plan)) if each.measure == "strain")
    floor = strain.parts[-1]
    assert (floor.rests, floor.points, [line.rule for line in floor.lines]) == (
        Rests(("crossing", "tasks")),
        1,
        ["limit.strain"],
    )


def test_answers_the_change_and_observations_are_named_beside_the_decisions():
    scenario = bridge().scenario()
    around = Circumstances((("I1", "yes"),), (("seen", "danger"),), Change("late", "where", "none"))
    plan = plan_of(scenario, {"where": "near", "how": "wild", "gifts": "tea", "watch": "one"})
    found = {each.measure: each for each in contributions(scenario, adjudicate(scenario, plan, around))}
    assert [(part.rests, part.points) for part in found["danger"].parts] == [
        (Rests(), 2),
        (Rests(("where",)), 0),
        (Rests(("how",)), 3),
        (Rests((), ("I1",)), -1),
        (Rests((), ("change",)), 1),
        (Rests(("where", "how"), ("rain", "I1", "change")), -1),
    ]
    strain = {part.rests: part.points for part in found["strain"].parts}
    # The band of danger brings four points, so what brought that band shares them.
    assert strain[Rests(("where", "how"), ("rain", "I1", "change"))] == 4
    assert strain[Rests(("watch",), ("I1",))] == 2


def test_what_stands_behind_an_input_is_followed_through_bands_totals_tables_and_limits():
    scenario = bridge().scenario()
    assert behind(scenario, frozenset({"both"})).decisions == {"where", "how", "gifts", "watch"}
    assert behind(scenario, frozenset({"ground"})).chances == {"rain"}
    assert behind(scenario, frozenset({"danger"})).decisions == {"where", "how"}
    assert behind(scenario, frozenset({"seen", "days"})).observations == {"seen"}
    with pytest.raises(KeyError):
        behind(scenario, frozenset({"nothing"}))


def test_what_only_an_answer_makes_matter_stands_behind_where_it_was_given_or_may_be():
    fake = bridge()
    fake.tables["answered"][1][0]["if watch"] = "one"
    scenario, danger = fake.scenario(), frozenset({"danger"})
    assert behind(scenario, danger).decisions == {"where", "how"}
    assert behind(scenario, danger, Circumstances((("I1", "no"),))).decisions == {"where", "how"}
    assert behind(scenario, danger, Circumstances((("I1", "yes"),))).decisions == {"where", "how", "watch"}
    assert behind(scenario, danger, None).decisions == {"where", "how", "watch"}
