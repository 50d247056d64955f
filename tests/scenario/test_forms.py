"""What a file's form says of a wrong key or value: the place, the reason, and what to write instead."""

import pytest

from exercise.scenario.faults import nearest, shortened, suggestion
from tests.scenario.copies import copied, faults_of, only, place, replaced


@pytest.fixture
def folder(tmp_path):
    return copied(tmp_path)


def changed(folder, file: str, old: str, new: str):
    """The only fault after a change, and where the change was made."""
    where = replaced(folder, file, old, new)
    return only(faults_of(folder)), where


@pytest.mark.parametrize(
    ("file", "before", "right", "wrong"),
    [
        ("scenario.yaml", "  ", "known_until", "known_untill"),
        ("scenario.yaml", "", "summary: >", "sumary: >"),
        ("scenario.yaml", "- {id: many, ", "from: 4", "form: 4"),
        ("variants.yaml", "  ", "intent", "intend"),
        ("injects.yaml", "  ", "to: Duty", "too: Duty"),
        ("injects.yaml", "plan: {", "give", "gives"),
        ("checks.yaml", "measure: left_behind, ", "direction", "directon"),
        ("debrief.yaml", "kind: fact, ", "doubt", "dout"),
        ("cases.yaml", "  ", "answers: {I1: look", "anwers: {I1: look"),
    ],
)
def test_a_misspelled_key_is_answered_with_the_nearest_right_one(folder, file, before, right, wrong):
    line, column = replaced(folder, file, before + right, before + wrong)
    fault = next(each for each in faults_of(folder) if each.code == "form-extra-forbidden")
    assert (fault.file, fault.line, fault.column) == (file, line, column + len(before))
    assert fault.seen == wrong.partition(":")[0]
    assert fault.mend == f"did you mean {right.partition(':')[0]!r}?"


def test_a_key_like_no_other_is_to_be_left_out(folder):
    fault, where = changed(folder, "scenario.yaml", "limits:\n", "zzzzzz: 1\nlimits:\n")
    assert (fault.code, fault.mend, place(fault)) == ("form-extra-forbidden", "leave it out", where)


@pytest.mark.parametrize(
    ("file", "old", "missing"),
    [
        ("scenario.yaml", "    question: Who is brought over the bridge tonight?\n", "question"),
        ("scenario.yaml", "aim: To learn in five minutes how an exercise of this kind works.\n", "aim"),
        ("variants.yaml", "  label: Five minutes alone\n", "label"),
        ("injects.yaml", "  title: A trunk at the pier\n", "title"),
    ],
)
def test_a_missing_key_is_reported_where_its_group_begins(folder, file, old, missing):
    text = (folder / file).read_text()
    replaced(folder, file, old, "")
    fault = only(faults_of(folder))
    assert (fault.file, fault.code, fault.message) == (file, "form-missing", f"{missing!r} is missing here")
    begin = {"question": "id: crossing\n", "aim": "id: practice", "label": "id: solo", "title": "id: I1\n"}[missing]
    before = text[: text.index(begin)]
    assert place(fault) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


