"""The debrief: stages in their order, sentences that carry what they rest on, the same text wherever it is written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercise.analysis.grid import plan_space
from exercise.analysis.soundness import case_outcome
from exercise.debrief.placeholders import days_text, fitting
from exercise.debrief.stages import ANY_PLAN, LATER, OURS, PLAN, QUESTION, SUCH_PLANS
from exercise.debrief.writing import debrief, holds
from exercise.play.adjudication import adjudicate
from exercise.play.ledger import Change, Circumstances
from exercise.play.plan import IllegalPlan, plan_of
from exercise.scenario.library import SHIPPED, read_later
from tests.fakes import bridge, inject, one, shipped
from tests.worlds import circumstances, plans_of, scenarios

FLAGSHIP = "dprk-deployment"
STAGES = ["reactions", "description", "reasoning", "content", "yardstick", "rules", "later", "critique", "transfer"]

# What every debrief must say (K17): a claim or the sentence's id.
ALWAYS = ["not-decisive", "hardened", "yardstick-limits", "gains-always", "geostrategic"]
ALWAYS += [f"measure-{name}" for name in ("logistics_burden", "cultural_friction", "doctrinal_friction")]
ALWAYS += [f"measure-{name}" for name in ("tactical_friction", "dprk_gains", "dprk_modernisation")]
ALWAYS += ["measure-korean_peninsula", "measure-pacific"]
YARDSTICK = {"yardstick-a_day_or_so", "yardstick-some_days", "yardstick-about_a_week"}


def outcome_for(fake, around=Circumstances(), **choices):  # noqa: B008 (it is frozen)
    scenario = fake.scenario()
    plan = {"where": "near", "how": "fast", "gifts": "", "watch": "none", **choices}
    return scenario, adjudicate(scenario, plan_of(scenario, plan), around)


def texts(told, stage):
    return [sentence.text for sentence in told.stage(stage).sentences]


@pytest.fixture(scope="module")
def sampled():
    """The debriefs of 500 plans of the flagship, evenly spread."""
    scenario = shipped(FLAGSHIP)
    space = plan_space(scenario)
    outcomes = [adjudicate(scenario, space.plan(row)) for row in range(0, space.size, 871)]
    assert len(outcomes) == 500
    return [(outcome, debrief(scenario, outcome)) for outcome in outcomes]


def test_the_stages_come_in_the_order_of_the_contract(sampled):
    assert all([stage.id for stage in told.stages] == STAGES for _, told in sampled)
    titles = shipped(FLAGSHIP).debrief.stages
    assert [stage.title for stage in sampled[0][1].stages] == [titles[stage] for stage in STAGES]


def test_every_sentence_of_500_plans_rests_on_something_and_questions_on_nothing(sampled):
    labels = set()
    for _, told in sampled:
        for sentence in told.sentences():
            labels.add(sentence.label)
            if sentence.label == QUESTION:
                assert (sentence.claims, sentence.assumptions, sentence.ledger) == ((), (), ())
            else:
                assert sentence.claims or sentence.assumptions, sentence.text
    assert labels == {ANY_PLAN, SUCH_PLANS, OURS, PLAN, QUESTION}


def test_no_placeholder_is_left_open_in_500_plans(sampled):
    for _, told in sampled:
        for sentence in told.sentences():
            assert "{" not in sentence.text
            assert "  " not in sentence.text
            assert sentence.text.strip() == sentence.text != ""


def test_every_one_of_500_plans_is_told_what_must_always_be_said(sampled):
    for outcome, told in sampled:
        ids = [sentence.id for sentence in told.sentences()]
        assert [ids.count(each) for each in ALWAYS] == [1] * len(ALWAYS)
        assert len(YARDSTICK & set(ids)) == 1
        assert ("pact" in ids) == (outcome.plan.get("deployment") == "kursk")
        fired = {each for line in outcome.ledger() if line.points for each in line.assumptions}
        listed = {each.removeprefix("assumption-") for each in ids if each.startswith("assumption-")}
        assert listed == fired


def test_hedges_and_the_exact_sentence_are_kept_in_500_plans(sampled):
    for _, told in sampled:
        by_id = {sentence.id: sentence.text for sentence in told.sentences()}
        assert "unlikely" in by_id["not-decisive"]
        assert "likely" in by_id["measure-logistics_burden"]
        assert by_id["geostrategic"].endswith("the available text ends before saying what.")
        if "pact" in by_id:
            assert "seems" in by_id["pact"]


def test_sentences_on_hedged_claims_alone_keep_a_hedge_in_500_plans(sampled):
    scenario = shipped(FLAGSHIP)
    hedges = {hedge.lower() for hedge in scenario.frame.source.hedges}
    for _, told in sampled:
        for sentence in told.stage("content").sentences:
            claims = [scenario.claims[each] for each in sentence.claims]
            if sentence.id.startswith("because-") and claims and all(claim.hedge for claim in claims):
                assert hedges & set(re.findall(r"[a-z]+", sentence.text.lower())), sentence.text


def test_what_the_source_says_of_every_plan_is_told_from_what_is_ours(sampled):
    _, told = sampled[0]
    labels = {sentence.id: sentence.label for sentence in told.sentences()}
    assert labels["not-decisive"] == labels["geostrategic"] == labels["gains-always"] == ANY_PLAN
    assert labels["measure-logistics_burden"] == labels["no-score"] == OURS
    assert {label for name, label in labels.items() if name.startswith("assumption-")} == {OURS}


def test_later_facts_stand_only_where_they_are_handed_in_and_only_in_their_stage():
    scenario = shipped(FLAGSHIP)
    later = read_later(SHIPPED / FLAGSHIP)
    outcome = case_outcome(scenario, scenario.cases[0])
    sealed, opened = debrief(scenario, outcome), debrief(scenario, outcome, later=later)
    assert sealed.stage("later").sentences == ()
    assert [sentence.label for sentence in opened.stage("later").sentences].count(LATER) == len(later)
    assert all(fact.fact in " ".join(texts(opened, "later")) for fact in later)
    assert [each for each in opened.stages if each.id != "later"] == [
        each for each in sealed.stages if each.id != "later"
    ]


@pytest.mark.parametrize("name", [FLAGSHIP, "practice"])
def test_every_variant_asks_its_own_questions_and_holds_its_own_intent(name):
    scenario = shipped(name)
    outcome = case_outcome(scenario, scenario.cases[0])
    for variant in scenario.variants:
        told = debrief(scenario, outcome, variant.id)
        asked = [sentence.text for sentence in told.sentences() if sentence.label == QUESTION]
        ordered = sorted(variant.script, key=lambda step: STAGES.index(step.stage))
        assert sorted(asked) == sorted(ask for step in ordered for ask in step.asks if step.stage != "later")
        intent = [each for each in told.sentences() if each.id.startswith("intent-")]
        assert len(intent) == len(variant.intent.lines)
        for sentence, line in zip(intent, variant.intent.lines, strict=True):
            verdict = "met" if holds(scenario, outcome, line.when) else "to be explained"
            assert sentence.text == f"The intent said: {line.text} This line is {verdict}."
    longest = max(scenario.variants, key=lambda each: each.minutes)
    assert debrief(scenario, outcome) == debrief(scenario, outcome, longest.id)


def test_a_variant_that_is_none_is_refused():
    scenario, outcome = outcome_for(bridge())
    with pytest.raises(IllegalPlan, match="variant '99': there is none with this name"):
        debrief(scenario, outcome, "99")


def test_the_plan_is_told_in_the_words_of_its_options_also_where_nothing_was_taken():
    scenario, outcome = outcome_for(bridge())
    assert texts(debrief(scenario, outcome), "description") == [
        "It is near.",
        "It is fast.",
        "Nothing of this.",
        "It is none.",
    ]
    scenario, outcome = outcome_for(bridge(), gifts="tea,bread")
    assert texts(debrief(scenario, outcome), "description")[2:4] == ["It is tea.", "It is bread."]


def test_an_answer_and_the_change_are_told_with_the_lines_they_brought():
    around = Circumstances(answers=(("I1", "yes"),), change=Change("late", "where", "none"))
    scenario, outcome = outcome_for(bridge(), around, watch="one")
    told = {sentence.id: sentence for sentence in debrief(scenario, outcome).sentences()}
    assert told["answer-I1"].text == "Inject I1: Answer yes."
    assert [line.rule for line in told["answer-I1"].ledger] == ["answered.r0", "answered.r1"]
    assert told["change"].text == "The one change of plan was spent on: Decision where."
    assert [line.rule for line in told["change"].ledger] == ["changing.r0"]


def test_lines_of_an_answer_are_found_by_its_rows_and_not_by_how_they_are_named():
    scenario = shipped(FLAGSHIP)
    case = next(each for each in scenario.cases if each.case == "line-learning")
    outcome = case_outcome(scenario, case)
    told = {sentence.id: sentence for sentence in debrief(scenario, outcome).sentences()}
    lines = [line.rule for line in told["answer-I2b"].ledger]
    assert lines[0] == "I2b.study_it.logistics_burden"
    assert [rule.partition(".")[0] for rule in lines[1:]] == ["learning"] * (len(lines) - 1)
    assert len(lines) > 1


def test_a_change_is_told_with_what_it_rests_on_also_where_the_rule_names_nothing():
    fake = bridge()
    fake.change["claims"] = ""
    scenario, outcome = outcome_for(fake, Circumstances(change=Change("late", "how", "none")))
    told = {sentence.id: sentence for sentence in debrief(scenario, outcome).sentences()}
    assert told["change"].claims or told["change"].assumptions


def test_an_intent_may_ask_for_a_decision_and_for_a_total():
    fake = bridge()
    fake.intent = [
        {"id": "near", "when": {"where": "near"}, "text": "Stay near.", "claims": "C1"},
        {"id": "both", "when": {"both": "< 3"}, "text": "Keep both low.", "claims": "A1"},
    ]
    scenario, outcome = outcome_for(fake)
    told = {sentence.id: sentence for sentence in debrief(scenario, outcome).sentences()}
    assert told["intent-near"].text == "The intent said: Stay near. This line is met."
    assert told["intent-near"].ledger == ()
    assert told["intent-both"].text.endswith("This line is to be explained.")
    assert {line.measure for line in told["intent-both"].ledger} == {"danger", "strain"}


def test_a_sentence_stands_where_its_cells_hold_and_once_for_each_item():
    scenario, outcome = outcome_for(bridge(), where="far", gifts="tea,bread")
    told = debrief(scenario, outcome)
    assert "30 went far." in texts(told, "reasoning")
    assert texts(told, "content")[-2:] == ["They got option tea.", "They got option bread."] or [
        text for text in texts(told, "content") if text.startswith("They got")
    ] == ["They got option tea.", "They got option bread."]
    near = debrief(*outcome_for(bridge()))
    assert not [text for stage in STAGES for text in texts(near, stage) if "far" in text or text.startswith("They got")]


def test_every_line_that_moved_a_measure_gives_its_reason():
    scenario, outcome = outcome_for(bridge(), where="far", how="wild", gifts="tea")
    told = {sentence.id: sentence for sentence in debrief(scenario, outcome).stage("content").sentences}
    moved = [line for line in outcome.ledger() if line.points and line.table not in {"start", "ratio"}]
    assert moved
    for line in moved:
        sentence = told[f"because-{line.rule}"]
        assert (sentence.text, sentence.ledger) == (line.because, (line,))


def test_further_endings_are_told_after_the_one_that_is_named():
    scenario, outcome = outcome_for(bridge(), where="far", how="wild")
    content = texts(debrief(scenario, outcome), "content")
    assert "Ending loud. It ends as loud." in content
    assert "Also true of this plan: Ending tired." in content
    assert not [text for text in content if "calm" in text and "intent" not in text]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_outcome_of_any_small_world_is_told_and_every_sentence_rests_on_something(data):
    scenario = data.draw(scenarios())
    plan = data.draw(st.sampled_from(list(plans_of(scenario))))
    told = debrief(scenario, adjudicate(scenario, plan, data.draw(circumstances(scenario))))
    assert [stage.id for stage in told.stages] == STAGES
    for sentence in told.sentences():
        assert sentence.label == QUESTION or sentence.claims or sentence.assumptions
        assert "{" not in sentence.text


def test_injects_that_only_inform_are_not_told_as_answers():
    fake = bridge()
    fake.injects = [inject("I0", 1, [])]
    fake.tables.pop("answered")
    scenario, outcome = outcome_for(fake)
    assert not [each for each in debrief(scenario, outcome).sentences() if each.id.startswith("answer")]


@pytest.mark.parametrize(
    ("days", "text"),
    [(1.25, "1.25"), (4000 / 1200, "3.3"), (7000 / 1200, "5.8"), (8.5, "8.5"), (3.0, "3.0"), (0, "0.0")],
)
def test_days_are_printed_with_one_decimal_or_as_quarters(days, text):
    assert days_text(days) == text


@pytest.mark.parametrize(
    ("label", "text"), [("New tactics", "new tactics"), ("NATO kit", "NATO kit"), ("A team", "A team"), ("X", "X")]
)
def test_a_label_stands_small_inside_a_sentence_unless_it_is_an_abbreviation(label, text):
    assert fitting(label) == text


def test_numbers_of_the_yardstick_are_filled_in():
    fake = bridge()
    fake.decisions[0] = one("where", ["near", "far"], 1, troops=[1000, 30])
    fake.sentences = [{"id": "n", "stage": "content", "text": "{n} stand for {days}.", "claims": "C1"}]
    scenario, outcome = outcome_for(fake)
    assert "1,000 stand for 9.0." in texts(debrief(scenario, outcome), "content")


PROGRAM = """
import sys
from exercise.analysis.grid import plan_space
from exercise.debrief.writing import debrief
from exercise.play.adjudication import adjudicate
from exercise.scenario.library import SHIPPED, read_scenario
scenario = read_scenario(SHIPPED / "dprk-deployment")
space = plan_space(scenario)
for row in range(0, space.size, 9001):
    outcome = adjudicate(scenario, space.plan(row))
    print(outcome)
    for sentence in debrief(scenario, outcome).sentences():
        print(sentence)
"""


def test_outcomes_and_debriefs_are_the_same_whatever_the_hash_seed_of_the_process():
    def printed(seed: str) -> str:
        command = [sys.executable, "-c", PROGRAM]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        root = Path(__file__).resolve().parents[2]
        return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=True).stdout

    first = printed("0")
    assert len(first) > 100_000
    assert printed("1") == first
    assert printed("20241024") == first
