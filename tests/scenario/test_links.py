"""Every reference of every file: one that leads nowhere is found where it is written. And order, timing, endings."""

import pytest

from exercise.scenario.library import read_scenario
from exercise.scenario.order import evaluation_order
from tests.scenario.copies import copied, faults_of, only, place, replaced


@pytest.fixture
def folder(tmp_path):
    return copied(tmp_path)


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "shift"),
    [
        ("scenario.yaml", "id: practice", "id: practise", "id-folder", 4),
        ("scenario.yaml", "owner: bridge", "owner: brigde", "unknown-name", 7),
        ("scenario.yaml", "default: families", "default: familys", "unknown-name", 9),
        ("scenario.yaml", "    default: families\n", "", "default", None),
        ("scenario.yaml", "    none_says: The brigade takes on no other task.\n", "", "none-says", None),
        ("scenario.yaml", "claims: C7 C8 DA1", "claims: C7 C88 DA1", "unknown-name", 8),
        ("scenario.yaml", "claims: C7 C8 DA1", "claims: ''", "claim-missing", 8),
        ("scenario.yaml", "quantities: {people: 60}", "quantities: {peoples: 60}", "unknown-name", 12),
        ("scenario.yaml", "        quantities: {people: 60}\n", "", "quantities", None),
        ("scenario.yaml", "claims: C1 C2 C3 C6", "claims: C1 C2 C3 C66", "unknown-name", 8),
        ("scenario.yaml", "{of: crossing.people", "{of: crossing.persons", "unknown-name", 5),
        ("scenario.yaml", "start: {points: 3, claims: C3", "start: {points: 3, claims: C33", "unknown-name", 27),
        ("scenario.yaml", "{id: marked,", "{id: some,", "id-twice", None),
        ("scenario.yaml", '"{n} people at twelve', '"{m} people at twelve', "placeholder", 0),
        (
            "scenario.yaml",
            '"Danger on a bridge that water is likely to close: {band}."',
            '"{__class__}"',
            "placeholder",
            0,
        ),
        ("scenario.yaml", "measures: trips danger,", "measures: trips dangers,", "unknown-name", 10),
        ("scenario.yaml", "claims: C6 DA3", "claims: C6 DA33", "unknown-name", 8),
        ("scenario.yaml", "  - id: strain\n", "  - id: danger\n", None, 8),
        ("scenario.yaml", "  - id: weather\n", "  - id: crossing\n", "name-twice", 8),
        ("injects.yaml", "when: {tasks.watch:", "when: {tasks.wach:", "input-unknown", 7),
        ("injects.yaml", 'when: {tasks.watch: "true"}', 'when: {tasks.watch: "ja"}', "cell", 20),
        ("injects.yaml", "when: {tasks.watch:", "when: {answer:", "input-context", 7),
        ("injects.yaml", "objectives: LO2", "objectives: LO3", "unknown-name", 12),
        ("injects.yaml", "claims: C1 DA6", "claims: C1 DA66", "unknown-name", 8),
        ("injects.yaml", "give: tasks", "give: task", "unknown-name", None),
        ("injects.yaml", "give: tasks", "give: crossing", "unknown-name", None),
        ("injects.yaml", "order: watch", "order: wach", "unknown-name", 7),
        ("injects.yaml", "- id: drive_on", "- id: look", "id-twice", 2),
        ("injects.yaml", "Do I drive?", "Do I {drive}?", "placeholder", None),
        ("variants.yaml", "when: {danger:", "when: {dangers:", "input-unknown", 7),
        ("variants.yaml", "claims: C8 DA7", "claims: C8 DA77", "unknown-name", 8),
        ("variants.yaml", "decisions: crossing", "decisions: crosing", "unknown-name", 11),
        ("variants.yaml", "decisions: crossing", "decisions: crossing tasks", "decision-once", None),
        ("variants.yaml", "{of: I1,", "{of: I2,", "unknown-name", 5),
        ("variants.yaml", "  turns:\n", "  presets: {tasks: hal}\n  turns:\n", "unknown-name", 19),
        ("variants.yaml", "  turns:\n", "  presets: {taks: hall}\n  turns:\n", "unknown-name", 12),
        ("debrief.yaml", "when: {left_behind:", "when: {left_behin:", "input-unknown", 7),
        ("debrief.yaml", "about: strain", "about: strains", "unknown-name", 7),
        ("debrief.yaml", "claims: C7 DA2", "claims: C77 DA2", "unknown-name", 8),
        ("debrief.yaml", "- id: hardened", "- id: weather", "id-twice", 2),
        ("debrief.yaml", "about: trips\n", "each: crossing\n", "unknown-name", 6),
        ("debrief.yaml", "More rain could have come;", "More {rain} could have come;", "placeholder", 0),
        ("debrief.yaml", "claim: C6,", "claim: C66,", "unknown-name", 7),
        ("checks.yaml", "never: {measure: strain", "never: {measure: strian", "unknown-name", 17),
        ("checks.yaml", 'points: "< 1"', 'points: "< one"', "cell", 8),
        ("checks.yaml", "band: low", "band: lowest", "unknown-name", 6),
        ("checks.yaml", "claim: C5, least", "claim: C55, least", "unknown-name", 7),
        ("checks.yaml", "sentence: {id: hard-always", "sentence: {id: hard-allways", "unknown-name", 15),
        ("checks.yaml", "when: {left_behind:", "when: {left:", "input-unknown", 7),
        ("checks.yaml", "measure: left_behind, direction", "measure: left_behin, direction", "unknown-name", 9),
        ("checks.yaml", "decision: crossing, measure: danger", "decision: cross, measure: danger", "unknown-name", 10),
        ("checks.yaml", "sentence: hardened", "sentence: hardend", "unknown-name", 10),
        ("checks.yaml", "not_dominated: {decision: tasks", "not_dominated: {decision: task", "unknown-name", 26),
        ("checks.yaml", "- id: P2\n", "- id: P3\n", "id-twice", None),
        (
            "cases.yaml",
            "plan: {crossing: everybody, tasks: [hall]}",
            "plan: {crosing: everybody, tasks: [hall]}",
            "unknown-name",
            7,
        ),
        (
            "cases.yaml",
            "plan: {crossing: everybody, tasks: [hall]}",
            "plan: {crossing: all, tasks: [hall]}",
            "unknown-name",
            17,
        ),
        (
            "cases.yaml",
            "plan: {crossing: everybody, tasks: [hall]}",
            "plan: {crossing: everybody, tasks: [hal]}",
            "unknown-name",
            35,
        ),
        ("cases.yaml", "answers: {I1: look}", "answers: {I1: lok}", "unknown-name", 14),
        ("cases.yaml", "answers: {I1: look}", "answers: {I2: look}", "unknown-name", 10),
        ("cases.yaml", "danger: [5, high]", "danger: [5, hihg]", "unknown-name", 12),
        ("cases.yaml", "danger: [5, high]", "dangr: [5, high]", "unknown-name", 0),
        ("cases.yaml", "answers: {I1: look}", "late: {decision: crosing, option: care}", "unknown-name", 17),
        ("cases.yaml", "answers: {I1: look}", "late: {decision: crossing, option: cares}", "unknown-name", 35),
        ("cases.yaml", "answers: {I1: look}", "early: {turn: 1, decision: tasks, option: hal}", "unknown-name", 42),
        ("cases.yaml", "case: everything", "case: default", "id-twice", None),
    ],
)
def test_what_leads_nowhere_is_reported_where_it_is_written(folder, file, old, new, code, shift):
    line, column = replaced(folder, file, old, new)
    faults = faults_of(folder)
    assert code is None or code in {fault.code for fault in faults}, faults
    here = [f for f in faults if f.file == file and (code is None or f.code == code)]
    assert here, faults
    assert all(fault.message and fault.mend for fault in here)
    if shift is not None:
        assert (line, column + shift) in [place(fault) for fault in here], here