@pytest.mark.parametrize(
    ("file", "old", "new", "shift", "code"),
    [
        ("scenario.yaml", "start: {points: 3, claims: C3", "start: {points: three, claims: C3", 16, "form-int-parsing"),
        ("scenario.yaml", "start: {points: 3, claims: C3", "start: {points: 3.5, claims: C3", 16, "form-int-parsing"),
        ("scenario.yaml", "scale: {least: 0, most: 8}", "scale: {least: 0, most: nan}", 24, "form-int-parsing"),
        (
            "scenario.yaml",
            "scale: {least: 0, most: 8}",
            "scale: {least: 0, most: 1000000000000}",
            24,
            "form-less-than-equal",
        ),
        ("scenario.yaml", "scale: {least: 0, most: 8}", "scale: {least: 0, most: 1" + "0" * 400 + "}", 24, None),
        ("scenario.yaml", "title: Duty officer", "title: [Duty officer]\n  why2: x", 7, "form-string-type"),
        ("scenario.yaml", "seat:\n", "seat: 5\nsead:\n", 6, "form-model-type"),
        ("scenario.yaml", "limits:\n", "limits: none\nlimitz:\n", 8, "form-tuple-type"),
        ("scenario.yaml", "owner: bridge", "owner: {a: b}", 7, "form-string-type"),
        ("scenario.yaml", "known_until: 2020-03-09", "known_until: 20200309", 13, "form-value-error"),
        ("scenario.yaml", "values: {dry: 2/3,", "values: {dry: 1e999999999,", 14, "form-value-error"),
        ("scenario.yaml", "values: {dry: 2/3,", "values: {dry: 2/0,", 14, "form-value-error"),
        ("scenario.yaml", "values: {dry: 2/3,", "values: {dry: nan,", 14, "form-value-error"),
        ("scenario.yaml", "choose: any", "choose: some", 8, "form-literal-error"),
        ("scenario.yaml", "id: families", "id: fami lies", 4, "form-string-pattern-mismatch"),
        ("scenario.yaml", "id: families", "id: ../families", 4, "form-string-pattern-mismatch"),
        ("scenario.yaml", "per: 12}", "per: 0}", 5, "form-greater-than"),
        ("variants.yaml", "minutes: 5\n", "minutes: -5\n", 9, "form-greater-than-equal"),
        ("variants.yaml", "minutes: 5\n", "minutes: 5000\n", 9, "form-less-than-equal"),
        ("injects.yaml", "default: true", "default: yes", 9, "form-value-error"),
        ("cases.yaml", "danger: [5, high]", "danger: [5]", 8, "form-missing"),
        ("cases.yaml", "danger: [5, high]", "danger: 5", 8, "form-tuple-type"),
        (
            "cases.yaml",
            "days: 5.00\n  end_state: long_night",
            "days: nan\n  end_state: long_night",
            6,
            "form-finite-number",
        ),
        ("cases.yaml", "days: 5.00\n  end_state: long_night", "days: 1e999\n  end_state: long_night", 6, None),
        ("checks.yaml", "decision: crossing, measure: danger", "decision: ?, measure: danger", 10, None),
    ],
)
def test_a_value_of_the_wrong_kind_is_reported_where_it_stands(folder, file, old, new, shift, code):
    line, column = replaced(folder, file, old, new)
    faults = [fault for fault in faults_of(folder) if place(fault) == (line, column + shift)]
    assert faults, faults_of(folder)
    assert code is None or only(tuple(faults)).code == code
    assert all(fault.file == file and fault.message for fault in faults)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("scale: {least: 0, most: 8}", "scale: {least: 8, most: 8}", "the scale's most must be above its least"),
        (
            "scale: {least: 0, most: 8}",
            "scale: {least: -9, most: 8}",
            "bands must rise, and the first must start at -9",
        ),
        ("{id: marked, from: 3", "{id: marked, from: 7", "bands must rise, and the first must start at 0"),
        ("when_off: dry", "when_off: snow", "when_off must be one of the values: dry, rain"),
        ("rain: 1/3", "rain: 1/2", "the probabilities add up to 7/6, not to 1"),
        ("values: firm wet awash", "values: firm wet wet", "a decision table needs `values:`, each once"),
        (", values: firm wet awash", "", "a decision table needs `values:`, each once"),
        ("values: firm wet awash", "values: firm wet awash, default: dry", "the default must be one of the values"),
        ("limits: {kind: limits}", "limits: {kind: limits, max_shift: 3}", "only a modifier table has a max_shift"),
        ("limits: {kind: limits}", "limits: {kind: limits, default: x}", "only a decision table has values"),
    ],
)
def test_values_that_do_not_fit_each_other_are_refused(folder, old, new, message):
    line, _ = replaced(folder, "scenario.yaml", old, new)
    fault = next(fault for fault in faults_of(folder) if message in fault.message)
    assert (fault.file, fault.code) == ("scenario.yaml", "form-value-error")
    assert abs(fault.line - line) <= 8


def test_more_than_can_be_rolled_is_refused_before_it_is_listed(folder):
    chance = "  - {id: w%d, label: W, values: {%s}, when_off: v0, claims: C6}\n"
    values = ", ".join(f"v{n}: 1/40" for n in range(40))
    more = "".join(chance % (n, values) for n in range(3))
    replaced(folder, "scenario.yaml", "tables:\n  footing", more + "tables:\n  footing")
    assert "chance can say more than 10,000 things" in only(faults_of(folder)).message


def test_every_wrong_value_of_a_file_is_reported_at_once(folder):
    wheres = [
        replaced(folder, "scenario.yaml", "direction: less\n    display: band", "direction: fewer\n    display: band"),
        replaced(folder, "scenario.yaml", "per: 12}", "per: twelve}"),
        replaced(folder, "scenario.yaml", "owner: people", "ownr: people"),
    ]
    faults = faults_of(folder)
    assert [fault.line for fault in faults] == sorted(line for line, _ in wheres)


