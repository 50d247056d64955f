"""The bench against brute force: every plan of small worlds and of the flagship, before and after a change."""

import multiprocessing

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from exercise.analysis.bench import bench
from exercise.analysis.changing import designer_numbers, edited
from exercise.analysis.checks import run_check, worst_cases
from exercise.analysis.extremes import extreme_spaces
from exercise.analysis.findings import findings
from exercise.analysis.grid import plan_space
from exercise.analysis.labels import ANY_PLAN, BREAKS, OURS
from exercise.analysis.masks import SpaceError
from exercise.analysis.rule_changes import RefusedChange, RuleChange, edits_of
from exercise.debrief.writing import debrief
from exercise.play.adjudication import adjudicate
from exercise.scenario.inputs import parse_cells
from exercise.tables.table import TableError
from tests.benched import bench_scenarios, told_of_all
from tests.fakes import Fake, bridge, inject, measure, one, shipped
from tests.worlds import plans_of

FLAGSHIP = "dprk-deployment"


@st.composite
def changes(draw, scenario):
    """A change that some world may be asked for: numbers, an assumption's strength, an assumption left out."""
    numbers = [each.rule for each in designer_numbers(scenario)]
    limits = [rule.id for table in scenario.tables_of("limits") for rule in table.table.rules]
    starts = [f"{m.id}.start" for m in scenario.frame.measures if m.ratio is None]
    chosen = draw(st.lists(st.sampled_from([*numbers, *limits, *starts]), unique=True, max_size=3))
    set_numbers = tuple((name, draw(st.integers(-4, 4))) for name in chosen)
    owned = sorted({each for number in designer_numbers(scenario) for each in number.assumptions})
    strengths = tuple((name, draw(st.integers(-2, 3))) for name in owned if draw(st.booleans()))
    without = draw(st.sampled_from([(), (), ("A1",), ("A2",)]))
    return RuleChange(strengths, set_numbers, without)


def edits_or_pass(scenario, change):
    """The edits of a change; one that asks for a number and takes its row away is passed over."""
    try:
        return edits_of(scenario, change)
    except RefusedChange:
        assume(False)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_what_a_change_does_in_a_small_world_is_what_brute_force_finds_plan_by_plan(data):
    _, scenario = data.draw(bench_scenarios())
    change = data.draw(changes(scenario))
    changed = edited(scenario, edits_or_pass(scenario, change))
    try:
        before, after = told_of_all(scenario), told_of_all(changed)
    except TableError:
        with pytest.raises((RefusedChange, SpaceError)):
            bench(scenario, change)
        return
    result = bench(scenario, change)
    assert (result.plans_before, result.plans_after) == (len(before), len(after))
    shared = [plan for plan in before if plan in after]
    for name, count in result.turned:
        assert count == sum(before[plan].bands[name] != after[plan].bands[name] for plan in shared)
    for sentence in result.sentences:
        name = sentence.id
        assert sentence.plans_before == sum(name in told.said for told in before.values())
        assert sentence.plans_after == sum(name in told.said for told in after.values())
        assert sentence.moved == sum(before[p].said.get(name) != after[p].said.get(name) for p in shared)
        lost = {each.id: each.claims for each in scenario.debrief.sentences}.get(name, ())
        assert set(sentence.lost) == set(lost) & set(change.without)
        if sentence.fallen or sentence.lost:
            assert sentence.after == BREAKS
    for check in result.checks:
        declared = next(each for each in scenario.checks if each.id == check.id)
        assert (check.before == BREAKS) == (not run_check(scenario, declared, plan_space(scenario)).holds)
        assert (check.after == BREAKS) == (not run_check(changed, declared, plan_space(changed)).holds)
        never = declared.never
        if never is not None and never.over == "plans" and not never.when:
            found = [told for told in after.values() if forbidden(never, told)]
            assert (check.after == BREAKS) == bool(found)


@settings(max_examples=12, deadline=None)
@given(bench_scenarios())
def test_checks_at_the_worst_of_the_injects_come_out_as_if_every_measure_were_worked_out_there(pair):
    _, scenario = pair
    space, everything = plan_space(scenario), tuple(extreme_spaces(scenario))
    shared = worst_cases(scenario, scenario.checks)
    for check in scenario.checks:
        whole = run_check(scenario, check, space, everything)
        assert run_check(scenario, check, space, shared) == whole
        assert run_check(scenario, check, space) == whole


