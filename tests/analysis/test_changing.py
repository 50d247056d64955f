"""A changed scenario is the one an author would have written, and every wrong wish is refused in words."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercise.analysis.changing import POINTS, Edit, designer_numbers, edited, shakes
from exercise.analysis.grid import plan_space
from exercise.analysis.masks import SpaceError
from exercise.analysis.rule_changes import RefusedChange, RuleChange, edits_of, kept_without
from exercise.play.adjudication import adjudicate
from exercise.tables.table import TableError
from tests.benched import POINTED, bench_scenarios, rewritten
from tests.fakes import bridge, shipped
from tests.worlds import plans_of

FLAGSHIP = "dprk-deployment"
NUMBERED = (*POINTED, "limits")


def same_everywhere(one, other):
    """Both scenarios have the same plans, and each plan the same outcome, line for line."""
    plans = list(plans_of(one))
    assert plans == list(plans_of(other))
    for plan in plans:
        try:
            expected = adjudicate(other, plan)
        except TableError:
            continue
        found = adjudicate(one, plan)
        assert (found.measures, found.end_states) == (expected.measures, expected.end_states)


def number_of(row):
    """The column that holds a row's number."""
    return "then value" if "then value" in row else next(c for c in reversed(row) if c.startswith("then "))


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_numbers_set_and_an_assumption_left_out_are_what_an_author_would_have_written(data):
    fake, scenario = data.draw(bench_scenarios())
    rows = [r for t in scenario.tables.values() if t.kind in NUMBERED for r in t.table.rules]
    chosen = data.draw(st.lists(st.sampled_from(rows), unique_by=lambda r: r.id, max_size=3)) if rows else []
    numbers = {rule.id: data.draw(st.integers(-5, 5)) for rule in chosen}
    gone = data.draw(st.sampled_from([(), ("A1",), ("A2",)]))

    def change(note, rule, row, *, last):
        ours = row.get("basis", "assumption") == "assumption"
        stays = note["kind"] == "decision" or (note["kind"] == "end_states" and last)
        if ours and not stays and set(gone) & set(row["claims"].split()):
            return None
        if rule in numbers:
            row[number_of(row)] = str(numbers[rule])
        return row

    kept = {
        rule: points
        for rule, points in numbers.items()
        if not any(e.rule == rule for e in edits_of(scenario, RuleChange(without=gone)))
    }
    found = edited(scenario, edits_of(scenario, RuleChange(numbers=tuple(kept.items()), without=gone)))
    other = rewritten(fake, change)
    # A file without a row is no table to its reader: there the author would take the table out.
    empty = [name for name, (_, body) in other.tables.items() if not body]
    for name in empty:
        del other.tables[name]
    same_everywhere(found, other.scenario())


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_the_strength_of_an_assumption_multiplies_every_number_of_ours_that_rests_on_it(data):
    fake, scenario = data.draw(bench_scenarios())
    strength = data.draw(st.integers(-3, 3))

    def change(note, rule, row, *, last):  # noqa: ARG001 (the form of all changes)
        if note["kind"] in POINTED and row["basis"] == "assumption" and "A1" in row["claims"].split():
            points = number_of(row)
            row[points] = str(int(row[points]) * strength)
        return row

    owned = [each for each in designer_numbers(scenario) if "A1" in each.assumptions]
    if not owned:
        return
    edits = edits_of(scenario, RuleChange(assumptions=(("A1", strength),)))
    assert {edit.rule for edit in edits} == {each.rule for each in owned if each.points * strength != each.points}
    same_everywhere(edited(scenario, edits), rewritten(fake, change).scenario())


def test_a_number_that_is_set_wins_over_its_assumption_and_two_values_on_one_row_both_count():
    scenario = shipped(FLAGSHIP)
    change = RuleChange((("DA2", 2), ("DA17", 3)), (("russian_obligation.contingent-7000", 5),))
    after = {edit.rule: edit.after for edit in edits_of(scenario, change)}
    assert after["russian_obligation.contingent-10000"] == 18
    assert after["russian_obligation.contingent-7000"] == 5
    assert after["russian_obligation.front"] == 3


def test_an_assumption_that_only_a_limit_rests_on_has_the_number_in_its_cell_for_a_value():
    scenario = shipped(FLAGSHIP)
    edits = edits_of(scenario, RuleChange((("DA13", 9000),)))
    assert edits == (Edit("limits", "limit.effect", "if contingent.troops", 36000, 9000),)
    limit = edited(scenario, edits).tables["limits"].table
    row = next(rule for rule in limit.rules if rule.id == "limit.effect")
    assert [test.text for test in row.conditions] == ["< 9000"]