def test_a_reference_near_a_right_one_is_answered_with_it(folder):
    replaced(folder, "checks.yaml", "sentence: hardened", "sentence: hardend")
    assert only(faults_of(folder)).mend == "did you mean 'hardened'?"


def test_a_name_that_two_things_have_is_reported_at_the_second(folder):
    where = replaced(
        folder, "scenario.yaml", "tables:\n  footing", "totals:\n  danger: danger strain\ntables:\n  footing"
    )
    fault = next(fault for fault in faults_of(folder) if fault.code == "name-twice")
    assert place(fault) == (where[0] + 1, 3)


def test_words_that_stand_twice_on_a_scale_are_faults_and_no_crash(folder):
    replaced(folder, "scenario.yaml", "      - id: hall\n", "      - id: watch\n")
    replaced(folder, "scenario.yaml", "  - id: far_bank_waits\n", "  - id: long_night\n")
    codes = [fault.code for fault in faults_of(folder)]
    assert codes.count("id-twice") >= 2


@pytest.mark.parametrize(
    ("listed", "code", "seen"),
    [
        ("danger dangr", "unknown-name", "dangr"),
        ("danger danger", "frontier-twice", "danger"),
        ("hurt strain", "frontier-twice", "strain"),
        ("strain hurt", "frontier-twice", "hurt"),
        ("mixed", "frontier-direction", "mixed"),
        ("left_behind", "frontier-direction", "left_behind"),
    ],
)
def test_what_a_frontier_compares_must_exist_have_one_direction_and_be_counted_once(folder, listed, code, seen):
    more = f"totals: {{hurt: danger strain, mixed: danger trips}}\nfrontier: {listed}\ntables:\n  footing"
    replaced(folder, "scenario.yaml", "tables:\n  footing", more)
    text = (folder / "scenario.yaml").read_text()
    for measure, direction in (("trips", "more"), ("left_behind", "neutral")):
        start = text.index(f"  - id: {measure}\n    label")
        text = text[:start] + text[start:].replace("direction: less", f"direction: {direction}", 1)
    (folder / "scenario.yaml").write_text(text)
    fault = only(faults_of(folder))
    assert (fault.code, fault.file, fault.seen) == (code, "scenario.yaml", seen)
    assert fault.line > 1
    assert fault.mend