@pytest.mark.parametrize(
    "never",
    [
        # Only with the danger at its least, where it holds nothing back, and the strain at its most.
        {"measure": "strain", "points": "> 6"},
        # Two measures that read nothing, asked about together: only with one at its least, the other at its most.
        {"measure": "cost", "points": "> 3", "when": {"danger.points": "< 2"}},
    ],
)
def test_what_only_opposed_injects_could_bring_about_breaks_a_check(never):
    fake = Fake(
        decisions=[one("where", ["near"], 1)],
        measures=[measure(name, start, 0, 9, (3,)) for name, start in (("danger", 3), ("strain", 4), ("cost", 2))],
        injects=[inject("I1", 1, [{"id": "no"}, {"id": "yes"}])],
    )
    fake.tables["strain"] = ({"kind": "modifier"}, [{"if danger": ">= b1", "then strain": "-3"}])
    effects = [("danger", "-2"), ("strain", "3"), ("cost", "2")]
    fake.tables["answered"] = (
        {"kind": "answer_effects"},
        [
            {"if inject": "I1", "if answer": answer, "then measure": name, "then points": points}
            for answer, (name, points) in zip(("yes", "no", "no"), effects, strict=True)
        ],
    )
    fake.checks = [{"id": "D", "text": "Never.", "never": {**never, "over": "extremes"}}]
    scenario = fake.scenario()
    result = run_check(scenario, scenario.checks[0], plan_space(scenario), worst_cases(scenario, scenario.checks))
    assert result.witness.startswith("with injects at their worst: 1 plans have ")


def forbidden(never, told):
    """Whether a plan breaks a `never` check, read from its text alone."""
    if never.band is not None:
        return told.bands[never.measure] == never.band
    if never.points.startswith("<"):
        return told.points[never.measure] < int(never.points[1:])
    return told.points[never.measure] in {int(part) for part in never.points.split(",")}


# One assumption of the flagship changed: high friction and a severe burden take away twice as much effect.
DA23_TWICE = {
    "local-and-war": (265_152, 185_280),
    "effect-negligible": (170_304, 250_176),
    "sender-ahead": (161_498, 238_379),
    "both-gain": (255_022, 178_141),
    "cap-bit": (19_920, 6_000),
    "end-bounded_task": (58_725, 46_752),
    "end-quiet_presence": (81_423, 93_396),
}


def test_the_sentences_that_flip_when_one_assumption_of_the_flagship_is_twice_as_strong():
    result = bench(shipped(FLAGSHIP), RuleChange((("DA23", 2),)))
    moved = {each.id: (each.plans_before, each.plans_after) for each in result.sentences if each.moved}
    assert moved.pop("measure-operational_effect") == (435_456, 435_456)
    assert moved == DA23_TWICE
    assert dict(result.turned)["operational_effect"] == 113_040
    assert [edit.rule for edit in result.edits] == [
        f"operational_effect.{name}" for name in ("cultural-high", "doctrinal-high", "tactical-high", "burden-severe")
    ]
    assert [each.id for each in result.sentences if each.falls] == []


def differing_plans(scenario, changed, rows):
    """Debriefs of some plans before and after, whole: the sentences that differ, and how often, by id."""
    space = plan_space(scenario)
    found: dict[str, int] = {}
    stands: dict[str, list[int]] = {}
    for row in rows:
        plan = space.plan(row)
        texts = []
        for each in (scenario, changed):
            told = debrief(each, adjudicate(each, plan))
            texts.append({s.id: s.text for s in told.sentences() if s.id and not s.is_reason})
        for name in {*texts[0], *texts[1]}:
            found[name] = found.get(name, 0) + (texts[0].get(name) != texts[1].get(name))
            for at in (0, 1):
                stands.setdefault(name, [0, 0])[at] += name in texts[at]
    return found, stands


def test_the_debriefs_of_two_hundred_plans_differ_in_no_other_sentence():
    scenario = shipped(FLAGSHIP)
    changed = edited(scenario, edits_of(scenario, RuleChange((("DA23", 2),))))
    before, after = findings(scenario), findings(changed)
    rows = range(0, before.space.size, 2113)
    found, stands = differing_plans(scenario, changed, rows)
    # These the program writes by itself and the bench leaves to the ledger: which assumptions were at work, the intent.
    moved = {name for name, count in found.items() if count and not name.startswith(("assumption-", "intent-"))}
    assert moved == {*DA23_TWICE, "measure-operational_effect"}
    for name in moved - {"measure-operational_effect"}:
        for at, each in enumerate((before, after)):
            assert stands[name][at] == int(each.space.column(each.stands[name])[list(rows)].sum())


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_flips_of_one_assumption_are_those_of_all_435_456_plans_adjudicated_one_by_one():
    with multiprocessing.get_context("fork").Pool(2) as pool:
        parts = pool.map(_counted, [(0, 2), (1, 2)])
    counts = {name: [sum(part[0][name][at] for part in parts) for at in (0, 1)] for name in parts[0][0]}
    assert {name: tuple(counts[name]) for name in DA23_TWICE} == DA23_TWICE
    assert {name for _, flipped in parts for name in flipped} == set(DA23_TWICE)