def test_what_an_assumption_owns_falls_and_what_the_source_owns_or_must_be_said_stays():
    scenario = shipped(FLAGSHIP)
    assert kept_without(scenario, "DA13") == ("limit.effect",)
    assert kept_without(scenario, "DA29") == ("end.quiet-presence",)
    assert edits_of(scenario, RuleChange(without=("DA13",))) == ()
    fallen = {edit.rule for edit in edits_of(scenario, RuleChange(without=("DA6",)))}
    assert {"fill-command", "cultural_friction.fill", "end.two-armies-cultural"} <= fallen
    practice = shipped("practice")
    assert "footing.one-trip" in kept_without(practice, "DA4")


def test_a_start_is_set_by_its_line_in_the_ledger_and_a_row_also_with_its_table_in_front():
    scenario = shipped(FLAGSHIP)
    change = RuleChange(numbers=(("logistics_burden.start", 4), ("inject_effects.I1a.wait.weeks", 2)))
    changed = edited(scenario, edits_of(scenario, change))
    plan = next(plans_of(scenario))
    before, after = (adjudicate(each, plan).measure("logistics_burden") for each in (scenario, changed))
    assert after.points == before.points + 2
    assert after.lines[0].points == 4
    assert changed.digest != scenario.digest
    assert edited(scenario, ()) is scenario


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (RuleChange((("DA99", 1),)), "assumption 'DA99': there is none with this name; did you mean 'DA9'?"),
        (RuleChange(without=("C15",)), "it is a claim of the source, which cannot be changed here"),
        (RuleChange((("DA1", 2),)), "assumption DA1: no number rests on it, so it has no value"),
        (RuleChange((("DA2", 9999),)), "keep it within 10,000"),
        (RuleChange((("DA13", 10**10),)), "assumption DA13: 10,000,000,000 is too far"),
        (RuleChange(numbers=(("limit.burdn", 1),)), "row 'limit.burdn': there is none with this name; did you mean"),
        (RuleChange(numbers=(("logistics_burden.brigad", 1),)), "did you mean 'logistics_burden.brigade'?"),
        (RuleChange(numbers=(("fill-kit", 1),)), "row 'fill-kit': a row of coherence holds no number of points"),
        (RuleChange(numbers=(("yardstick_days.ratio", 1),)), "it is computed from a quantity"),
        (RuleChange(numbers=(("weeks.brigade", 10001),)), "10,001 points; keep them within 10,000"),
        (RuleChange(numbers=(("weeks.brigade", 1),), without=("DA22",)), "it falls away with its assumption"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_with_the_nearest_right_name(change, said):
    with pytest.raises(RefusedChange) as refused:
        edits_of(shipped(FLAGSHIP), change)
    assert said in str(refused.value)


def test_everything_wrong_with_a_change_is_told_at_once():
    change = RuleChange((("DA99", 1), ("DA1", 2)), (("nowhere", 1),), ("DA98",))
    with pytest.raises(RefusedChange) as refused:
        edits_of(shipped(FLAGSHIP), change)
    assert len(refused.value.problems) == 4


def test_shakes_move_every_number_of_ours_evenly_and_nothing_of_the_source():
    scenario = shipped(FLAGSHIP)
    numbers = designer_numbers(scenario)
    rows = {rule.id: t.kind for t in scenario.tables.values() for rule in t.table.rules}
    assert {rows[each.rule] for each in numbers} == set(POINTED)
    steps = Counter()
    for trial in range(60):
        moved = {edit.rule: edit for edit in shakes(numbers, 7, trial)}
        assert all(edit.what == POINTS for edit in moved.values())
        steps.update(int(moved[each.rule].after) - each.points if each.rule in moved else 0 for each in numbers)
    assert set(steps) == {-1, 0, 1}
    assert all(0.31 < count / steps.total() < 0.36 for count in steps.values())


GOLDEN_SHAKE = {
    "danger.watch": -3,
    "danger.hall": 0,
    "danger.visit": 0,
    "strain.everybody": 3,
    "strain.hall": -1,
    "I1.look.danger": 0,
    "I1.drive_on.danger": 2,
    "I1.post_watch.left_behind": 0,
}


def test_a_shake_is_the_same_on_every_machine_and_another_seed_gives_another():
    numbers = designer_numbers(shipped("practice"))
    # Written down once: whoever reads this on another machine must find the same.
    drawn = {edit.rule: edit.after for edit in shakes(numbers, 0, 0)}
    assert drawn == GOLDEN_SHAKE
    assert drawn != {edit.rule: edit.after for edit in shakes(numbers, 1, 0)}


def test_a_decision_table_that_says_nothing_any_more_is_told_and_does_not_crash():
    fake = bridge()
    note, rows = fake.tables["ground"]
    fake.tables["ground"] = ({**note, "default": "firm"}, rows[:1])
    scenario = fake.scenario()
    edit = Edit("ground", "ground.r0", "row", "firm", None)
    assert adjudicate(edited(scenario, (edit,)), next(plans_of(scenario))).values["ground"] == "firm"
    with pytest.raises(SpaceError, match="no rule holds for some plan"):
        plan_space(edited(bridge().scenario(), (edit,)))
