"""The record: replayed it is what was played, as JSON it is the same, and steps the rules do not allow are refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from exercise.play.adjudication import adjudicate
from exercise.play.ledger import Change
from exercise.play.line import Course, line_of_play
from exercise.play.plan import IllegalPlan, plan_of
from exercise.play.record import (
    RECORD,
    Began,
    InjectAnswered,
    KeptMeasure,
    OutcomeKept,
    PlanChanged,
    Rolled,
    TurnCommitted,
    apply,
    differences,
    kept,
    outcome_of,
    replay,
)
from exercise.play.situation import answered, changed, committed, opening, rolled, turn_plan
from tests.fakes import Fake, bridge, shipped
from tests.worlds import plans_of, scenarios

FIRST = {"where": "near", "how": "fast"}


def began(scenario, variant=None):
    return Began(scenario=scenario.id, digest=scenario.digest, variant=variant)


def after(scenario, *events):
    return replay(scenario, [began(scenario), *events])


def first(**choices):
    return TurnCommitted(turn=1, choices={**FIRST, **choices})


def second(*gifts):
    return TurnCommitted(turn=2, choices={"gifts": gifts})


def third(watch="none"):
    return TurnCommitted(turn=3, choices={"watch": watch})


def as_json_and_back(record):
    return RECORD.validate_json(RECORD.dump_json(record))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_replay_gives_what_direct_steps_gave_and_json_changes_nothing(data):
    scenario = data.draw(scenarios())
    plan = data.draw(st.sampled_from(list(plans_of(scenario))))
    live = opening(scenario, "only")
    record = [began(scenario, "only")]
    for turn, names in turn_plan(scenario, "only").items():
        choices = {name: plan.get(name) for name in names}
        try:
            live = committed(scenario, live, turn, choices)
        except IllegalPlan:
            break  # a change made before left no room for the rest of this plan
        record.append(TurnCommitted(turn=turn, choices=choices, reason="because"))
        for inject in scenario.injects:
            if inject.turn <= turn and inject.id not in dict(live.circumstances.answers) and data.draw(st.booleans()):
                live = answered(scenario, live, inject.id, "yes", None)
                record.append(InjectAnswered(inject=inject.id, answer="yes"))
        for name in scenario.frame.change.decisions if scenario.frame.change else ():
            when = data.draw(st.sampled_from(["early", "late"]))
            choice = scenario.decision(name).option_ids[-1]
            choice = choice if scenario.decision(name).choose == "one" else (choice,)
            try:
                live = changed(scenario, live, when, name, choice)
            except IllegalPlan:
                continue
            record.append(PlanChanged(when=when, decision=name, choice=choice))
        record.append(kept(outcome_of(scenario, live)))
    for chance in scenario.frame.chances:
        value = data.draw(st.sampled_from([value for value, share in chance.values.items() if share]))
        live = rolled(scenario, live, chance.id, value)
        record.append(Rolled(chance=chance.id, value=value, seed=7))
    assert replay(scenario, record) == live
    assert as_json_and_back(tuple(record)) == tuple(record)
    assert replay(scenario, as_json_and_back(tuple(record))) == live
    assert outcome_of(scenario, replay(scenario, record)) == adjudicate(scenario, live.plan, live.circumstances)
    assert differences(scenario, record) == ()


@pytest.mark.parametrize("case", shipped("dprk-deployment").cases, ids=lambda case: case.case)
def test_a_worked_case_is_the_same_played_recorded_and_read_back(case):
    scenario = shipped("dprk-deployment")
    course = Course(
        answers=case.answers,
        early=(case.early.turn, case.early.decision, case.early.option) if case.early else None,
        late=(case.late.decision, case.late.option) if case.late else None,
        withdrawn=case.withdrawn,
    )
    record, situation = line_of_play(scenario, plan_of(scenario, case.plan), course)
    assert replay(scenario, as_json_and_back(record)) == situation
    found = {each.measure: (each.points, each.band) for each in outcome_of(scenario, situation).measures}
    assert {name: found[name] for name in case.expect} == case.expect


NOT_ALLOWED = {
    "a turn out of order": ([second()], "turn 2 is not open; the next one is 1"),
    "a turn twice": ([first(), first()], "turn 1 is not open; the next one is 2"),
    "a turn after the last": ([first(), second(), third(), third()], "turn 3 is not open; the next one is none"),
    "a missing choice": ([TurnCommitted(turn=1, choices={"where": "near"})], "decision 'how' is not made in turn 1"),
    "a choice of another turn": ([first(watch="one")], "decision 'watch' belongs to another turn"),
    "an option that is none": ([first(how="quick")], "decision 'how': 'quick' is none of its options"),
    "an incoherent plan": ([first(where="far", how="slow")], "rule coherence.r0: Row 0 of coherence says so."),
    "an inject that is none": ([first(), InjectAnswered(inject="I9", answer="no")], "inject 'I9': there is none"),
    "an answer that is none": (
        [first(), InjectAnswered(inject="I1", answer="maybe")],
        "inject I1: 'maybe' is no answer to it; choose one of no, yes",
    ),
    "an inject answered twice": (
        [first(), InjectAnswered(inject="I1", answer="no"), InjectAnswered(inject="I1", answer="yes")],
        "inject I1 is already answered",
    ),
    "an inject before its turn": ([first(), InjectAnswered(inject="I2", answer="pass")], "inject I2 has not come yet"),
    "an inject before any turn": ([InjectAnswered(inject="I1", answer="no")], "inject I1 has not come yet"),
    "an inject that is not open": (
        [first(how="wild"), second(), InjectAnswered(inject="I2", answer="pass")],
        "inject I2 is not open for this plan; it needs how not(wild)",
    ),
    "taking without an item": (
        [first(), second("tea"), InjectAnswered(inject="I2", answer="take")],
        "inject I2: name one item to take out; the plan has tea",
    ),
    "taking an item that is not there": (
        [first(), second("tea"), InjectAnswered(inject="I2", answer="take", item="bread")],
        "inject I2: name one item to take out; the plan has tea",
    ),
    "taking from nothing": (
        [first(), second(), InjectAnswered(inject="I2", answer="take", item="tea")],
        "inject I2: name one item to take out; the plan has none",
    ),
    "a change of what may not be changed": (
        [first(), second(), third(), PlanChanged(when="late", decision="watch", choice="one")],
        "decision 'watch' cannot be changed",
    ),
    "a change of what is not made": (
        [first(), PlanChanged(when="early", decision="gifts", choice=("tea",))],
        "decision 'gifts' is not made yet",
    ),
    "an early change in a turn that has none": (
        [first(), PlanChanged(when="early", decision="where", choice="far")],
        "an early change is only possible in turns 2",
    ),
    "an early change after the turns for it": (
        [first(), second(), third(), PlanChanged(when="early", decision="where", choice="far")],
        "an early change is only possible in turns 2",
    ),
    "an early change of the turn's own decision": (
        [first(), second(), PlanChanged(when="early", decision="gifts", choice=("tea",))],
        "decision 'gifts' was made in this turn; only earlier ones can be changed",
    ),
    "a late change before the last turn": (
        [first(), second(), PlanChanged(when="late", decision="where", choice="far")],
        "a late change is only possible in turn 3",
    ),
    "a change before any turn": (
        [PlanChanged(when="late", decision="where", choice="far")],
        "decision 'where' is not made yet",
    ),
    "a change that changes nothing": (
        [first(), second(), third(), PlanChanged(when="late", decision="where", choice="near")],
        "this changes nothing",
    ),
    "a change of two items": (
        [first(), second(), third(), PlanChanged(when="late", decision="gifts", choice=("tea", "bread"))],
        "one item may go in or out, not 2",
    ),
    "a change of no item": (
        [first(), second("tea"), third(), PlanChanged(when="late", decision="gifts", choice=("tea",))],
        "one item may go in or out, not 0",
    ),
    "a change to an incoherent plan": (
        [first(how="slow"), second(), third(), PlanChanged(when="late", decision="where", choice="far")],
        "rule coherence.r0: Row 0 of coherence says so.",
    ),
    "a change twice": (
        [
            first(),
            second(),
            PlanChanged(when="early", decision="where", choice="far"),
            third(),
            PlanChanged(when="late", decision="how", choice="wild"),
        ],
        "the one change is already spent",
    ),
    "a change after an answer that spent it": (
        [
            first(),
            second("tea"),
            InjectAnswered(inject="I2", answer="take", item="tea"),
            third(),
            PlanChanged(when="late", decision="how", choice="wild"),
        ],
        "the one change is already spent",
    ),
    "an answer that spends a spent change": (
        [
            first(),
            second("tea"),
            PlanChanged(when="early", decision="where", choice="far"),
            InjectAnswered(inject="I2", answer="take", item="tea"),
        ],
        "inject I2: the one change is already spent; choose another answer",
    ),
    "a chance that is none": ([Rolled(chance="snow", value="wet")], "chance 'snow' cannot say 'wet'"),
    "a value that chance does not have": ([Rolled(chance="rain", value="hail")], "chance 'rain' cannot say 'hail'"),
    "a second beginning": ([first(), Began(scenario="fake", digest="")], "this session has already begun"),
    "a variant that is none": ([Began(scenario="fake", digest="", variant="90")], "variant '90': there is none"),
}


@pytest.mark.parametrize(("events", "problem"), NOT_ALLOWED.values(), ids=NOT_ALLOWED)
def test_a_step_that_the_rules_do_not_allow_is_refused_and_says_why(events, problem):
    scenario = bridge().scenario()
    situation = after(scenario, *events[:-1])
    with pytest.raises(IllegalPlan) as refused:
        apply(scenario, situation, events[-1])
    assert problem in str(refused.value)


def test_all_that_is_wrong_with_a_turn_is_said_at_once():
    scenario = bridge().scenario()
    with pytest.raises(IllegalPlan) as refused:
        committed(scenario, opening(scenario, None), 1, {"where": "near", "watch": "one"})
    assert len(refused.value.problems) == 2


def test_answers_move_the_plan_and_the_plan_is_read_anew():
    scenario = bridge().scenario()
    base = (first(), second("tea"))
    stepped = after(scenario, *base, InjectAnswered(inject="I2", answer="step"))
    assert stepped.plan.get("where") == "far"
    back = after(scenario, first(where="far"), second(), InjectAnswered(inject="I2", answer="step"))
    assert back.plan.get("where") == "near"
    assert after(scenario, *base, InjectAnswered(inject="I2", answer="give")).plan.get("gifts") == ("tea", "bread")
    taken = after(scenario, *base, InjectAnswered(inject="I2", answer="take", item="tea"))
    assert (taken.plan.get("gifts"), taken.change_spent) == ((), True)
    opened = after(scenario, *base, InjectAnswered(inject="I2", answer="change"))
    assert (opened.plan, opened.change_spent) == (after(scenario, *base).plan, False)


def test_giving_where_everything_is_given_changes_nothing():
    scenario = bridge().scenario()
    full = (first(), second("tea", "bread"))
    given_more = after(scenario, *full, InjectAnswered(inject="I2", answer="give"))
    assert given_more.plan == after(scenario, *full).plan


def test_a_step_that_would_make_the_plan_incoherent_is_refused():
    scenario = bridge().scenario()
    situation = after(scenario, first(how="slow"), second())
    with pytest.raises(IllegalPlan, match=r"rule coherence\.r0"):
        answered(scenario, situation, "I2", "step", None)


def test_an_answer_cannot_move_a_decision_that_is_not_made():
    fake = bridge()
    fake.injects[1]["turn"] = 1
    scenario = fake.scenario()
    with pytest.raises(IllegalPlan, match="inject I2: decision 'gifts' is not made yet"):
        answered(scenario, after(scenario, first()), "I2", "give", None)


def test_a_change_is_remembered_with_its_time_and_direction():
    scenario = bridge().scenario()
    base = (first(), second("tea"))
    early = after(scenario, *base, PlanChanged(when="early", decision="where", choice="far"))
    assert (early.circumstances.change, early.change_spent) == (Change("early", "where", "none"), True)
    out = after(scenario, *base, third(), PlanChanged(when="late", decision="gifts", choice=()))
    assert (out.circumstances.change, out.plan.get("gifts")) == (Change("late", "gifts", "out"), ())
    into = after(scenario, *base, third(), PlanChanged(when="late", decision="gifts", choice=("bread", "tea")))
    assert (into.circumstances.change, into.plan.get("gifts")) == (Change("late", "gifts", "in"), ("tea", "bread"))


def test_an_observation_is_fixed_after_its_turn_and_counts_start_rows_and_answers_without_limits():
    fake = bridge()
    fake.tables["strain"] = (fake.tables["strain"][0], fake.tables["strain"][1][1:])
    fake.tables["answered"][1][0].update({"then measure": "strain", "then points": "3"})
    fake.observations[0]["after_turn"] = 2
    scenario = fake.scenario()

    def seen(*events):
        return dict(after(scenario, *events).circumstances.observed)

    assert seen(first(where="far")) == {}
    # Danger stands at 2 + 2 against a strain of 3; an answer given before adds 3 to the strain, a gift does not count.
    assert seen(first(where="far"), second("tea")) == {"seen": "danger"}
    answer = InjectAnswered(inject="I1", answer="yes")
    assert seen(first(where="far"), answer, second("tea")) == {"seen": "strain"}
    assert seen(first(where="far"), second("tea"), answer) == {"seen": "danger"}
    # Once fixed it stays, whatever the plan becomes.
    back = PlanChanged(when="early", decision="where", choice="near")
    assert seen(first(where="far"), second("tea"), back) == {"seen": "danger"}


def test_limits_do_not_count_in_what_is_observed():
    fake = bridge()
    fake.tables["strain"] = (fake.tables["strain"][0], fake.tables["strain"][1][1:])
    fake.measures[1]["start"]["points"] = 5
    # A danger of 2 + 3 stands level with a strain of 5; its cap of 4 would put it below.
    situation = after(fake.scenario(), first(how="wild"))
    assert dict(situation.circumstances.observed) == {"seen": "danger"}


def test_of_measures_that_stand_level_the_first_is_observed():
    fake = bridge()
    fake.measures[0]["start"]["points"] = 3
    situation = after(fake.scenario(), first())
    assert dict(situation.circumstances.observed) == {"seen": "strain"}
    fake.tables["strain"] = (fake.tables["strain"][0], fake.tables["strain"][1][1:])
    situation = after(fake.scenario(), first())
    assert dict(situation.circumstances.observed) == {"seen": "danger"}


def test_an_inject_of_a_turn_without_decisions_is_answered_and_not_lost():
    fake = bridge()
    fake.injects[0]["turn"] = 0
    fake.decisions[3]["turn"] = 4
    fake.injects[1]["turn"] = 3
    fake.change["late_turn"] = "4"
    scenario = fake.scenario()
    plan = plan_of(scenario, {"where": "near", "how": "fast", "gifts": "", "watch": "none"})
    record, situation = line_of_play(scenario, plan, Course(answers={"I1": "yes", "I2": "give"}))
    assert situation.circumstances.answers == (("I1", "yes"), ("I2", "give"))
    assert [event.event for event in record] == [
        "began",
        "inject_answered",
        "turn_committed",
        "turn_committed",
        "turn_committed",
        "inject_answered",
    ]


def test_a_seed_rolls_every_die_of_a_line_of_play():
    scenario = shipped("practice")
    plan = plan_of(scenario, {"crossing": "everybody", "tasks": ""})
    _, situation = line_of_play(scenario, plan, Course(seed=4))
    assert situation.circumstances.rolls == (("weather", "rain"),)


def test_a_record_with_a_field_too_many_or_an_event_that_is_none_cannot_be_read():
    for text in ('[{"event": "began", "scenario": "x", "digest": "", "who": "me"}]', '[{"event": "cheated"}]', "[{}]"):
        with pytest.raises(ValidationError):
            RECORD.validate_json(text)


def played_bridge(fake: Fake):
    """A record of the bridge with an outcome kept after each turn."""
    scenario = fake.scenario()
    record = [began(scenario), first(where="far"), second("tea"), third("one")]
    for place in (2, 4, 6):
        record.insert(place, kept(outcome_of(scenario, replay(scenario, record[:place]))))
    return scenario, tuple(record)


def changed_rule(table, row, **cells):
    fake = bridge()
    fake.tables[table][1][row].update(cells)
    return fake.scenario()


def test_the_same_rules_say_the_same_of_a_kept_record():
    scenario, record = played_bridge(bridge())
    assert sum(isinstance(event, OutcomeKept) for event in record) == 3
    assert differences(scenario, as_json_and_back(record)) == ()


def test_a_corrected_number_is_told_for_every_outcome_it_alters_and_for_no_other():
    _, record = played_bridge(bridge())
    # The danger is known after turn 1; it rises from 4 to 5 and keeps its band.
    now = changed_rule("danger", 0, **{"then danger": "3"})
    assert differences(now, record) == (
        "event 3: danger was b1 (4), now b1 (5)",
        "event 5: danger was b1 (4), now b1 (5)",
        "event 7: danger was b1 (4), now b1 (5)",
    )


def test_a_number_that_no_kept_outcome_used_alters_nothing():
    _, record = played_bridge(bridge())
    assert differences(changed_rule("danger", 1, **{"then danger": "4"}), record) == ()


def test_a_corrected_ending_is_told():
    _, record = played_bridge(bridge())
    now = changed_rule("endings", 0, **{"if danger": ">= b1"})
    assert differences(now, record) == ("event 7: the endings were tired, now loud, tired",)


def test_the_same_points_by_other_rules_are_told_with_the_rules():
    _, record = played_bridge(bridge())
    fake = bridge()
    fake.tables["danger"][1][0]["rule"] = "danger.farther"
    told = "danger stands at b1 (4) as before, by other rules: danger.r0 +2 gone, danger.farther +2 new"
    assert differences(fake.scenario(), record) == tuple(f"event {number}: {told}" for number in (3, 5, 7))


def test_a_measure_that_is_gone_or_new_is_told():
    scenario, record = played_bridge(bridge())
    last = record[-1]
    assert isinstance(last, OutcomeKept)
    other = KeptMeasure(measure="mood", points=1, band="b0", rules=())
    swapped = OutcomeKept(measures=(*last.measures[1:], other), end_states=last.end_states)
    assert differences(scenario, (*record[:-1], swapped)) == (
        "event 7: mood is no measure any more",
        "event 7: danger is a new measure, now b1 (4)",
    )


def test_a_step_that_todays_rules_refuse_is_told_and_ends_the_comparison():
    _, record = played_bridge(bridge())
    now = changed_rule("coherence", 0, **{"if how": "fast"})
    assert differences(now, record) == (
        "event 2: not allowed any more: rule coherence.r0: Row 0 of coherence says so.",
    )