def _counted(part: tuple[int, int]):
    """For every second plan, adjudicated before and after: how often each sentence stands, and which ever flip."""
    scenario = shipped(FLAGSHIP)
    changed = edited(scenario, edits_of(scenario, RuleChange((("DA23", 2),))))
    space = plan_space(scenario)
    written = [(each, parse_cells(scenario.inputs, each.when)) for each in scenario.debrief.sentences]
    names = [*(each.id for each, _ in written), *(f"end-{end.id}" for end in scenario.frame.end_states)]
    counts = {name: [0, 0] for name in names}
    flipped = set()
    for row in range(part[0], space.size, part[1]):
        plan = space.plan(row)
        stands = []
        for each in (scenario, changed):
            outcome = adjudicate(each, plan)
            found = {
                sentence.id
                for sentence, tests in written
                if all(test.admits(outcome.values[name]) for name, test in tests)
                and (not sentence.each or plan.get(sentence.each))
            }
            stands.append({*found, f"end-{outcome.end_state}"})
        for at, found in enumerate(stands):
            for name in found:
                counts[name][at] += 1
        flipped |= stands[0] ^ stands[1]
    return counts, flipped


def test_a_threshold_below_the_largest_contingent_breaks_what_says_that_no_plan_is_decisive():
    result = bench(shipped(FLAGSHIP), RuleChange((("DA13", 9000),)))
    broken = {check.id: check for check in result.checks if check.after == BREAKS}
    assert set(broken) == {"K1"}
    assert broken["K1"].before == ANY_PLAN
    assert broken["K1"].witness.startswith("4,272 plans have operational_effect decisive, as deployment=east")
    fallen = {each.id: each.fallen for each in result.sentences if each.after == BREAKS}
    assert fallen == dict.fromkeys(("not-decisive", "two-accounts", "hardened", "threshold"), ("K1",))


def test_a_sentence_that_rests_on_an_assumption_that_is_left_out_breaks_and_says_which():
    result = bench(shipped(FLAGSHIP), RuleChange(without=("DA12",)))
    lost = {each.id: each.lost for each in result.sentences if each.lost}
    assert lost == dict.fromkeys(("sender-ahead", "both-gain", "region-delivery", "depends-on-us"), ("DA12",))
    assert all(each.after == BREAKS for each in result.sentences if each.lost)


def test_leaving_out_a_rule_of_coherence_gives_more_plans_and_compares_those_that_both_have():
    result = bench(shipped(FLAGSHIP), RuleChange(without=("DA9",)))
    assert (result.plans_before, result.plans_after) == (435_456, 487_296)
    assert all(count <= 435_456 for _, count in result.turned)
    assert dict(result.turned)["price"] == 0


def test_a_floor_of_the_source_that_is_lowered_no_longer_holds_its_check_for_any_plan():
    result = bench(shipped(FLAGSHIP), RuleChange(numbers=(("limit.modernisation", 0),)))
    check = next(each for each in result.checks if each.id == "K7-floor")
    assert (check.before, check.after, check.falls) == (ANY_PLAN, OURS, True)
    assert check.witness == ""


def test_a_change_under_which_the_plans_cannot_be_worked_out_is_refused_in_words():
    fake = Fake(decisions=[one("where", ["near"], 1)], measures=[measure("mud", 0, 0, 9, (3,))])
    fake.tables["mood"] = ({"kind": "decision", "values": ["calm"]}, [{"if mud": "b0", "then mood": "calm"}])
    said = "with this change the plans cannot be worked out: table 'mood': no rule holds for some plan"
    with pytest.raises(RefusedChange, match=said):
        bench(fake.scenario(), RuleChange(numbers=(("mud.start", 9),)))


def test_a_sentence_that_stands_nowhere_says_nothing_else_when_its_band_turns():
    fake = bridge()
    fake.sentences = [
        {"id": name, "stage": "content", "when": when, "text": "It is {band}.", "about": "danger", "claims": "C1"}
        for name, when in (("nowhere", {"danger": "b1", "strain.points": "> 90"}), ("everywhere", {}))
    ]
    result = bench(fake.scenario(), RuleChange(numbers=(("danger.start", 6),)))
    moved = {sentence.id: sentence.moved for sentence in result.sentences}
    assert moved["nowhere"] == 0
    assert moved["everywhere"] == dict(result.turned)["danger"] > 0


def test_an_empty_change_changes_nothing():
    scenario = shipped("practice")
    result = bench(scenario, RuleChange())
    assert result.edits == ()
    assert not any(count for _, count in result.turned)
    assert all(each.before == each.after and not each.moved for each in result.sentences)
    assert all(each.before == each.after for each in result.checks)
    assert len(list(plans_of(scenario))) == result.plans_before == result.plans_after
