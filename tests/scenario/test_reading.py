"""A whole folder at once: all faults of all files, each once, and nothing in it is ever run."""

import shutil
from pathlib import Path

import pytest

from exercise.debrief.writing import debrief
from exercise.play.adjudication import adjudicate_complete
from exercise.play.plan import plan_of
from exercise.scenario.faults import MOST_FAULTS, Fault, ScenarioError
from exercise.scenario.library import read_scenario
from tests.scenario.copies import attempted, copied, faults_of, only, place, replaced

FLAGSHIP = "dprk-deployment"


def first_replaced(folder: Path, file: str, old: str, new: str) -> tuple[int, int]:
    """Replace the first of several, and tell where it stood."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    at = text.index(old)
    path.write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def column_of(folder: Path, file: str, line: int, number: int) -> int:
    """The column in which a cell of a line without quotes begins; cells count from 0."""
    cells = (folder / file).read_text(encoding="utf-8").split("\n")[line - 1].split(",")
    return sum(len(cell) + 1 for cell in cells[:number]) + 1


def damaged_cell(folder: Path, table: str, line: int, number: int, new: str) -> tuple[str, int, int]:
    file = f"tables/{table}.csv"
    path = folder / file
    lines = path.read_text(encoding="utf-8").split("\n")
    cells = lines[line - 1].split(",")
    assert not any('"' in cell for cell in cells[: number + 1])
    column = column_of(folder, file, line, number)
    cells[number] = new
    lines[line - 1] = ",".join(cells)
    path.write_text("\n".join(lines), encoding="utf-8")
    return file, line, column


def test_ten_faults_in_ten_files_are_all_found_at_their_places(tmp_path):
    folder = copied(tmp_path, FLAGSHIP)
    planted: list[tuple[str, int, int]] = []

    def plant(file: str, old: str, new: str, shift: int) -> None:
        line, column = first_replaced(folder, file, old, new)
        planted.append((file, line, column + shift))

    plant("scenario.yaml", "    direction: less", "    directoin: less", 4)
    plant("injects.yaml", "  objectives: LO", "  objectives: LQ", 14)
    plant("variants.yaml", "kind: debrief", "kind: debreif", 6)
    plant("debrief.yaml", "    stage: content", "    stage: contents", 11)
    plant("checks.yaml", "claims: C", "claims: Q", 8)
    plant("cases.yaml", "      deployment: kursk,", "      deploymnt: kursk,", 6)
    plant("claims.csv", ",estimate,", ",estimated,", 1)
    plant("later.csv", "2024-06-19,", "19 Jun 2024,", 0)
    plant("assumptions.csv", "DA2,", "DA1,", 0)
    planted.append(damaged_cell(folder, "coherence", 2, 1, "=1+1"))
    planted.append(damaged_cell(folder, "logistics_burden", 3, 1, "1-Mar"))
    faults = faults_of(folder)
    found = {(fault.file, *place(fault)) for fault in faults}
    assert set(planted) <= found, sorted(set(planted) - found)
    assert len([fault for fault in faults if (fault.file, *place(fault)) in planted]) == len(planted)


def test_a_misspelled_key_hides_no_fault_of_another_file(tmp_path):
    folder = copied(tmp_path)
    first = replaced(folder, "scenario.yaml", "quantities: {people: 36}", "quantitys: {people: 36}")
    second = replaced(folder, "tables/danger.csv", "danger.hall,-,-,-,true", "danger.hall,-,-,-,treu")
    third = replaced(folder, "cases.yaml", "danger: [5, high]", "danger: [5, hihg]")
    assert [(fault.file, *place(fault)) for fault in faults_of(folder)] == [
        ("cases.yaml", third[0], third[1] + 12),
        ("scenario.yaml", *first),
        ("tables/danger.csv", second[0], second[1] + 18),
    ]


def test_a_fault_in_the_claims_hides_no_fault_of_a_table_and_makes_none(tmp_path):
    folder = copied(tmp_path)
    replaced(folder, "claims.csv", "C8,sentence 8,judgement", "C8,sentence 8,judgment")
    replaced(folder, "tables/limits.csv", "strain,floor,1", "strain,floor,one")
    assert [(fault.file, fault.code) for fault in faults_of(folder)] == [
        ("claims.csv", "form-literal-error"),
        ("tables/limits.csv", "cell"),
    ]


@pytest.mark.parametrize(
    "broken", ["claims.csv", "assumptions.csv", "injects.yaml", "scenario.yaml", "debrief.yaml", "variants.yaml"]
)
def test_a_file_that_cannot_be_read_at_all_hides_no_other_fault_and_makes_none(tmp_path, broken):
    folder = copied(tmp_path)
    (folder / broken).write_bytes(b'"\n\xff')
    replaced(folder, "tables/strain.csv", '"When everybody leaves,', 'x"When everybody leaves')
    (folder / "checks.yaml").write_text("- {id: K1, text: [}")
    replaced(folder, "cases.yaml", "days: 5.00\n  end_state: long_night", "days: five\n  end_state: long_night")
    (folder / "tables" / "limits.csv").write_text('rule,"if')
    found = [(fault.file, fault.code) for fault in faults_of(folder)]
    expected = {
        (broken, "encoding"),
        ("checks.yaml", "yaml-syntax"),
        ("cases.yaml", "form-float-parsing"),
        ("tables/limits.csv", "csv-quote"),
    }
    assert expected <= set(found)
    assert {file for file, _ in found} <= {
        broken,
        "checks.yaml",
        "cases.yaml",
        "tables/limits.csv",
        "tables/strain.csv",
    }
    assert len(found) == len(set(found))


def test_every_fault_is_reported_once_and_sorted_by_place(tmp_path):
    folder = copied(tmp_path)
    for path in folder.rglob("*.csv"):
        path.write_text(path.read_text().replace("C5", "C55"))
    faults = faults_of(folder)
    assert len(faults) > 3
    assert list(faults) == sorted(set(faults))
    assert str(ScenarioError(faults)).count("\n") == len(faults) - 1


def test_one_file_names_at_most_two_hundred_faults(tmp_path):
    folder = copied(tmp_path)
    (folder / "debrief.yaml").write_text(
        "stages: {reactions: x}\nsentences:\n"
        + "".join(f"  - {{id: s{n}, stage: content, text: x, claims: Q{n}}}\n" for n in range(450))
    )
    faults = [fault for fault in faults_of(folder) if fault.file == "debrief.yaml"]
    assert len(faults) == MOST_FAULTS


def test_a_fault_says_where_what_seen_and_what_instead():
    fault = Fault("tables/a.csv", 3, 14, "cell", "'kursc' is not on the scale", "kursc", "did you mean 'kursk'?", "r1")
    assert str(fault) == (
        "tables/a.csv:3:14 (rule r1): 'kursc' is not on the scale; seen: 'kursc'; did you mean 'kursk'?"
    )
    assert str(Fault("x.yaml", 0, 0, "file-missing", "this file is missing")) == "x.yaml: this file is missing"


@pytest.mark.parametrize(
    "text",
    [
        "{__class__}",
        "{0.__class__.__mro__}",
        "{{7*7}}",
        "${7*7}",
        "%(n)s",
        "{{ ''.__class__ }}",
        "$(touch owned)",
        "`touch owned`",
        "=cmd|' /C calc'!A0",
        "@SUM(1)",
        "__import__('os').system('touch owned')",
        "<script>alert(1)</script>",
    ],
)
def test_what_looks_like_code_in_a_text_is_refused_or_stays_text(tmp_path, monkeypatch, text):
    folder = copied(tmp_path)
    monkeypatch.chdir(tmp_path)
    quoted = "'" + text.replace("'", "''") + "'"
    replaced(folder, "scenario.yaml", "title: The bridge at Lantern Ford", f"title: {quoted}")
    replaced(
        folder,
        "debrief.yaml",
        "text: Whoever stays has no way to a doctor while the bridge is closed.",
        f"text: {quoted}",
    )
    replaced(folder, "tables/danger.csv", "A watcher upstream gives the driver minutes of warning.", '"' + text + '"')
    scenario, faults = attempted(lambda: read_scenario(folder))
    if scenario is None:
        assert only(faults).code == "placeholder"
        assert "{" in text
    else:
        assert scenario.frame.title == text
        outcome = adjudicate_complete(scenario, plan_of(scenario, {"crossing": "care", "tasks": "watch"}))
        assert text in {line.because for line in outcome.ledger()}
        assert text in {sentence.text for sentence in debrief(scenario, outcome, None, ()).sentences()}
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("!!python/object/apply:os.system [touch owned]", "yaml-tag"),
        ("!!python/name:os.system x", "yaml-tag"),
        ("!include /etc/passwd", "yaml-tag"),
        ("&a x", "yaml-alias"),
        ("*a", "yaml-alias"),
    ],
)
def test_a_tag_or_an_anchor_is_refused_and_not_followed(tmp_path, monkeypatch, text, code):
    folder = copied(tmp_path)
    monkeypatch.chdir(tmp_path)
    line, column = replaced(folder, "scenario.yaml", "title: The bridge at Lantern Ford", f"title: {text}")
    fault = only(faults_of(folder))
    assert (fault.code, place(fault)) == (code, (line, column + 7))
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize(
    "formula", ["=cmd()", "=1+1", "=HYPERLINK(0)", "+1+1", "@x", "-1-1", "{1}", "1+1", "true and false", "os.getcwd()"]
)
def test_a_formula_in_a_cell_is_refused_at_its_cell(tmp_path, formula):
    folder = copied(tmp_path)
    line, column = replaced(folder, "tables/danger.csv", "danger.trips,>= 36,", f"danger.trips,{formula},")
    fault = only(faults_of(folder))
    assert (fault.code, place(fault), fault.row) == ("cell", (line, column + 13), "danger.trips")


def test_a_scenario_under_another_name_is_another_scenario(tmp_path):
    folder = copied(tmp_path)
    shutil.move(folder, tmp_path / "renamed")
    fault = only(faults_of(tmp_path / "renamed"))
    assert (fault.code, fault.mend) == ("id-folder", "write renamed")
