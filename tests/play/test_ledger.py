"""The ledger: its lines add up, say where limits stand, and are certain before the plan is whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercise.analysis.behind import decisions_behind
from exercise.analysis.grid import plan_space
from exercise.play.adjudication import adjudicate, adjudicate_complete
from exercise.play.ledger import LIMIT, QUIET, SCALE, SHIFT, START, Change, Circumstances
from exercise.play.plan import IllegalPlan, Plan, plan_of
from exercise.play.rulebook import rulebook
from exercise.play.situation import turn_plan
from tests.fakes import bridge, shipped
from tests.worlds import circumstances, plans_of, scenarios

FLAGSHIP = "dprk-deployment"
LATE_LINES = {LIMIT, SCALE, SHIFT}


def check_ledger(scenario, outcome):
    """Sums are exact; start, then rows, then one line for each limit, then one for the scale only where it bit."""
    for measure in outcome.measures:
        gauge = rulebook(scenario).gauges[measure.measure]
        assert sum(line.points for line in measure.lines) == measure.points
        assert all(line.claims or line.assumptions for line in measure.lines)
        assert all(line.because for line in measure.lines)
        tables = [line.table for line in measure.lines]
        if gauge.measure.ratio is None:
            assert tables[0] == START
            limits = [line.rule for line in measure.lines if line.table == LIMIT]
            assert limits == [limit.rule for limit in gauge.limits]
        tail = [table for table in tables if table in {LIMIT, SCALE}]
        assert tables[len(tables) - len(tail) :] == tail
        assert all(line.points for line in measure.lines if line.table in {SCALE, SHIFT})
        assert tables.count(SCALE) <= 1
        scale = gauge.measure.scale
        assert not measure.lines or scale.least <= measure.points <= scale.most


def partial(plan, decisions):
    return Plan(tuple(pair for pair in plan.choices if pair[0] in decisions))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_lines_add_up_to_what_is_shown_in_whole_and_partial_plans(data):
    scenario = data.draw(scenarios())
    around = data.draw(circumstances(scenario))
    plan = data.draw(st.sampled_from(list(plans_of(scenario))))
    decided = data.draw(st.sets(st.sampled_from(sorted(plan.decided()))))
    check_ledger(scenario, adjudicate(scenario, plan, around))
    check_ledger(scenario, adjudicate(scenario, partial(plan, decided), around))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_certain_in_a_partial_plan_stands_in_every_completion(data):
    scenario = data.draw(scenarios())
    around = data.draw(circumstances(scenario))
    plans = list(plans_of(scenario))
    seed = data.draw(st.sampled_from(plans))
    part = partial(seed, data.draw(st.sets(st.sampled_from(sorted(seed.decided())))))
    so_far = adjudicate(scenario, part, around)
    for plan in plans:
        if not set(part.choices) <= set(plan.choices):
            continue
        whole = adjudicate(scenario, plan, around)
        for early, late in zip(so_far.measures, whole.measures, strict=True):
            certain = [line for line in early.lines if line.table not in LATE_LINES]
            assert [line for line in late.lines if line in certain] == certain
            if early.band is not None:
                assert (early.points, early.band, early.lines) == (late.points, late.band, late.lines)
        if so_far.end_states:
            assert so_far.end_states == whole.end_states


def test_four_hundred_plans_of_the_flagship_with_answers_add_up():
    scenario = shipped(FLAGSHIP)
    space = plan_space(scenario)
    answered = Circumstances(
        answers=(("I1a", "bridge"), ("I2b", "study_it"), ("I3a", "go_early"), ("I4b", "dispute"), ("I5c", "ask_more")),
        observed=(("observed", "tactical"),),
        change=Change("late", "deployment", "none"),
    )
    for row in range(0, space.size, 1087):
        for around in (QUIET, answered):
            check_ledger(scenario, adjudicate(scenario, space.plan(row), around))


def test_a_table_of_the_flagship_fires_in_the_turn_in_which_its_last_input_is_decided():
    scenario = shipped(FLAGSHIP)
    plan = plan_of(scenario, scenario.cases[0].plan)
    turns = turn_plan(scenario, None)
    fired = {}
    for turn in turns:
        decided = {name for each, names in turns.items() if each <= turn for name in names}
        for measure in adjudicate(scenario, partial(plan, decided)).measures:
            if measure.band is not None:
                fired.setdefault(measure.measure, turn)
    expected = {
        measure.id: max(scenario.decision(name).turn for name in decisions_behind(scenario, measure.id))
        for measure in scenario.frame.measures
    }
    assert fired == expected
    assert {name: turn for name, turn in fired.items() if turn < 5} == {
        "yardstick_days": 1,
        "dprk_gains": 4,
        "dprk_modernisation": 4,
        "korean_peninsula": 4,
        "pacific": 4,
        "russian_obligation": 4,
        "price": 4,
    }


def lines_of(outcome, measure):
    return [(line.rule, line.points) for line in outcome.measure(measure).lines]


def bridge_outcome(around=QUIET, fake=None, **choices):
    scenario = (fake or bridge()).scenario()
    plan = {"where": "near", "how": "slow", "gifts": "", "watch": "none", **choices}
    return adjudicate(scenario, plan_of(scenario, plan), around)


def test_a_limit_has_its_line_also_where_it_adds_nothing_and_where_its_cells_do_not_hold():
    assert lines_of(bridge_outcome(where="far", how="fast"), "danger") == [
        ("danger.start", 2),
        ("danger.r0", 2),
        ("limits.r1", 0),
    ]
    assert lines_of(bridge_outcome(how="wild"), "danger") == [
        ("danger.start", 2),
        ("danger.r1", 3),
        ("limits.r1", -1),
    ]


def test_a_table_that_would_shift_too_far_is_held_by_a_line_of_its_own():
    found = bridge_outcome(how="wild", watch="one")
    assert lines_of(found, "strain") == [
        ("strain.start", 3),
        ("strain.r0", 4),
        ("strain.r3", 1),
        ("strain.shift", -2),
        ("limits.r0", 0),
    ]
    assert found.measure("strain").points == 6


def test_the_end_of_a_scale_has_a_line_only_where_it_bites():
    fake = bridge()
    fake.measures[1]["scale"]["most"] = 5
    fake.measures[1]["bands"] = fake.measures[1]["bands"][:2]
    bitten = bridge_outcome(fake=fake, how="wild")
    assert lines_of(bitten, "strain")[-1] == ("strain.scale", -1)
    assert not [line for line in bridge_outcome(fake=fake).measure("strain").lines if line.table == SCALE]


def test_a_band_waits_for_a_row_of_an_answer_that_reads_what_is_still_open():
    scenario = bridge().scenario()
    part = plan_of(scenario, {"where": "near", "how": "wild", "gifts": ""})
    yes = Circumstances(answers=(("I1", "yes"),))
    # The danger's own row for this answer reads nothing more; the strain's reads `watch`.
    assert adjudicate(scenario, part, yes).measure("danger").band == "b1"
    assert adjudicate(scenario, part, yes).measure("strain").band is None
    fake = bridge()
    fake.tables["strain"] = (
        {"kind": "modifier"},
        [{"if where": "near", "then strain": "1"}],
    )
    scenario = fake.scenario()
    part = plan_of(scenario, {"where": "near", "how": "wild", "gifts": ""})
    assert adjudicate(scenario, part).measure("strain").band == "b1"
    assert adjudicate(scenario, part, yes).measure("strain").band is None


def test_a_ratio_is_one_line_that_is_computed_from_its_quantity():
    found = bridge_outcome(where="far", how="fast").measure("days")
    assert (found.points, found.band, [line.points for line in found.lines]) == (30 / 8, "b1", [30 / 8])
    scenario = bridge().scenario()
    empty = adjudicate(scenario, plan_of(scenario, {})).measure("days")
    assert (empty.points, empty.band, empty.lines) == (0, None, ())


def test_answers_and_the_change_are_lines_of_their_own():
    around = Circumstances(answers=(("I1", "yes"),), change=Change("late", "where", "none"))
    found = bridge_outcome(around, watch="one", where="far", how="fast")
    assert ("answered.r0", -1) in lines_of(found, "danger")
    assert ("changing.r0", 1) in lines_of(found, "danger")
    assert ("answered.r1", 2) in lines_of(found, "strain")


def test_an_open_plan_is_refused_with_every_decision_that_is_missing():
    scenario = bridge().scenario()
    with pytest.raises(IllegalPlan) as refused:
        adjudicate_complete(scenario, plan_of(scenario, {"how": "fast"}))
    assert refused.value.problems == (
        "decision 'where' is not made; choose one of near, far",
        "decision 'gifts' is not made; choose one of tea, bread",
        "decision 'watch' is not made; choose one of none, one",
    )


def test_a_row_that_always_holds_names_the_ending_where_it_comes_first_and_is_not_told_beside_others():
    assert bridge_outcome(how="wild").end_states == ("tired",)
    assert bridge_outcome(where="far", how="wild").end_states == ("loud", "tired")
    fake = bridge()
    note, rows = fake.tables["endings"]
    fake.tables["endings"] = (note, [rows[2], rows[1], rows[2]])
    assert bridge_outcome(fake=fake, how="wild").end_states == ("calm", "tired")


def test_the_ledger_of_the_default_plan_is_the_one_added_up_by_hand():
    scenario = shipped(FLAGSHIP)
    outcome = adjudicate(scenario, plan_of(scenario, scenario.cases[0].plan))
    burden = [(line.rule.partition(".")[2], line.points) for line in outcome.measure("logistics_burden").lines]
    assert burden == [
        ("start", 2),
        ("contingent-10000", 3),
        ("front", 1),
        ("russian-command", 1),
        ("liaison-battalion", 1),
        ("russian-supply", 2),
        ("russian-kit", 1),
        ("burden", 0),
    ]
