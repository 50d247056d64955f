"""Every declared check is seen to fail: each on a copy of the scenario in which one thing is broken."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from exercise.analysis.axes import SpaceTooLarge
from exercise.analysis.checks import run_check, run_checks
from exercise.analysis.dominance import dominated_options, idle_choices
from exercise.analysis.efficient import off_frontier
from exercise.analysis.grid import plan_space
from exercise.analysis.soundness import ledger_gaps, run_soundness, unlike_outcomes
from exercise.analysis.texts import foreign_words
from exercise.play.adjudication import adjudicate
from exercise.scenario.library import SHIPPED, read_later, read_scenario
from tests.fakes import Fake, bridge, measure, one, shipped, some
from tests.worlds import plans_of, scenarios

FLAGSHIP = "dprk-deployment"
SCENARIO, TEXTS, SAID, CHECKS = "scenario.yaml", "debrief.yaml", "injects.yaml", "checks.yaml"


def rules(name):
    return f"tables/{name}.csv"


def broken_copy(tmp_path: Path, *edits: tuple[str, str, str]) -> Path:
    """A copy of the flagship in which texts are replaced: (file, old, new), the first place only."""
    folder = tmp_path / FLAGSHIP
    shutil.copytree(SHIPPED / FLAGSHIP, folder)
    for file, old, new in edits:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def row(table: str, rule: str) -> str:
    """A whole row of a shipped table, with its line end."""
    lines = (SHIPPED / FLAGSHIP / rules(table)).read_text(encoding="utf-8").splitlines(keepends=True)
    return next(line for line in lines if line.startswith(f"{rule},"))


def no_row(table: str, rule: str) -> tuple[str, str, str]:
    return (rules(table), row(table, rule), "")


def pointed(table: str, rule: str, before: int, after: int) -> tuple[str, str, str]:
    """The points of one row of a modifier table."""
    found = row(table, rule)
    changed = found.replace(f",{before},", f",{after},", 1)
    assert changed != found
    return (rules(table), found, changed)


def start(measure_id: str, before: int, after: int) -> tuple[str, str, str]:
    """The start of one measure, found by the text between its id and its start."""
    text = (SHIPPED / FLAGSHIP / SCENARIO).read_text(encoding="utf-8")
    head = text.index(f"  - id: {measure_id}\n", text.index("\nmeasures:"))
    old = text[head : text.index(f"points: {before}\n", head)] + f"points: {before}\n"
    return (SCENARIO, old, old.replace(f"points: {before}\n", f"points: {after}\n"))


def check_text(check_id: str, old: str, new: str) -> tuple[str, str, str]:
    """A change within one check."""
    text = (SHIPPED / FLAGSHIP / CHECKS).read_text(encoding="utf-8")
    head = text.index(f"- id: {check_id}\n")
    found = text[head : text.index(old, head)] + old
    return (CHECKS, found, found[: -len(old)] + new)


# What fails, what breaks it, and how the witness begins or what it says. The counts are those of the balance notes.
BROKEN = {
    "K1": ([(rules("limits"), "< 36000", "< 10000")], "4,272 plans have operational_effect decisive, as deployment="),
    "K2-floor": (
        [no_row("limits", "limit.burden"), start("logistics_burden", 2, -1)],
        "plans have logistics_burden at points < 1, as deployment=",
    ),
    "K2-line": (
        [start("logistics_burden", 2, 0), pointed("logistics_burden", "logistics_burden.brigade", 1, 0)],
        "plans have no line of logistics_burden on C15 with 1 or more points, as deployment=",
    ),
    "K3-cultural": ([no_row("limits", "limit.cultural")], "27,648 plans have cultural_friction at points < 1"),
    "K3-cultural-line": ([start("cultural_friction", 2, 0)], "plans have no line of cultural_friction on C16"),
    "K3-doctrinal": (
        [no_row("limits", "limit.doctrinal"), start("doctrinal_friction", 2, 1)],
        "plans have doctrinal_friction at points < 1",
    ),
    "K3-doctrinal-line": ([start("doctrinal_friction", 2, 0)], "plans have no line of doctrinal_friction on C17"),
    "K3-tactical": ([no_row("limits", "limit.tactical")], "2,304 plans have tactical_friction at points < 1"),
    "K3-tactical-line": ([start("tactical_friction", 2, 0)], "plans have no line of tactical_friction on C18"),
    "K4-one": (
        [(TEXTS, "when: {yardstick_days: a_day_or_so}", 'when: {yardstick_days: "a_day_or_so, some_days"}')],
        "217,728 plans do not have exactly yardstick-a_day_or_so or",
    ),
    "K4-day": (
        [(TEXTS, "when: {yardstick_days: a_day_or_so}", "when: {yardstick_days: about_a_week}")],
        "217,728 plans do not have exactly yardstick-a_day_or_so as they should",
    ),
    "K4-some": (
        [(SCENARIO, "id: some_days, from: 2", "id: some_days, from: 4")],
        "108,864 plans do not have exactly yardstick-some_days as they should",
    ),
    "K4-week": (
        [(SCENARIO, "id: about_a_week, from: 7", "id: about_a_week, from: 5")],
        "108,864 plans do not have exactly yardstick-about_a_week as they should",
    ),
    "K4-no-week-below": (
        [(SCENARIO, "id: about_a_week, from: 7", "id: about_a_week, from: 5")],
        "108,864 plans have yardstick_days about_a_week",
    ),
    "K4-no-days-above": (
        [(SCENARIO, "id: about_a_week, from: 7", "id: about_a_week, from: 9")],
        "108,864 plans have yardstick_days some_days",
    ),
    "K4-no-day-above": ([(SCENARIO, "per: 1200", "per: 12000")], "108,864 plans have yardstick_days a_day_or_so"),
    "K4-eight": (
        [(TEXTS, "about eight days, which is about a week", "about a week")],
        "yardstick-about_a_week reads 'At around 1,200",
    ),
    "K5": ([(SCENARIO, "troops: 10000", "troops: 12000")], "108,864 plans keep to these cells, as deployment=rear"),
    "K6-floor": (
        [no_row("limits", "limit.gains"), start("dprk_gains", 1, 0)],
        "plans have dprk_gains at points < 1, as deployment=rear",
    ),
    "K6-empty": (
        [no_row("limits", "limit.gains"), start("dprk_gains", 1, 0)],
        "plans have dprk_gains at points < 1, as deployment=rear",
    ),
    "K6-line": ([start("dprk_gains", 1, 0)], "plans have no line of dprk_gains on C25 with 1 or more points"),
    "K7-floor": (
        [no_row("limits", "limit.modernisation"), start("dprk_modernisation", 2, 0)],
        "plans have dprk_modernisation at points < 1",
    ),
    "K7-empty": (
        [no_row("limits", "limit.modernisation"), start("dprk_modernisation", 2, 0)],
        "plans have dprk_modernisation at points < 1",
    ),
    "K7-line": ([start("dprk_modernisation", 2, 0)], "plans have no line of dprk_modernisation on C31"),
    "K7-never-falls": (
        [pointed("dprk_modernisation", "dprk_modernisation.tactics", 1, -1)],
        "217,512 steps move dprk_modernisation the other way, as from deployment=",
    ),
    "K8-peninsula": (
        [no_row("limits", "limit.peninsula"), start("korean_peninsula", 1, 0)],
        "plans have korean_peninsula at points < 1",
    ),
    "K8-peninsula-line": ([start("korean_peninsula", 1, 0)], "plans have no line of korean_peninsula on C32"),
    "K8-pacific": ([no_row("limits", "limit.pacific"), start("pacific", 1, 0)], "plans have pacific at points < 1"),
    "K8-pacific-line": ([start("pacific", 1, 0)], "plans have no line of pacific on C33"),
    "K9-tactics": (["package", "tactics"], "likelihood-package.tactics reads 'certainly', not 'likely'"),
    "K9-technologies": (["package", "technologies"], "likelihood-package.technologies reads 'certainly', not 'likely'"),
    "K9-captured-intelligence": (
        ["package", "captured_intelligence"],
        "likelihood-package.captured_intelligence reads 'certainly', not 'likely'",
    ),
    "K9-finance": (["package", "finance"], "likelihood-package.finance reads 'certainly', not 'may'"),
    "K9-nuclear-delivery": (["package", "nuclear_delivery"], "likelihood-package.nuclear_delivery reads 'certainly'"),
    "K10-place": (
        [(TEXTS, "    when: {deployment: kursk}\n    text: With the pact", "    text: With the pact")],
        "290,304 plans do not have exactly pact as they should, as deployment=rear",
    ),
    "K10-hedge": ([(TEXTS, "Kursk seems the fitting", "Kursk is the fitting")], "pact reads 'With the pact"),
    "K17-not-decisive": (
        [(TEXTS, "id: not-decisive\n    stage", "id: not-decisive\n    when: {deployment: kursk}\n    stage")],
        "290,304 plans do not have exactly not-decisive as they should",
    ),
    "K17-unlikely": ([(TEXTS, "whole is unlikely; that", "whole is possible; that")], "not-decisive reads"),
    "K17-hardened": (
        [(TEXTS, "id: hardened\n", "id: hardened\n    when: {logistics_burden: severe}\n")],
        "plans do not have exactly hardened as they should",
    ),
    "K17-yardstick-limits": (
        [(TEXTS, "id: yardstick-limits\n", "id: yardstick-limits\n    when: {contingent: not(1500)}\n")],
        "108,864 plans do not have exactly yardstick-limits as they should, as deployment=rear contingent=1500",
    ),
    "K17-gains-always": (
        [(TEXTS, "id: gains-always\n", 'id: gains-always\n    when: {package.size: "> 0"}\n')],
        "13,608 plans do not have exactly gains-always as they should",
    ),
    **{
        f"K17-{name}": (
            [check_text(f"K17-{name}", "when: {}", "when: {deployment: kursk}")],
            f"290,304 plans do not {'h'}ave",
        )
        for name in ("burden", "cultural", "doctrinal", "tactical", "gains", "modernisation", "peninsula", "pacific")
    },
    "K18": (
        [
            (
                rules("operational_effect"),
                row("operational_effect", "operational_effect.east").rpartition(",")[2],
                "It wins.\n",
            )
        ],
        "because-operational_effect.east says 'wins': It wins.",
    ),
    "K20-stands": (
        [(TEXTS, "id: geostrategic\n", "id: geostrategic\n    when: {deployment: kursk}\n")],
        "290,304 plans do not have exactly geostrategic as they should",
    ),
    "K20-exact": ([(TEXTS, "asserts a significant impact", "asserts a great impact")], "geostrategic reads"),
    "K11": (
        [pointed("operational_effect", "operational_effect.kursk", 1, 3)],
        "east is never better than kursk",
    ),
    "K12-contingent": (
        [
            pointed("logistics_burden", "logistics_burden.contingent-10000", 3, 2),
            pointed("russian_obligation", "russian_obligation.contingent-10000", 3, 2),
            pointed("exposure", "exposure.many", 1, 0),
        ],
        "7000 is never better than 10000",
    ),
    "K12-unit": (
        [
            pointed("cultural_friction", "cultural_friction.fill", 2, 1),
            pointed("cultural_friction", "cultural_friction.fill-many", 1, 0),
        ],
        "battalion is never better than fill",
    ),
    "K12-command": (
        [
            pointed("tactical_friction", "tactical_friction.combined-command", 1, 0),
            pointed("weeks", "weeks.combined-command", 1, 0),
        ],
        "russian is never better than combined",
    ),
    "K12-liaison": (
        [pointed("logistics_burden", "logistics_burden.liaison-battalion", 1, 0)],
        "minimal is never better than battalion",
    ),
    "K12-training": ([pointed("weeks", "weeks.two-weeks", 2, 0)], "none is never better than two_weeks"),
    "K12-sustainment": (
        [pointed("doctrinal_friction", "doctrinal_friction.mixed-supply", 1, 0)],
        "russian is never better than mixed",
    ),
    "K12-equipment": (
        [pointed("operational_effect", "operational_effect.russian-kit", 1, 0)],
        "russian is never better than light",
    ),
    "K12-posture": ([pointed("pacific", "pacific.ambiguous", 1, 0)], "deny is never better than ambiguous"),
    "K12-package": ([pointed("price", "price.finance", 2, 0)], "without finance is never better than finance"),
    "K23-burden": (
        [pointed("logistics_burden", "logistics_burden.contingent-10000", 3, 1)],
        "108,864 steps move logistics_burden the other way, as from deployment=rear contingent=7000",
    ),
    "K23-obligation": (
        [pointed("russian_obligation", "russian_obligation.contingent-10000", 3, 0)],
        "steps move russian_obligation the other way, as from deployment=",
    ),
    "K25": ([(SCENARIO, "id: severe, from: 10", "id: severe, from: 20")], "logistics_burden is heavy in 369,"),
    "K26": (
        [(SCENARIO, "default: kursk", "default: east")],
        "1 plans have operational_effect locally_notable, as deployment=east contingent=10000",
    ),
}


@pytest.mark.parametrize("check_id", BROKEN)
def test_a_check_fails_on_a_copy_that_breaks_it_and_names_a_witness(tmp_path, check_id):
    edits, said = BROKEN[check_id]
    if edits[0] == "package":
        edits = [likelihood(edits[1])]
    scenario = read_scenario(broken_copy(tmp_path, *edits))
    result = run_check(scenario, next(each for each in scenario.checks if each.id == check_id), plan_space(scenario))
    assert not result.holds
    assert said in result.witness


def likelihood(item: str) -> tuple[str, str, str]:
    text = (SHIPPED / FLAGSHIP / SCENARIO).read_text(encoding="utf-8")
    head = text.index(f"- id: {item}\n")
    at = text.index("likelihood: ", head)
    old = text[head : text.index("\n", at)]
    return (SCENARIO, old, old[: at - head] + "likelihood: certainly")


def test_every_declared_check_of_the_flagship_has_a_copy_that_breaks_it():
    declared = {check.id for check in shipped(FLAGSHIP).checks if check.built_in is None}
    assert declared == set(BROKEN)


@pytest.mark.parametrize("name", [FLAGSHIP, "practice"])
def test_every_check_of_a_shipped_scenario_holds(name):
    scenario = shipped(name)
    space = plan_space(scenario)
    results = (*run_checks(scenario, space), *run_soundness(scenario, space, read_later(SHIPPED / name)))
    assert [result for result in results if not result.holds] == []
    assert [result.witness for result in results if result.witness] == []


@pytest.mark.parametrize(
    ("rule", "size"),
    [
        ("fill-command", 456_192),
        ("fill-supply", 466_560),
        ("fill-kit", 445_824),
        ("parallel-sector", 518_400),
        ("own-supply-kit", 487_296),
    ],
)
def test_a_space_without_one_of_its_coherence_rules_is_larger(tmp_path, rule, size):
    scenario = read_scenario(broken_copy(tmp_path, no_row("coherence", rule)))
    assert plan_space(shipped(FLAGSHIP)).size == 435_456
    assert plan_space(scenario).size == size


def soundness(folder: Path):
    scenario = read_scenario(folder)
    return {each.id: each for each in run_soundness(scenario, plan_space(scenario), read_later(folder))}


def test_a_worked_case_that_comes_out_otherwise_is_told(tmp_path):
    folder = broken_copy(tmp_path, ("cases.yaml", "logistics_burden: [11, severe]", "logistics_burden: [12, severe]"))
    result = soundness(folder)["cases"]
    assert not result.holds
    assert result.witness == "case default: logistics_burden is 11 (severe), not 12 (severe)"


@pytest.mark.parametrize(
    ("old", "new", "witness"),
    [
        ("end_state: account_open", "end_state: long_column", "case default: it ends in account_open, not long_column"),
        ("days: 8.33", "days: 8.34", "case default: the ratio is 8.33, not 8.34"),
        (
            "limits_that_bit: [operational_effect.scale]",
            "limits_that_bit: [limit.effect]",
            "case lightest-load: the limits that bit are ['operational_effect.scale'], not ['limit.effect']",
        ),
        ("unit: battalion, command: russian", "unit: fill, command: combined", "case default: rule fill-command:"),
    ],
)
def test_every_promise_of_a_case_is_held(tmp_path, old, new, witness):
    result = soundness(broken_copy(tmp_path, ("cases.yaml", old, new)))["cases"]
    assert result.witness.startswith(witness)


def test_a_case_with_days_in_a_scenario_without_a_ratio_is_told_and_does_not_crash():
    fake = bridge()
    fake.measures = fake.measures[:2]
    plan = {"where": "near", "how": "slow", "gifts": [], "watch": "none"}
    fake.cases = [{"case": "odd", "why": "a test", "plan": plan, "expect": {"danger": [2, "b0"]}, "days": "1.25"}]
    scenario = fake.scenario()
    results = {each.id: each for each in run_soundness(scenario, plan_space(scenario), ())}
    assert results["cases"].witness == "case odd: the ratio is nowhere: no measure is a ratio, not 1.25"


def test_a_ledger_that_does_not_add_up_is_told_with_its_plan():
    scenario = shipped("practice")
    outcomes = [adjudicate(scenario, plan) for plan in plans_of(scenario)]
    assert list(ledger_gaps(outcomes)) == []
    odd = outcomes[7]
    hidden = replace(odd.measures[1], points=odd.measures[1].points + 1)
    broken = replace(odd, measures=(odd.measures[0], hidden, *odd.measures[2:]))
    (told,) = ledger_gaps([*outcomes, broken])
    assert told.startswith(f"danger shows {hidden.points}, its lines add up to {hidden.points - 1}: crossing=")


def test_two_readings_that_differ_are_told_with_their_plan():
    scenario = shipped("practice")
    first, second = [adjudicate(scenario, plan) for plan in list(plans_of(scenario))[:2]]
    assert list(unlike_outcomes([(first, first), (first, second)])) == ["crossing=care tasks=none"]


def test_a_claim_that_nothing_uses_is_told(tmp_path):
    claims = (SHIPPED / FLAGSHIP / "claims.csv").read_text(encoding="utf-8")
    last = claims.splitlines()[-1]
    more = last + "\nC99,P9 s9,fact,flat,,A claim that nothing uses.,"
    result = soundness(broken_copy(tmp_path, ("claims.csv", last, more)))["K15"]
    assert (result.holds, result.witness) == (False, "C99 is used nowhere, and unused_because is empty")
    excused = soundness(broken_copy(tmp_path / "again", ("claims.csv", last, more + "It is a test.")))["K15"]
    assert excused.holds


def test_a_claim_that_is_used_and_says_it_is_not_is_told(tmp_path):
    claims = (SHIPPED / FLAGSHIP / "claims.csv").read_text(encoding="utf-8").splitlines()
    result = soundness(broken_copy(tmp_path, ("claims.csv", claims[1], claims[1] + "It is not.")))["K15"]
    assert result.witness == "C1 is used, and unused_because says otherwise"


def test_an_assumption_that_nothing_uses_is_told(tmp_path):
    last = (SHIPPED / FLAGSHIP / "assumptions.csv").read_text(encoding="utf-8").splitlines()[-1]
    more = last + "\nDA99,A thing we made up.,Nobody knows.,It is shown."
    result = soundness(broken_copy(tmp_path, ("assumptions.csv", last, more)))["K15"]
    assert result.witness == "DA99 is used nowhere"


def test_a_sentence_that_drops_the_hedge_of_its_claim_is_told(tmp_path):
    edit = (TEXTS, "whole is unlikely; that is the source's", "whole is excluded; that is the source's")
    result = soundness(broken_copy(tmp_path, edit))["hedges"]
    assert result.witness.startswith("sentence not-decisive rests on C19 (unlikely) and keeps no hedge")


LATER_TEXTS = {
    "a later date in a sentence": ((TEXTS, "There is no score.", "There is no score in January 2025."), "January 2025"),
    "a day in the month of the source": (
        (TEXTS, "There is no score.", "No score on 25 October 2024."),
        "25 October 2024",
    ),
    "a later year in an inject": ((SAID, "My rear services", "In 2026 my rear services"), "2026"),
    "an ISO date in the seat": (
        (SCENARIO, "The troops are coming", "After 2024-11-05 the troops are coming"),
        "2024-11-05",
    ),
    "a later date in a rule": (
        (
            rules("weeks"),
            row("weeks", "weeks.two-weeks").rstrip("\n"),
            row("weeks", "weeks.two-weeks").rstrip("\n") + " In May 2025.",
        ),
        "May 2025",
    ),
}


@pytest.mark.parametrize(("edit", "seen"), LATER_TEXTS.values(), ids=LATER_TEXTS)
def test_a_time_after_the_day_the_scenario_knows_is_told(tmp_path, edit, seen):
    result = soundness(broken_copy(tmp_path, edit))["K19"]
    assert not result.holds
    assert result.witness.endswith(f"names a time after 2024-10-24: {seen}")


def test_the_day_the_scenario_knows_may_be_named(tmp_path):
    edit = (TEXTS, "There is no score.", "There is no score on 24 October 2024, in October 2024 or in 2024-10-24.")
    assert soundness(broken_copy(tmp_path, edit))["K19"].holds


@pytest.mark.parametrize("word", ["Umerov", "Rutte", "NIS", "11,000"])
def test_a_name_or_number_that_only_the_sealed_file_has_is_told(tmp_path, word):
    folder = broken_copy(tmp_path, (SAID, "My rear services", f"With {word}, my rear services"))
    result = soundness(folder)["K19"]
    assert not result.holds
    assert result.witness.endswith(f"says {word!r}, which only the later facts know")


def test_names_and_numbers_that_were_known_and_words_that_only_open_a_sentence_are_not_foreign():
    words = foreign_words(shipped(FLAGSHIP), read_later(SHIPPED / FLAGSHIP))
    assert {"Zelensky", "Gerasimov", "NATO"} <= words
    assert not {"Kursk", "Russia", "Moscow", "10,000", "1,500", "Soldiers", "From", "Open"} & words


def monotone(measure_id, decision="where", direction="up"):
    rule = {"decision": decision, "measure": measure_id, "direction": direction}
    return {"id": "M", "text": "It moves one way.", "monotone": rule}


def run_one(fake: Fake, check: dict):
    fake.checks = [check]
    scenario = fake.scenario()
    return run_check(scenario, scenario.checks[0], plan_space(scenario))


def test_a_fraction_of_a_point_is_no_step_the_other_way():
    fake = bridge()
    # 10 / 8 and 15 / 8: a step up that whole numbers would not show.
    fake.decisions[0] = one("where", ["near", "far"], 1, troops=[10, 15])
    assert run_one(fake, monotone("days")).holds
    result = run_one(bridge(), monotone("days", direction="down"))
    assert result.witness.startswith("16 steps move days the other way, as from where=near how=fast")


def test_steps_that_go_wrong_are_counted_over_every_plan_and_every_item():
    fake = bridge()
    fake.tables["limits"] = (fake.tables["limits"][0], fake.tables["limits"][1][1:])
    brute = 0
    scenario = fake.scenario()
    for plan in plans_of(scenario):
        for item in ("tea", "bread"):
            given = plan.get("gifts")
            if item in given:
                continue
            more = replace(plan, choices=tuple((n, (*given, item) if n == "gifts" else c) for n, c in plan.choices))
            now, then = (adjudicate(scenario, each).measure("strain").points for each in (plan, more))
            brute += then < now
    result = run_one(fake, monotone("strain", "gifts"))
    assert brute > 1
    assert result.witness.startswith(f"{brute} steps move strain the other way, as from ")


def test_a_dominated_option_is_named_unless_it_is_excused():
    fake = bridge()
    rule = {"decision": "watch", "except": {}}
    result = run_one(fake, {"id": "D", "text": "None is best.", "not_dominated": rule})
    assert result.witness == "one is never better than none"
    rule = {"decision": "watch", "except": {"one": "It is a test."}}
    assert run_one(fake, {"id": "D", "text": "None is best.", "not_dominated": rule}).holds


def test_an_item_that_is_never_worth_it_is_named():
    fake = Fake(
        decisions=[some("gifts", ["tea"], 1), one("where", ["near"], 1)],
        measures=[measure("cost", 0, 0, 5, (2,))],
        tables={"cost": ({"kind": "modifier"}, [{"if gifts.tea": "true", "then cost": "1"}])},
    )
    rule = {"decision": "gifts", "except": {}}
    result = run_one(fake, {"id": "D", "text": "None is best.", "not_dominated": rule})
    assert result.witness == "tea is never better than without tea"


def test_an_option_that_every_plan_has_beaten_by_another_is_off_the_frontier_although_none_is_always_better():
    places = [("near", "a", 0), ("near", "b", 5), ("far", "a", 5), ("far", "b", 0), ("mid", "a", 1), ("mid", "b", 1)]
    fake = Fake(
        decisions=[one("where", ["near", "mid", "far"], 1), one("how", ["a", "b"], 1)],
        measures=[measure("cost", 0, 0, 5, (2,)), measure("time", 0, 0, 5, (2,))],
        tables={
            name: (
                {"kind": "modifier"},
                [{"if where": where, "if how": how, f"then {name}": str(points)} for where, how, points in places],
            )
            for name in ("cost", "time")
        },
    )
    rule = {"decision": "where", "on_frontier": "true"}
    result = run_one(fake, {"id": "D", "text": "None is best.", "not_dominated": rule})
    assert result.witness == "no efficient plan has mid"
    assert run_one(fake, {"id": "D", "text": "None is best.", "not_dominated": {"decision": "where"}}).holds
    excused = {**rule, "except": {"mid": "It is a test."}}
    assert run_one(fake, {"id": "D", "text": "None is best.", "not_dominated": excused}).holds


def test_a_choice_that_moves_nothing_is_named_and_so_is_an_item():
    fake = bridge()
    note, rows = fake.tables["strain"]
    gifts = ("if gifts.tea", "if gifts.size")
    fake.tables["strain"] = (note, [{k: "-" if k in gifts else v for k, v in row.items()} for row in rows])
    scenario = fake.scenario()
    named = {each.id: each for each in run_soundness(scenario, plan_space(scenario), ())}
    assert named["choices"].witness == "gifts.tea moves no measure"
    assert idle_choices(plan_space(scenario)) == ["gifts.tea", "gifts.bread"]
    assert idle_choices(plan_space(bridge().scenario())) == []


def test_a_choice_that_would_move_something_only_where_it_is_not_coherent_is_idle():
    fake = Fake(
        decisions=[one("where", ["near", "far"], 1), one("how", ["slow", "fast"], 1)],
        measures=[measure("cost", 2, 0, 5, (2,))],
        tables={
            "cost": ({"kind": "modifier"}, [{"if where": "far", "if how": "slow", "then cost": "1"}]),
            "coherence": ({"kind": "coherence"}, [{"if where": "far", "if how": "slow"}]),
        },
    )
    assert idle_choices(plan_space(fake.scenario())) == ["where", "how"]


@settings(max_examples=40, deadline=None)
@given(scenarios())
def test_dominance_idle_choices_and_the_frontier_are_those_of_brute_force(scenario):
    space = plan_space(scenario)
    plans = list(plans_of(scenario))
    outcomes = {plan: adjudicate(scenario, plan) for plan in plans}
    compared = [(m.id, 1 if m.direction == "less" else -1) for m in scenario.frame.measures if m.direction != "neutral"]
    costs = {plan: [sign * outcomes[plan].measure(name).points for name, sign in compared] for plan in plans}
    points = {plan: [each.points for each in outcomes[plan].measures] for plan in plans}
    pairs = {axis: list(pairs_along(space, plans, axis)) for axis in space.axes.all}
    moving = {axis.name for axis, found in pairs.items() if any(points[p] != points[q] for p, q in found)}
    idle = [axis.name for axis in space.axes.all if axis.name not in moving]
    assert idle_choices(space) == idle
    for decision in scenario.frame.decisions:
        found = set(dominated_options(space, decision.id, frozenset()))
        assert found == brute_dominated(pairs, decision.id, costs)
        if compared:
            efficient = [p for p in plans if not any(beats(costs[q], costs[p]) for q in plans)]
            had = {each for plan in efficient for each in options_of(plan.get(decision.id))}
            assert set(off_frontier(space, decision.id, frozenset())) == set(decision.option_ids) - had


def options_of(choice):
    return choice if isinstance(choice, tuple) else (choice,)


def beats(one, other):
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def value_of(axis, plan):
    choice = plan.get(axis.decision)
    return choice if axis.item is None else axis.item in choice


def pairs_along(space, plans, axis):
    """Ordered pairs of plans that differ along one axis and in nothing else."""
    groups = {}
    for plan in plans:
        rest = tuple(value_of(each, plan) for each in space.axes.all if each is not axis)
        groups.setdefault(rest, []).append(plan)
    return ((p, q) for group in groups.values() for p in group for q in group if p != q)


def brute_dominated(pairs, decision, costs):
    never_worse = {}
    for axis in (each for each in pairs if each.decision == decision):
        for p, q in pairs[axis]:
            values = value_of(axis, p), value_of(axis, q)
            names = tuple(str(v) if axis.item is None else axis.item if v else f"without {axis.item}" for v in values)
            as_good = all(a <= b for a, b in zip(costs[p], costs[q], strict=True))
            never_worse[names] = never_worse.get(names, True) and as_good
    return {names for names, holds in never_worse.items() if holds}


def test_a_turn_may_leave_out_combinations_that_are_not_coherent():
    fake = bridge()
    result = run_one(
        fake, {"id": "S", "text": "Open.", "spread": {"most_percent": 100, "after_turn": 1, "open_bands": 2}}
    )
    assert "after turn 1 with where=far how=slow" not in result.witness


def test_a_measure_that_a_turn_settles_by_itself_is_not_closed_too_early():
    fake = Fake(
        decisions=[one("where", ["near", "far"], 1), one("how", ["slow", "fast"], 2)],
        measures=[measure("far", 0, 0, 5, (1,)), measure("felt", 0, 0, 5, (1,)), measure("speed", 0, 0, 5, (1,))],
        tables={
            "far": ({"kind": "modifier"}, [{"if where": "far", "then far": "1"}]),
            "felt": ({"kind": "modifier"}, [{"if far": "b1", "then felt": "1"}]),
            "speed": ({"kind": "modifier"}, [{"if how": "fast", "if where": "far", "then speed": "1"}]),
        },
    )
    rule = {"most_percent": 75, "after_turn": 1, "open_bands": 2}
    result = run_one(fake, {"id": "S", "text": "Open.", "spread": rule})
    assert result.witness == "after turn 1 with where=near, speed has 1 band open"


def test_a_check_that_names_a_built_in_one_is_left_to_it():
    scenario = shipped(FLAGSHIP)
    named = next(check for check in scenario.checks if check.built_in == "ledger")
    with pytest.raises(ValueError, match="check 'K14' names the built-in 'ledger', which run_soundness tries"):
        run_check(scenario, named, plan_space(scenario))


def test_a_scenario_with_too_many_combinations_is_refused_before_it_fills_the_memory():
    fake = bridge()
    fake.decisions += [some(f"more{at}", list("abcdefghi"), 1) for at in range(3)]
    with pytest.raises(SpaceTooLarge, match="has more than 50,000,000 combinations of options"):
        plan_space(fake.scenario())
