"""Tables as a spreadsheet saves them: every kind is read, and every wrong cell is found where it stands."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercise.scenario.inputs import Catalogue
from exercise.scenario.library import SHIPPED, read_scenario
from exercise.scenario.located import read_csv
from exercise.scenario.model import RuleTable
from exercise.scenario.table_files import Surroundings, read_table
from exercise.tables.cells import Flag, Number, Scale, parse_cell
from exercise.tables.kinds import value_text
from exercise.tables.table import HitPolicy
from tests.scenario.copies import copied, faults_of, only, place, replaced


@pytest.fixture
def folder(tmp_path):
    return copied(tmp_path)


def refused_table(folder, table: str, text: str):
    (folder / "tables" / f"{table}.csv").write_text(text)
    return [fault for fault in faults_of(folder) if fault.file == f"tables/{table}.csv"]


@pytest.mark.parametrize(
    ("table", "policy", "outputs"),
    [
        ("danger", HitPolicy.SUM, ["danger"]),
        ("footing", HitPolicy.UNIQUE, ["footing"]),
        ("inject_effects", HitPolicy.COLLECT, ["measure", "points"]),
        ("limits", HitPolicy.COLLECT, ["measure", "kind", "value"]),
        ("coherence", HitPolicy.COLLECT, []),
        ("end_states", HitPolicy.FIRST, ["end_state"]),
    ],
)
def test_each_kind_of_table_has_its_outputs_and_its_hit_policy(table, policy, outputs):
    read = read_scenario(SHIPPED / "practice").tables[table]
    assert read.table.hit_policy is policy
    assert [output.name for output in read.table.outputs] == outputs
    assert len(read.reasons) == len(read.table.rules)
    assert all(reason.claims or reason.assumptions for reason in read.reasons)


def test_a_change_table_is_read_too():
    table = read_scenario(SHIPPED / "dprk-deployment").tables["change_costs"]
    assert (table.kind, table.table.hit_policy) == ("change_effects", HitPolicy.COLLECT)


def test_a_modifier_table_may_bear_another_name_than_its_measure(folder):
    replaced(folder, "scenario.yaml", "  danger: {kind: modifier}", "  perils: {kind: modifier, max_shift: 2}")
    (folder / "tables" / "danger.csv").rename(folder / "tables" / "perils.csv")
    table = read_scenario(folder).tables["perils"]
    assert table.table.outputs[0].name == "danger"
    assert table.max_shift == 2


@pytest.mark.parametrize(
    ("table", "old", "new", "code", "shift"),
    [
        ("danger", ">= 36,-,-", ">= many,-,-", "cell", 0),
        ("danger", "danger.awash,-,awash,", "danger.awash,-,awush,", "cell", 15),
        ("danger", ",true,-,-,-2,", ",yes,-,-,-2,", "cell", 1),
        ("danger", ",-2,C1 DA5", ",,C1 DA5", "cell", 1),
        ("danger", ",-2,C1 DA5", ",=1+1,C1 DA5", "cell", 1),
        ("danger", ",-2,C1 DA5", ",1.5,C1 DA5", "points", 1),
        ("danger", ",-2,C1 DA5", ",10001,C1 DA5", "points", 1),
        ("danger", ",-2,C1 DA5", ",nan,C1 DA5", "cell", 1),
        ("danger", ",-2,C1 DA5", ",-2,C9 DA5", "claim-unknown", 4),
        ("danger", ",-2,C1 DA5", ",-2,", None, 4),
        ("danger", ",-2,C1 DA5", ",-2,C1", "size-unowned", 4),
        ("danger", "2,C3 DA4,assumption", "2,C3 DA4,guess", "basis", 9),
        (
            "danger",
            "Water over the planks is what the notice calls likely; two further points for it are ours.",
            "",
            "because",
            0,
        ),
        ("danger", "danger.hall,", "danger hall,", "rule-id", 0),
        ("danger", "danger.hall,", "danger.wet,", "rule-twice", 0),
        ("danger", "danger.hall,", "strain.hall,", None, 0),
        ("danger", "if footing,", "if footings,", "column-unknown", 0),
        ("danger", "if footing,", "if inject,", "column-misplaced", 0),
        ("danger", "then danger,", "then trips,", "column-misplaced", 0),
        ("danger", "then danger,", "then dangr,", "column-unknown", 0),
        ("danger", ",basis,", ",basics,", "column-unknown", 1),
        ("footing", "then footing,", "then fotting,", "column-unknown", 0),
        ("footing", "weather,then", "weather,else", "column-unknown", 8),
        ("footing", "dry,wet,C2", "dry,damp,C2", "cell", 4),
        ("coherence", "if tasks.visit,", "if danger,", "column-misplaced", 0),
        ("coherence", "if tasks.visit,", "if weather,", "column-misplaced", 0),
        ("end_states", "high,-,long_night", "high,-,short_night", "cell", 7),
        ("end_states", "high,-,long_night", "lofty,-,long_night", "cell", 0),
        ("limits", "strain,floor,1", "strain,flor,1", "cell", 7),
        ("limits", "strain,floor,1", "trips,floor,1", "cell", 0),
        ("inject_effects", "I1,look,-,danger", "I2,look,-,danger", "cell", 0),
        ("inject_effects", "I1,look,-,danger", "I1,lock,-,danger", "cell", 3),
        ("inject_effects", "I1,look,-,danger", "I1,look,-,dagger", "cell", 10),
    ],
)
def test_a_wrong_cell_is_reported_at_the_cell(folder, table, old, new, code, shift):
    line, column = replaced(folder, f"tables/{table}.csv", old, new)
    faults = [fault for fault in faults_of(folder) if fault.file.startswith("tables/")]
    found = [
        fault for fault in faults if place(fault) == (line, column + shift) and fault.file.endswith(f"{table}.csv")
    ]
    if old.startswith("danger.hall") and new.startswith("strain"):
        found = faults  # the rule of the other table comes later, so the fault stands there
        assert only(tuple(found)).code == "rule-twice"
        return
    assert found, faults
    assert code is None or found[0].code == code
    assert found[0].message
    assert len(faults) == 1 or code == "column-misplaced" or new.endswith("else"), faults


def test_a_misspelled_claim_is_answered_with_the_nearest_one(folder):
    (folder / "claims.csv").write_text((folder / "claims.csv").read_text().replace("C8,", "C88,"))
    faults = [fault for fault in faults_of(folder) if fault.file == "tables/left_behind.csv"]
    assert {(fault.code, fault.seen) for fault in faults} == {("claim-unknown", "C8")}
    assert all("did you mean" in fault.mend for fault in faults)


@pytest.mark.parametrize("text", ["", "\n", ",,\n"])
def test_an_empty_table_is_refused(folder, text):
    assert [fault.code for fault in refused_table(folder, "danger", text)] == ["table-empty"]


def test_a_table_without_rules_is_refused(folder):
    assert [
        f.code for f in refused_table(folder, "limits", "rule,then measure,then kind,then value,claims,basis,because")
    ] == ["table-empty"]


def test_a_table_with_semicolons_is_called_so(folder):
    assert [f.code for f in refused_table(folder, "limits", "rule;then measure\nx;y\n")] == ["csv-delimiter"]


def test_a_row_of_another_width_is_reported_once_and_the_other_rows_are_still_checked(folder):
    replaced(folder, "tables/danger.csv", ",-2,C1 DA5", ",-2,C1,DA5")
    where = replaced(folder, "tables/danger.csv", "-,>= wet,", "-,>= wat,")
    first, second = faults_of(folder)
    assert (first.code, place(first)) == ("cell", (where[0], where[1] + 2))
    assert (second.code, second.line, second.row) == ("row-width", 5, "danger.watch")


HEAD = "rule,if crossing.people,then danger,claims,basis,because\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(HEAD + "".join(f"r{n},-,1,C1 DA1,assumption,x\n" for n in range(301)), "more than 300", id="rows"),
        pytest.param(
            HEAD
            + "".join(
                f'r{n},"{", ".join(str(30 * n + m) for m in range(30))}",1,C1 DA1,assumption,x\n' for n in range(300)
            ),
            "too many different numbers",
            id="numbers",
        ),
        pytest.param(HEAD + f'r,"{", ".join(["1"] * 3_000)}",1,C1 DA1,assumption,x\n', "longer than 200", id="a cell"),
        pytest.param(HEAD + f"r,-,1,C1 DA1,assumption,{'x' * 5_000}\n", "longer than 4,000", id="a reason"),
        pytest.param("rule," + ",".join(f"if a{n}" for n in range(70)) + "\nr\n", "60 columns", id="columns"),
    ],
)
def test_a_table_too_large_to_be_meant_is_refused(folder, text, said):
    assert any(said in fault.message for fault in refused_table(folder, "danger", text))


def test_one_faulty_table_names_at_most_two_hundred_faults(folder):
    text = HEAD + "".join(f"r{n},?,?,C99,guess,\n" for n in range(300))
    assert len(refused_table(folder, "danger", text)) == 200


def test_tables_that_are_missing_or_not_declared_are_named(folder):
    (folder / "tables" / "danger.csv").rename(folder / "tables" / "dangr.csv")
    missing, undeclared = faults_of(folder)
    assert (missing.file, missing.code) == ("tables/danger.csv", "file-missing")
    assert (undeclared.file, undeclared.code, undeclared.mend) == (
        "tables/dangr.csv",
        "table-undeclared",
        "did you mean 'danger'?",
    )


def written(read: RuleTable) -> str:
    """A table as its author could have written it, from what was read."""
    out = io.StringIO()
    writer = csv.writer(out)
    inputs, outputs = [f"if {i.name}" for i in read.table.inputs], [f"then {o.name}" for o in read.table.outputs]
    writer.writerow(["rule", *inputs, *outputs, "claims", "basis", "because"])
    for rule, reason in zip(read.table.rules, read.reasons, strict=True):
        cells = [condition.text for condition in rule.conditions] + [value_text(value) for value in rule.outputs]
        rests = " ".join((*reason.claims, *reason.assumptions))
        writer.writerow([rule.id, *cells, rests, reason.basis, reason.because])
    return out.getvalue()


@pytest.mark.parametrize("name", ["practice", "dprk-deployment"])
def test_a_table_that_is_loaded_saved_and_loaded_again_is_the_same(name):
    scenario = read_scenario(SHIPPED / name)
    for table, read in scenario.tables.items():
        around = Surroundings(scenario.frame, scenario.inputs, scenario.claims, scenario.assumptions)
        again = read_table(table, read_csv(written(read), "f"), around)
        assert again.table == read.table
        assert [(r.claims, r.assumptions, r.basis, r.because) for r in again.reasons] == [
            (r.claims, r.assumptions, r.basis, r.because) for r in read.reasons
        ]


NUMBERS = st.integers(-10_000, 10_000).map(str) | st.decimals(-100, 100, places=2).map(lambda d: format(d, "f"))
SCALE = Scale(("low", "middle ground", "high"))
WORDS = st.sampled_from(["low", '"middle ground"', "high"])


@st.composite
def cells(draw, values, *, ordered: bool):
    def test() -> str:
        how = draw(st.integers(0, 2 if ordered else 0))
        if how == 1:
            return draw(st.sampled_from(["< ", "<=", ">", ">= "])) + draw(values)
        if how == 2:
            return f"{draw(st.sampled_from('[(]'))}{draw(values)}..{draw(values)}{draw(st.sampled_from('])['))}"
        return draw(values)

    inside = ", ".join(test() for _ in range(draw(st.integers(1, 3))))
    return draw(st.sampled_from(["-", inside, inside, f"not({inside})"]))


@given(st.data())
def test_any_cell_that_is_read_is_written_and_read_again_as_the_same(data):
    kind, drawn = data.draw(
        st.sampled_from(
            [
                (Number("points"), cells(NUMBERS, ordered=True)),
                (SCALE, cells(WORDS, ordered=True)),
                (Scale(SCALE.values, ordered=False), cells(WORDS, ordered=False)),
                (Flag(), st.sampled_from(["true", "false", "-", "TRUE", "not(true)"])),
            ]
        )
    )
    text = data.draw(drawn)
    try:
        condition = parse_cell(text, kind)
    except ValueError:
        return
    out = io.StringIO()
    csv.writer(out).writerow([condition.text, "x"])
    read = read_csv(out.getvalue(), "f")[0][0].text
    assert parse_cell(read, kind) == condition


def test_a_catalogue_is_what_tables_may_read():
    inputs: Catalogue = read_scenario(SHIPPED / "practice").inputs
    assert list(inputs.kinds)[:4] == ["crossing", "crossing.people", "tasks.watch", "tasks.hall"]
    assert {"danger", "danger.points", "weather", "footing", "inject", "answer", "tasks.size"} <= set(inputs.kinds)
    assert inputs.twice == ()
