"""The commands as people and scripts use them: exit codes, JSON shapes, messages."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from exercise.cli import app
from exercise.play.adjudication import adjudicate
from exercise.play.plan import plan_of
from exercise.scenario.library import SHIPPED, read_scenario

ROOT = Path(__file__).resolve().parents[2]

DEFAULT = {
    "deployment": "kursk",
    "contingent": "10000",
    "unit": "battalion",
    "command": "russian",
    "liaison": "battalion",
    "training": "two_weeks",
    "sustainment": "russian",
    "equipment": "russian",
    "posture": "ambiguous",
}
STAGES = ["reactions", "description", "reasoning", "content", "yardstick", "rules", "later", "critique", "transfer"]


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def play(*words: str, **choices: str) -> Result:
    pairs = [word for name, option in {**DEFAULT, **choices}.items() for word in ("--set", f"{name}={option}")]
    return run("play", "dprk-deployment", *pairs, *words)


def played(*words: str, **choices: str) -> dict:
    result = play("--json", *words, **choices)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_play_prints_one_document_with_the_promised_keys():
    document = played()
    assert list(document) == ["scenario", "digest", "plan", "measures", "ledger", "end_state", "debrief"]
    assert document["scenario"] == "dprk-deployment"
    assert document["plan"] == {**DEFAULT, "package": []}
    assert document["measures"]["logistics_burden"] == {"points": 11, "band": "severe"}
    assert document["end_state"] == "account_open"
    assert [stage["id"] for stage in document["debrief"]["stages"]] == STAGES
    assert set(document["ledger"][0]) == {
        "measure", "table", "rule", "points", "claims", "assumptions", "basis", "because",
    }  # fmt: skip


def test_every_ledger_line_rests_on_something_and_the_lines_add_up():
    document = played(package="tactics,finance")
    for name, measure in document["measures"].items():
        lines = [line for line in document["ledger"] if line["measure"] == name]
        assert sum(line["points"] for line in lines) == measure["points"]
        assert all(line["claims"] or line["assumptions"] for line in lines)


def test_items_come_out_in_the_order_of_the_scenario_whatever_order_they_were_given_in():
    assert played(package="nuclear_delivery, finance")["plan"]["package"] == ["finance", "nuclear_delivery"]


def test_later_facts_stay_sealed_until_they_are_asked_for():
    sealed = {stage["id"]: stage["sentences"] for stage in played()["debrief"]["stages"]}
    opened = {stage["id"]: stage["sentences"] for stage in played("--with-later")["debrief"]["stages"]}
    assert sealed["later"] == []
    assert len(opened["later"]) > 50
    assert {key: value for key, value in sealed.items() if key != "later"} == {
        key: value for key, value in opened.items() if key != "later"
    }


def test_a_plan_file_is_read_and_a_choice_on_the_command_line_wins(tmp_path: Path):
    file = tmp_path / "plan.yaml"
    file.write_text("".join(f"{name}: {option}\n" for name, option in DEFAULT.items()) + "package: [finance]\n")
    result = run("play", "dprk-deployment", "--plan", str(file), "--set", "posture=deny", "--json")
    document = json.loads(result.stdout)
    assert document["plan"]["posture"] == "deny"
    assert document["plan"]["package"] == ["finance"]


def test_a_json_plan_file_is_read_as_well(tmp_path: Path):
    file = tmp_path / "plan.json"
    file.write_text(json.dumps({**DEFAULT, "package": ["tactics"]}))
    assert run("play", "dprk-deployment", "--plan", str(file)).exit_code == 0


def test_injects_and_the_branch_move_plan_and_points():
    document = played("--inject", "I1b=no_figure", "--inject", "I2a=lend_transport", "--branch", "sustainment=mixed")
    assert document["plan"]["sustainment"] == "mixed"
    rules = [line["rule"] for line in document["ledger"]]
    assert "I1b.no_figure.exposure" in rules
    assert "change.late.sustainment" in rules


@pytest.mark.parametrize(
    ("words", "choices", "said"),
    [
        (["--set", "deploymnt=kursk"], {}, "did you mean 'deployment'?"),
        ([], {"deployment": "kursl"}, "did you mean 'kursk'?"),
        ([], {"unit": "fill", "command": "parallel"}, "no headquarters of their own"),
        (["--set", "posture"], {}, "write --set decision=option"),
        (["--inject", "I9=x"], {}, "there is none with this name"),
        (["--inject", "I1b=perhaps"], {}, "choose one of"),
        (["--inject", "I5a=accept"], {}, "is not open for this plan"),
        (["--branch", "liaison=platoon"], {}, "cannot be changed"),
        (["--variant", "61"], {}, "choose one of 45, 60, 90, solo"),
        (["--plan", "no-such-file.yaml"], {}, "cannot be read"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_in_words(words: list[str], choices: dict[str, str], said: str):
    result = play(*words, **choices)
    assert result.exit_code == 1
    assert said in " ".join(result.stderr.split())
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_every_decision_must_be_set():
    result = run("play", "dprk-deployment", "--set", "deployment=rear")
    assert result.exit_code == 1
    assert "decision 'contingent' is not made" in result.stderr
    assert "decision 'training' is not made" in result.stderr


def test_a_scenario_that_does_not_exist_is_refused_with_the_nearest_name():
    result = run("play", "dprk-deploymnt")
    assert result.exit_code == 1
    assert "did you mean 'dprk-deployment'?" in " ".join(result.stderr.split())


def test_wrong_usage_exits_with_two():
    assert run("play").exit_code == 2
    assert run("space", "practice").exit_code == 2
    assert run("no-such-command").exit_code == 2


def test_chance_speaks_only_with_a_seed_and_the_same_seed_says_the_same():
    def danger(*words: str) -> set[str]:
        result = run("play", "practice", "--set", "crossing=everybody", "--json", *words)
        return {line["rule"] for line in json.loads(result.stdout)["ledger"]}

    assert danger() == danger()
    assert danger("--seed", "3") == danger("--seed", "3")
    assert len({frozenset(danger("--seed", str(seed))) for seed in range(12)}) == 2


def test_play_for_people_says_possible_not_predicted():
    result = play()
    assert result.exit_code == 0
    assert "Possible, not predicted." in result.stdout
    assert "Logistics burden: severe" in result.stdout


def test_check_says_that_the_shipped_scenarios_are_sound():
    result = run("check", "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 0
    assert document["ok"] is True
    assert {sheet["id"] for sheet in document["scenarios"]} >= {"dprk-deployment", "practice"}
    for sheet in document["scenarios"]:
        assert set(sheet) == {"id", "path", "digest", "findings", "checks"}
        assert sheet["findings"] == []
        assert all(set(check) == {"id", "holds", "over", "witness"} for check in sheet["checks"])


def test_check_names_every_fault_at_its_place_and_exits_with_one(tmp_path: Path):
    folder = tmp_path / "practice"
    shutil.copytree(SHIPPED / "practice", folder)
    text = (folder / "claims.csv").read_text()
    (folder / "claims.csv").write_text(text.replace("fact", "fakt", 1))
    result = run("check", str(folder), "--json")
    assert result.exit_code == 1
    finding = json.loads(result.stdout)["scenarios"][0]["findings"][0]
    assert set(finding) == {
        "code", "severity", "file", "line", "column", "row", "message", "seen", "mend", "witness",
    }  # fmt: skip
    assert (finding["file"], finding["severity"], finding["seen"]) == ("claims.csv", "error", "fakt")
    assert finding["line"] > 1
    assert run("check", str(folder)).exit_code == 1


def test_check_on_a_broken_promise_names_a_plan(tmp_path: Path):
    folder = tmp_path / "dprk-deployment"
    shutil.copytree(SHIPPED / "dprk-deployment", folder)
    limits = folder / "tables" / "limits.csv"
    limits.write_text(limits.read_text().replace("< 36000", "< 10000"))
    document = json.loads(run("check", str(folder), "--json").stdout)
    broken = {check["id"]: check["witness"] for check in document["scenarios"][0]["checks"] if not check["holds"]}
    assert "K1" in broken
    assert "deployment=" in broken["K1"]


def test_space_writes_a_row_for_every_coherent_plan(tmp_path: Path):
    out = tmp_path / "practice.csv"
    assert run("space", "practice", "--out", str(out)).exit_code == 0
    with out.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    scenario = read_scenario(SHIPPED / "practice")
    assert len(rows) == 20
    for row in rows:
        items = [name for name in ("watch", "hall", "visit") if row[f"tasks.{name}"] == "true"]
        outcome = adjudicate(scenario, plan_of(scenario, {"crossing": row["crossing"], "tasks": items}))
        for measure in outcome.measures:
            assert row[f"{measure.measure}.band"] == measure.band
            if measure.measure != "trips":
                assert row[measure.measure] == str(measure.points)
        assert row["end_state"] == outcome.end_state
        assert row["trips"] == f"{outcome.measure('trips').points:.6f}"


def test_space_into_a_folder_that_is_not_there_is_refused(tmp_path: Path):
    result = run("space", "practice", "--out", str(tmp_path / "nowhere" / "x.csv"))
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_people_s_text_is_printed_as_text():
    result = run("play", "practice", "--set", "crossing=[bold red]x[/]")
    assert "[bold red]x[/]" in result.stderr


def test_a_further_folder_of_scenarios_is_found(tmp_path: Path):
    shutil.copytree(SHIPPED / "practice", tmp_path / "mine")
    text = (tmp_path / "mine" / "scenario.yaml").read_text()
    (tmp_path / "mine" / "scenario.yaml").write_text(text.replace("id: practice", "id: mine", 1))
    assert run("check", "mine", "--scenarios", str(tmp_path)).exit_code == 0


def test_the_same_plan_gives_the_same_bytes_whatever_the_hash_seed():
    words = [sys.executable, "-m", "exercise", "play", "practice", "--set", "crossing=everybody", "--json"]
    said = {
        subprocess.run(
            words, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(said) == 1