def test_a_row_of_claims_is_refused_cell_by_cell(folder):
    (folder / "claims.csv").write_text(
        "id,locator,kind,confidence,hedge,statement,unused_because\n"
        "C1,sentence 1,fact,flat,,The river rises.,\n"
        "C1,sentence 2,guess,around,around,,\n"
        "C 3,sentence 3,fact,flat,,Yes.\n"
    )
    faults = [fault for fault in faults_of(folder) if fault.file == "claims.csv"]
    assert [(fault.code, *place(fault)) for fault in faults] == [
        ("id-twice", 3, 1),
        ("form-literal-error", 3, 15),
        ("form-string-too-short", 3, 35),
        ("row-width", 4, 27),
    ]


def test_a_row_that_is_too_wide_is_reported_at_the_first_cell_too_many(folder):
    line, _ = replaced(folder, "assumptions.csv", "DA3,Rain comes one evening in three.,", "DA3,Rain, comes,")
    fault = only(faults_of(folder))
    assert (fault.code, fault.row, fault.line) == ("row-width", "DA3", line)
    assert fault.mend == 'quote a text that holds a comma, as in "one, two"'


def test_an_unknown_column_is_answered_with_the_nearest_right_one_and_is_not_missing_as_well(folder):
    where = replaced(folder, "claims.csv", "confidence,hedge", "confidense,hedge")
    fault = only(faults_of(folder))
    assert (fault.code, fault.mend, place(fault)) == ("column-unknown", "did you mean 'confidence'?", where)


def test_a_missing_column_and_one_that_stands_twice_are_reported(folder):
    replaced(folder, "assumptions.csv", "id,statement,why_needed,how_kept_honest", "id,statement,why_needed,statement")
    codes = [fault.code for fault in faults_of(folder) if fault.file == "assumptions.csv"]
    assert codes == ["column-missing", "column-twice"]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_cells_parted_by_anything_but_commas_are_called_so(folder, mark):
    path = folder / "assumptions.csv"
    path.write_text(path.read_text().replace('"', "").replace(",", mark))
    fault = next(fault for fault in faults_of(folder) if fault.file == "assumptions.csv")
    assert (fault.code, fault.mend) == ("csv-delimiter", "save the file as CSV with commas")


def test_an_id_among_claims_and_assumptions_is_refused(folder):
    where = replaced(folder, "assumptions.csv", "DA3,Rain comes", "C3,Rain comes")
    assert ("assumptions.csv", "id-twice", *where) in [(f.file, f.code, *place(f)) for f in faults_of(folder)]


def test_later_facts_are_checked_too(folder):
    head = "from,to,date_text,fact,kind,who,where,url,status,claims\n"
    good = "2024-10-25,,October,It rained.,event,Somebody,A paper,,confirmed,C1\n"
    (folder / "later.csv").write_text(head + good)
    from exercise.scenario.library import read_later, read_scenario

    assert read_scenario(folder).id == "practice"
    assert read_later(folder)[0].last is None
    (folder / "later.csv").write_text(head + good.replace("2024-10-25", "1700000000").replace("C1", "C99"))
    assert [(f.file, f.code, *place(f)) for f in faults_of(folder)] == [
        ("later.csv", "form-value-error", 2, 1),
        ("later.csv", "unknown-name", 2, 66),
    ]


def test_what_is_shown_of_a_value_is_one_short_visible_line():
    assert shortened("a\n b\t c") == "a b c"
    assert shortened("\u202eabc\u200b\x1b[31m") == "\\u202eabc\\u200b\\x1b[31m"
    assert shortened("\ud800") == "\\ud800"
    assert len(shortened("x" * 1_000_000)) == 80
    assert shortened("x" * 80) == "x" * 80
    assert shortened("ключ 🙂") == "ключ 🙂"


def test_a_suggestion_is_the_nearest_word_or_the_list():
    assert suggestion("kursc", ["rear", "kursk"]) == "did you mean 'kursk'?"
    assert suggestion("zzz", ["rear", "kursk"]) == "write one of: rear, kursk"
    assert suggestion("zzz", map(str, range(50)), "look it up") == "look it up"
    assert nearest("abc", []) == ""