def test_a_frontier_may_list_measures_and_totals(folder):
    more = "totals: {hurt: danger strain}\nfrontier: hurt left_behind\ntables:\n  footing"
    replaced(folder, "scenario.yaml", "tables:\n  footing", more)
    assert read_scenario(folder).frame.frontier == ("hurt", "left_behind")


def test_a_total_of_nothing_and_an_observation_of_nothing_are_refused(folder):
    more = (
        "totals: {all: ''}\nobservations:\n"
        "  - {id: seen, after_turn: 1, reading: crossing, highest_of: {}}\ntables:\n  footing"
    )
    replaced(folder, "scenario.yaml", "tables:\n  footing", more)
    assert [fault.code for fault in faults_of(folder)] == ["total-empty", "observation"]


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        (
            "label: Five minutes alone\n  minutes: 5",
            "label: Five minutes alone\n  minutes: 6",
            "minutes",
            "5 minutes, not to 6",
        ),
        ("title: Looking back, minutes: 2", "title: Looking back, minutes: 1", "debrief-short", "1 of 5 minutes"),
        (
            "stage: content\n      minutes: 1",
            "stage: content\n      minutes: 2",
            "minutes",
            "script adds up to 3 minutes",
        ),
        (
            "title: What else we do\n      minutes: 1",
            "title: What else we do\n      minutes: 2",
            "turn-blocks",
            "not the turns",
        ),
        ("reads: debrief, typed: 1", "reads: debrief, typed: 3", "block-short", "3 typed sentences"),
        ("Who bore the cost of your plan", "Who bore the cost " + "of your plan " * 120, "block-short", "words"),
    ],
)
def test_minutes_that_do_not_add_up_or_are_too_few_are_refused(folder, old, new, code, said):
    replaced(folder, "variants.yaml", old, new)
    fault = next(fault for fault in faults_of(folder) if fault.code == code)
    assert said in fault.message
    assert fault.file == "variants.yaml"
    assert fault.line > 1


def test_long_texts_of_a_turn_need_time(folder):
    replaced(folder, "injects.yaml", "Do I drive?", "Do I drive? " * 60)
    fault = only(faults_of(folder))
    assert (fault.code, fault.seen) == ("block-short", "What else we do")


def test_names_come_after_what_they_need():
    assert evaluation_order({"a": {"b"}, "b": {"c", "plan"}, "c": set()}) == (("c", "b", "a"), ())
    assert evaluation_order({"a": {"b"}, "b": {"a"}, "c": set()}) == (("c",), ("a", "b"))


def test_tables_that_wait_for_one_another_are_named(folder):
    for table, reads in (("danger", "strain"), ("strain", "left_behind"), ("left_behind", "danger")):
        path = folder / "tables" / f"{table}.csv"
        lines = path.read_text().splitlines()
        head, *rules = [line.split(",", 1) for line in lines]
        rows = [f"{head[0]},if {reads},{head[1]}", *(f"{first},-,{rest}" for first, rest in rules)]
        path.write_text("\n".join(rows))
    fault = only(faults_of(folder))
    assert (fault.code, fault.file) == ("circle", "scenario.yaml")
    assert "danger, strain, left_behind" in fault.message


def test_a_second_table_of_endings_is_refused(folder):
    replaced(
        folder,
        "scenario.yaml",
        "  end_states: {kind: end_states}",
        "  end_states: {kind: end_states}\n  ends: {kind: end_states}",
    )
    text = (folder / "tables" / "end_states.csv").read_text()
    (folder / "tables" / "ends.csv").write_text(text.replace("\nend.", "\nends."))
    fault = only(faults_of(folder))
    assert (fault.code, fault.file) == ("writer-twice", "tables/ends.csv")


def test_an_ending_that_leaves_some_plan_out_is_refused_at_its_last_row(folder):
    replaced(folder, "tables/end_states.csv", "-,-,shared_evening", "-,< many,shared_evening")
    fault = only(faults_of(folder))
    assert (fault.code, fault.line, fault.row) == ("end-open", 4, "end.shared-evening")


def test_endings_without_end_states_are_refused(folder):
    text = (folder / "scenario.yaml").read_text()
    start, end = text.index("end_states:\n  - id"), text.index("roles:")
    (folder / "scenario.yaml").write_text(text[:start] + text[end:])
    assert "end-states" in {fault.code for fault in faults_of(folder)}


def test_a_scenario_of_ratios_only_is_refused_in_words(folder):
    text = (folder / "scenario.yaml").read_text()
    start, end = text.index("  - id: danger\n"), text.index("chances:")
    (folder / "scenario.yaml").write_text(text[:start] + text[end:])
    assert all(fault.message for fault in faults_of(folder))


def test_optional_files_may_be_missing_or_empty(folder):
    for name in ("checks.yaml", "cases.yaml"):
        (folder / name).unlink()
    assert read_scenario(folder).checks == ()
    (folder / "checks.yaml").write_text("")
    assert read_scenario(folder).checks == ()
