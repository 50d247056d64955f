"""Challenge a line: dropped or turned round, against brute force on worlds that an author has written so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercise.analysis.challenge import challenge
from exercise.analysis.labels import ANY_PLAN, BREAKS, OURS
from exercise.analysis.rule_changes import RefusedChange
from exercise.debrief.writing import debrief
from exercise.play.adjudication import adjudicate
from exercise.play.ledger import QUIET, Change, Circumstances
from exercise.play.plan import plan_of
from exercise.play.situation import Situation
from exercise.scenario.model import Scenario
from tests.benched import POINTED, bench_scenarios, rewritten, told_of_all
from tests.fakes import shipped
from tests.worlds import circumstances, plans_of

FLAGSHIP = "dprk-deployment"


def number_of(row):
    return next(column for column in reversed(row) if column.startswith("then "))


def moved(move, rule):
    """What an author would do to one row."""

    def change(note, name, row, *, last):  # noqa: ARG001 (the form of all changes)
        if name != rule:
            return row
        if move == "drop":
            return None
        if note["kind"] == "limits":
            return {**row, "then kind": "cap" if row["then kind"] == "floor" else "floor"}
        return {**row, number_of(row): str(-int(row[number_of(row)]))}

    return change


def written_so(fake, move, rule) -> Scenario:
    """The scenario as its author would have written it with the line dropped or turned."""
    other = rewritten(fake, moved(move, rule))
    for measure in other.measures:
        if rule == f"{measure['id']}.start":
            measure["start"]["points"] *= 0 if move == "drop" else -1
    for name in [name for name, (_, rows) in other.tables.items() if not rows]:
        del other.tables[name]
    return other.scenario()


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_a_line_of_a_small_world_dropped_or_turned_does_to_plans_what_brute_force_finds(data):
    fake, scenario = data.draw(bench_scenarios())
    kinds = {*POINTED, "limits"}
    rules = [rule.id for table in scenario.tables.values() if table.kind in kinds for rule in table.table.rules]
    rules += [f"{measure.id}.start" for measure in scenario.frame.measures if measure.ratio is None]
    rule, move = data.draw(st.sampled_from(rules)), data.draw(st.sampled_from(["drop", "turn"]))
    plans = list(plans_of(scenario))
    situations = [
        Situation(None, data.draw(st.sampled_from(plans)), data.draw(circumstances(scenario))) for _ in range(3)
    ]
    other = written_so(fake, move, rule)
    found = challenge(scenario, rule, move, situations)

    assert found.size == len(plans)
    outcomes = [(adjudicate(scenario, plan, found.around), adjudicate(other, plan, found.around)) for plan in plans]
    for name, count in found.turned:
        assert count == sum(now.measure(name).band != then.measure(name).band for now, then in outcomes)
    bands = [[[each.band for each in outcome.measures] for outcome in pair] for pair in outcomes]
    assert found.changed == sum(now != then for now, then in bands)
    for place, (situation, answer) in enumerate(zip(situations, found.plans, strict=True)):
        now, then = (adjudicate(each, situation.plan, situation.circumstances) for each in (scenario, other))
        pairs = zip(now.measures, then.measures, strict=True)
        assert answer.place == place
        assert [(t.measure, t.before, t.after) for t in answer.turned] == [
            (one.measure, one.band, two.band) for one, two in pairs if one.band != two.band
        ]
        assert (answer.end_before, answer.end_after) == (now.end_state, then.end_state)
        said = [sentences(scenario, now), sentences(other, then)]
        assert set(answer.gone) == said[0].keys() - said[1].keys()
        assert set(answer.come) == said[1].keys() - said[0].keys()
        both = said[0].keys() & said[1].keys()
        assert set(answer.reworded) == {name for name in both if said[0][name] != said[1][name]}

    if found.around == QUIET:
        before, after = told_of_all(scenario), told_of_all(other)
        for sentence in found.sentences:
            assert sentence.plans_before == sum(sentence.id in told.said for told in before.values())
            assert sentence.plans_after == sum(sentence.id in told.said for told in after.values())
            assert sentence.moved == sum(
                before[p].said.get(sentence.id) != after[p].said.get(sentence.id) for p in plans
            )


def sentences(scenario, outcome):
    """The sentences of a debrief that the rules bring about, by id, as the debrief itself writes them."""
    own = {written.id for written in scenario.debrief.sentences}
    told = debrief(scenario, outcome)
    return {
        sentence.id: sentence.text
        for sentence in told.sentences()
        if sentence.id in own or sentence.id.startswith(("measure-", "because-", "end-"))
    }


DEFAULT = {
    "deployment": "kursk", "contingent": "10000", "unit": "battalion", "command": "russian", "liaison": "battalion",
    "training": "two_weeks", "sustainment": "russian", "equipment": "russian", "posture": "ambiguous", "package": "",
}  # fmt: skip


def stands(**choices):
    return Situation(None, plan_of(shipped(FLAGSHIP), {**DEFAULT, **choices}))


def test_without_the_cap_of_the_source_some_plans_decide_the_war_and_what_rests_on_the_cap_falls():
    found = challenge(shipped(FLAGSHIP), "limit.effect", "drop", [stands(), stands(deployment="rear")])
    assert (found.is_source, found.claims, found.assumptions) == (True, ("C19",), ("DA13",))
    assert dict(found.turned)["operational_effect"] == found.changed == 4_992
    assert [(check.id, check.before, check.after) for check in found.checks] == [("K1", ANY_PLAN, BREAKS)]
    assert {each.id for each in found.sentences} == {"not-decisive", "two-accounts", "hardened", "threshold"}
    assert [answer.turned for answer in found.plans] == [(), ()]


def test_a_floor_that_our_numbers_would_keep_anyway_leaves_its_check_to_them():
    found = challenge(shipped(FLAGSHIP), "limit.modernisation", "drop")
    assert [(check.id, check.before, check.after) for check in found.checks] == [
        ("K7-floor", ANY_PLAN, OURS),
        ("K7-empty", ANY_PLAN, OURS),
    ]
    assert {each.id for each in found.sentences if each.falls} == {"any-plan", "two-accounts"}
    assert found.changed == 0


def test_a_floor_that_is_turned_round_becomes_a_cap_at_the_same_value():
    found = challenge(shipped(FLAGSHIP), "limit.burden", "turn", [stands()])
    (turned,) = [each for each in found.plans[0].turned if each.measure == "logistics_burden"]
    assert (turned.before, turned.after) == ("severe", "noticeable")
    # Every plan whose burden was not noticeable already.
    assert dict(found.turned)["logistics_burden"] == 369_696


def test_a_line_of_ours_is_dropped_and_the_plans_that_were_handed_in_say_which_bands_turn():
    scenario = shipped(FLAGSHIP)
    situation = stands(deployment="east", training="six_weeks")
    line = next(
        each for each in adjudicate(scenario, situation.plan).ledger() if each.rule == "operational_effect.east"
    )
    found = challenge(scenario, line, "drop", [situation, stands()])
    assert not found.is_source
    assert found.because == line.because
    east, kursk = found.plans
    assert [turned.measure for turned in east.turned] == ["operational_effect"]
    assert "because-operational_effect.east" in east.gone
    assert (kursk.turned, kursk.gone, kursk.come) == ((), (), ())


def test_a_line_of_an_answer_counts_over_all_plans_as_if_it_had_been_given():
    found = challenge(shipped(FLAGSHIP), "learning.cultural", "turn")
    assert found.around == Circumstances(answers=(("I2b", "study_it"),), observed=(("observed", "cultural"),))
    assert dict(found.turned)["cultural_friction"] > 0
    found = challenge(shipped(FLAGSHIP), "change.late.deployment", "drop")
    assert found.around == Circumstances(change=Change("late", "deployment", "none"))
    assert dict(found.turned)["logistics_burden"] > 0
    assert challenge(shipped(FLAGSHIP), "change.late.item-out", "drop").around.change == Change(
        "late", "package", "out"
    )


def test_the_arithmetic_of_a_quantity_can_be_dropped():
    found = challenge(shipped(FLAGSHIP), "yardstick_days.ratio", "drop", [stands()])
    assert {"K4-week", "K4-some", "K4-day"} <= {check.id for check in found.checks if check.after == BREAKS}
    assert found.plans[0].gone == ("yardstick-about_a_week",)
    assert found.plans[0].come == ("yardstick-a_day_or_so",)


@pytest.mark.parametrize(
    ("rule", "move", "said"),
    [
        ("limit.burdn", "drop", "row 'limit.burdn': there is none with this name; did you mean 'limit.burden'?"),
        ("fill-kit", "drop", "row 'fill-kit': a row of coherence moves no measure, and is no line"),
        ("operational_effect.scale", "turn", "it only says where a scale or a table ends, and is no rule of its own"),
        ("yardstick_days.ratio", "turn", "it is computed from a quantity; it can be dropped, not turned"),
    ],
)
def test_what_is_no_rule_or_cannot_be_turned_is_refused_in_words(rule, move, said):
    with pytest.raises(RefusedChange) as refused:
        challenge(shipped(FLAGSHIP), rule, move)
    assert said in str(refused.value)
