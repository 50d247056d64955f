"""Labels and proofs: what is said to hold whatever our numbers are does hold, and what is not depends on them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercise.analysis.bench import bench
from exercise.analysis.changing import POINTS, ROW, Edit, edited, is_ours, points_of
from exercise.analysis.checks import run_check
from exercise.analysis.grid import plan_space
from exercise.analysis.grounds import is_proved
from exercise.analysis.labels import ANY_PLAN, BREAKS, OURS, PROVED, SUCH_PLANS, labels, promised
from exercise.analysis.masks import SpaceError
from exercise.analysis.rule_changes import RuleChange, rows_of
from exercise.analysis.soundness import run_soundness
from exercise.analysis.trials import run_here, tally, unlike_labels
from exercise.debrief.writing import debrief
from exercise.play.adjudication import adjudicate
from exercise.play.plan import plan_of
from exercise.scenario.promise_links import MEASURE_SENTENCE
from exercise.tables.table import TableError
from tests.benched import bench_scenarios, told_of_all
from tests.fakes import bridge, shipped

FLAGSHIP = "dprk-deployment"


@st.composite
def wild_edits(draw, scenario):
    """Numbers of ours far from what they are, limits of ours elsewhere, and any row of ours that can fall gone."""
    edits = []
    for row in rows_of(scenario):
        kind = row.table.kind
        if not is_ours(row.reason):
            continue
        if row.can_fall and draw(st.integers(0, 5)) == 0:
            edits.append(Edit(row.table.name, row.rule.id, ROW, "", None))
        elif kind in {"modifier", "answer_effects", "change_effects", "limits"} and draw(st.booleans()):
            points = draw(st.sampled_from([-60, -3, -1, 0, 1, 3, 60]))
            edits.append(Edit(row.table.name, row.rule.id, POINTS, points_of(row.rule), points))
    return tuple(edits)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_whatever_our_numbers_are_nothing_that_is_proved_moves_or_breaks(data):
    _, scenario = data.draw(bench_scenarios())
    changed = edited(scenario, data.draw(wild_edits(scenario)))
    try:
        before, after = told_of_all(scenario), told_of_all(changed)
        space = plan_space(changed)
    except (TableError, SpaceError):
        return
    shared = [plan for plan in before if plan in after]
    safe = {name: label for name, label in labels(scenario).items() if label in PROVED}
    for name, label in safe.items():
        assert all(before[plan].said.get(name) == after[plan].said.get(name) for plan in shared)
        if label == ANY_PLAN:
            assert all(name in told.said for told in after.values())
    checks = {check.id for check in scenario.checks if is_proved(scenario, check)}
    for written in scenario.debrief.sentences:
        if written.id in safe:
            checks |= {check.id for check in promised(scenario, written)}
    for check in scenario.checks:
        if check.id in checks:
            assert run_check(changed, check, space).holds


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_a_check_on_a_level_that_is_not_proved_is_broken_by_some_numbers_or_by_a_limit_of_ours(data):
    """The other way round, where a proof misses nothing: decisions alone are read, and each plan has a row of ours."""
    fake, _ = data.draw(bench_scenarios())
    note = {"kind": "modifier"}
    name = next(each["id"] for each in fake.measures if "ratio" not in each)
    fake.tables["everywhere"] = (note, [{f"then {name}": "0", "claims": "A1", "basis": "assumption"}])
    scenario = fake.scenario()
    for check in scenario.checks:
        rule = check.never
        if (
            rule is None
            or rule.measure != name
            or any(not scenario.inputs.sources[c].of.startswith("d") for c in rule.when)
        ):
            continue
        if any(is_ours(r.reason) for r in rows_of(scenario) if r.table.kind in {"limits", "coherence"}):
            continue
        edits = [Edit("everywhere", "everywhere.r0", POINTS, 0, far) for far in range(-40, 41)]
        holds = [run_check(c, check, plan_space(c)).holds for c in (edited(scenario, (edit,)) for edit in edits)]
        assert is_proved(scenario, check) == all(holds)


def proved(fake, check):
    fake.checks = [{"id": "D", "text": "It holds.", "claims": "C1", **check}]
    scenario = fake.scenario()
    assert run_check(scenario, scenario.checks[0], plan_space(scenario)).holds
    return is_proved(scenario, scenario.checks[0])


def limited(*limits: tuple[str, str, str]):
    """A world in which the danger starts low and has these limits: (floor or cap, value, basis)."""
    fake = bridge()
    fake.tables["danger"] = ({"kind": "modifier"}, [{"if where": "far", "then danger": "1"}])
    fake.tables["limits"] = (
        {"kind": "limits"},
        [
            {"then measure": "danger", "then kind": kind, "then value": value, "basis": basis, "claims": "C1 A1"}
            for kind, value, basis in limits
        ],
    )
    return fake


def test_a_limit_proves_something_only_where_it_is_the_source_s_and_none_of_ours_can_undo_it():
    high = {"never": {"measure": "danger", "points": "> 5"}}
    assert proved(limited(("cap", "5", "stated")), high)
    assert not proved(limited(("cap", "5", "assumption")), high)
    # A floor of ours after the cap might be set above it; one before it cannot reach over.
    assert not proved(limited(("cap", "5", "stated"), ("floor", "1", "assumption")), high)
    assert proved(limited(("floor", "1", "assumption"), ("cap", "5", "stated")), high)


def test_what_only_a_rule_of_coherence_of_ours_rules_out_is_not_proved():
    fake = bridge()
    never = {"never": {"when": {"where": "far", "how": "slow"}}}
    assert not proved(fake, never)
    fake.tables["coherence"][1][0]["basis"] = "stated"
    assert proved(fake, never)


def test_what_hangs_on_a_total_or_on_an_observation_hangs_on_its_measures():
    fake = bridge()
    fake.sentences = [
        {"id": "total", "stage": "content", "when": {"both": "> 90"}, "text": "Much.", "claims": "C1"},
        {"id": "seen", "stage": "content", "when": {"seen": "danger"}, "text": "Seen.", "claims": "C1"},
        {"id": "rain", "stage": "content", "when": {"rain": "wet"}, "text": "Wet.", "claims": "C1"},
    ]
    found = labels(fake.scenario())
    assert (found["total"], found["seen"], found["rain"]) == (OURS, OURS, SUCH_PLANS)


def test_the_labels_of_the_flagship():
    found = labels(shipped(FLAGSHIP))
    by_label = {label: {name for name, each in found.items() if each == label} for label in set(found.values())}
    assert set(by_label) == {ANY_PLAN, SUCH_PLANS, OURS}
    assert by_label[SUCH_PLANS] == {
        "pact",
        "yardstick-a_day_or_so",
        "yardstick-some_days",
        "yardstick-about_a_week",
        "measure-yardstick_days",
    }
    assert by_label[ANY_PLAN] == {
        "first-tranche", "already-supplied", "mission-open", "not-decisive", "gains-always", "two-accounts",
        "region-always", "yardstick-limits", "yardstick-ends", "yardstick-source", "hardened", "any-plan",
        "geostrategic", "flat-words", "undated", "words-carry",
    }  # fmt: skip


def test_what_is_proved_of_the_flagship_and_what_only_holds_as_our_numbers_stand():
    scenario = shipped(FLAGSHIP)
    open_ = {c.id for c in scenario.checks if c.built_in is None and not is_proved(scenario, c)}
    compared = {c.id for c in scenario.checks if c.not_dominated is not None}
    assert open_ == {*compared, "K7-never-falls", "K23-burden", "K23-obligation", "K25", "K26"}


def test_every_sentence_of_the_flagship_that_depends_on_us_names_an_assumption_or_is_moved_by_a_few_shakes():
    scenario = shipped(FLAGSHIP)
    found = tally(scenario, run_here(scenario, 0, range(6)))
    rests = {each.id: scenario.rests(each.claims)[1] for each in scenario.debrief.sentences}
    for sentence in found.sentences:
        if sentence.label == OURS and not rests.get(sentence.id):
            assert sentence.moved, sentence.id
    assert found.disagreeing == ()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_labels_of_the_flagship_agree_with_three_hundred_shakes_and_with_each_assumption_left_out():
    scenario = shipped(FLAGSHIP)
    assert list(unlike_labels(scenario, 0, range(300))) == []
    safe = {name for name, label in labels(scenario).items() if label in PROVED}
    for assumption in scenario.assumptions:
        for sentence in bench(scenario, RuleChange(without=(assumption,))).sentences:
            if sentence.id in safe:
                assert (sentence.moved, sentence.fallen, sentence.lost, sentence.after) == (0, (), (), sentence.before)


def test_a_sentence_that_names_a_band_depends_on_us_and_one_that_names_a_quantity_of_the_plan_does_not():
    fake = bridge()
    fake.sentences = [
        {"id": "band", "stage": "content", "text": "It is {band}.", "about": "danger", "claims": "C1"},
        {"id": "number", "stage": "content", "text": "{n} of them.", "claims": "C1"},
        {"id": "plain", "stage": "content", "text": "It rises.", "claims": "C1"},
        {"id": "near", "stage": "content", "when": {"where": "near"}, "text": "So near.", "claims": "C1"},
        {"id": "ours", "stage": "content", "text": "We say so.", "claims": "C1 A1"},
        {"id": "high", "stage": "content", "when": {"danger": ">= b1"}, "text": "So high.", "claims": "C1"},
    ]
    found = labels(fake.scenario())
    assert {name: label for name, label in found.items() if not name.startswith(MEASURE_SENTENCE)} == {
        "band": OURS,
        "number": SUCH_PLANS,
        "plain": ANY_PLAN,
        "near": SUCH_PLANS,
        "ours": OURS,
        "high": OURS,
    }


def test_a_sentence_whose_check_fails_breaks_and_one_whose_check_only_holds_by_our_numbers_depends_on_them():
    fake = bridge()
    fake.sentences = [{"id": "low", "stage": "content", "text": "It stays low.", "about": "danger", "claims": "C1"}]
    never = {"id": "D", "text": "Never high.", "claims": "C1"}
    fake.checks = [{**never, "never": {"measure": "danger", "band": "b2"}}]
    assert labels(fake.scenario())["low"] == BREAKS
    fake.checks = [{**never, "never": {"measure": "danger", "points": "> 7"}}]
    assert labels(fake.scenario())["low"] == OURS
    fake.checks = [{**never, "never": {"measure": "danger", "points": "> 9"}}]
    assert labels(fake.scenario())["low"] == ANY_PLAN


def test_the_debrief_carries_the_labels():
    scenario = shipped(FLAGSHIP)
    plan = plan_of(scenario, scenario.cases[0].plan)
    assert plan.get("deployment") == "kursk"
    told = {sentence.id: sentence.label for sentence in debrief(scenario, adjudicate(scenario, plan)).sentences()}
    assert {name: told[name] for name in labels(scenario) if name in told} == {
        name: label for name, label in labels(scenario).items() if name in told
    }
    assert told["pact"] == SUCH_PLANS
    assert told["not-decisive"] == ANY_PLAN


def test_a_label_that_promised_too_much_would_be_told_by_the_built_in_check(monkeypatch):
    scenario = bridge().scenario()
    space = plan_space(scenario)
    holds = {each.id: each for each in run_soundness(scenario, space, ())}["labels"]
    assert holds.holds
    fake = bridge()
    when = {"danger.points": ">= 5"}
    fake.sentences = [{"id": "high", "stage": "content", "when": when, "text": "Up.", "claims": "C1"}]
    scenario = fake.scenario()
    # As if the derivation had overlooked that our numbers move the measure.
    monkeypatch.setattr("exercise.analysis.labels.is_movable", lambda *_: False)
    broken = {each.id: each for each in run_soundness(scenario, plan_space(scenario), ())}["labels"]
    assert broken.witness.startswith("high holds for any such plan, and shake ")
