"""`exercise bench` as people and scripts use it: exit codes, one JSON document, words for what cannot be done."""

import json
import os
import signal
import subprocess
import sys

import pytest
from typer.testing import CliRunner, Result

from exercise.analysis.changing import edited
from exercise.analysis.rule_changes import RuleChange, edits_of
from exercise.analysis.trials import run_here, tally
from exercise.cli import app
from exercise.commands import benching
from tests.conftest import EXERCISE
from tests.fakes import shipped

FLAGSHIP = "dprk-deployment"


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["bench", *words])


def asked(*words: str) -> dict:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_a_change_prints_one_document_with_the_promised_keys():
    document = asked(FLAGSHIP, "--assumption", "DA13=9000")
    assert list(document) == ["scenario", "digest", "change", "plans", "measures", "checks", "sentences", "trials"]
    assert document["digest"] == shipped(FLAGSHIP).digest
    assert document["change"] == {
        "edits": [
            {
                "table": "limits",
                "rule": "limit.effect",
                "what": "if contingent.troops",
                "before": 36000,
                "after": 9000,
            }
        ],
        "kept": [],
    }
    assert document["plans"] == {"before": 435456, "after": 435456}
    assert {"id": "operational_effect", "turned": 4272} in document["measures"]
    assert set(document["checks"][0]) == {"id", "text", "before", "after", "over", "witness"}
    assert [check["id"] for check in document["checks"] if check["after"] == "breaks"] == ["K1"]
    assert set(document["sentences"][0]) == {
        "id", "text", "before", "after", "plans_before", "plans_after", "moved", "fallen", "lost",
    }  # fmt: skip
    assert document["trials"] is None


def test_a_number_an_assumption_left_out_and_trials_may_be_asked_for_together():
    words = ("practice", "--number", "danger.watch=0", "--without", "DA6", "--trials", "5", "--seed", "2")
    document = asked(*words)
    rules = {edit["rule"]: (edit["what"], edit["after"]) for edit in document["change"]["edits"]}
    assert rules["danger.watch"] == ("points", 0)
    assert rules["I1.look.danger"] == ("row", None)
    scenario = shipped("practice")
    changed = edited(scenario, edits_of(scenario, RuleChange(numbers=(("danger.watch", 0),), without=("DA6",))))
    expected = tally(changed, run_here(changed, 2, range(5)))
    trials = document["trials"]
    assert (trials["asked"], trials["done"], trials["seed"], trials["cancelled"]) == (5, 5, 2, False)
    assert [(each["id"], each["held"]) for each in trials["checks"]] == [(c.id, c.held) for c in expected.checks]
    assert [each["least"] for each in trials["sentences"]] == [s.least for s in expected.sentences]
    assert trials["disagreeing"] == []


def test_where_nothing_is_asked_every_number_is_shaken_three_hundred_times_and_the_labels_agree():
    result = run("practice")
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    assert "300 trials, seed 0, every plan of our tables each time." in said
    assert "No trial moved any of the 4 sentences that are labelled as holding for any plan." in said
    assert "P1-floor" in said.partition("checks held in every trial")[2]


def test_a_change_is_told_in_words_with_what_falls_and_of_whose_tables():
    result = run(FLAGSHIP, "--without", "DA12")
    said = " ".join(result.stdout.split())
    assert result.exit_code == 0
    assert "price.nuclear-delivery falls away; it had +3" in said
    assert "depends on designer assumptions; now it breaks (DA12 is left out)" in said
    assert "Plans of our tables that change band" in said
    assert "366,984 dprk_gains" in said
    assert "without nuclear_delivery is never better than nuclear_delivery" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--assumption", "DA99=1"), "did you mean 'DA9'?"),
        (("--assumption", "DA13"), "'DA13' cannot be read; write --assumption ID=VALUE"),
        (("--assumption", "DA2=much"), "'much' is no whole number"),
        (("--number", "weeks.brigad=1"), "did you mean 'weeks.brigade'?"),
        (("--number", "weeks.brigade=1.5"), "'1.5' is no whole number; write --number table.rule=POINTS"),
        (("--without", "C15"), "it is a claim of the source"),
        (("--without", "DA13", "--assumption", "DA1=2"), "no number rests on it"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_in_words(words: tuple[str, ...], said: str):
    result = run(FLAGSHIP, *words, "--json")
    assert result.exit_code == 1
    assert said in " ".join(result.stderr.split())
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_a_scenario_there_is_none_of_is_refused_and_a_wrong_option_is_wrong_usage():
    assert run("practise").exit_code == 1
    assert "did you mean 'practice'?" in run("practise").stderr
    assert run("practice", "--trials", "-1").exit_code == 2
    assert run("practice", "--shake").exit_code == 2


def test_a_scheduler_that_does_not_answer_is_another_exit_code():
    result = run("practice", "--trials", "3", "--scheduler", "nowhere", "--json")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "no scheduler answers at 'nowhere'" in result.stderr


def test_the_trials_are_tried_where_the_scheduler_says(monkeypatch):
    tried = []

    def run_on(address):
        def run(scenario, seed, numbers):
            tried.append((address, list(numbers)))
            yield from run_here(scenario, seed, numbers)

        return run

    monkeypatch.setattr(benching, "run_on", run_on)
    assert asked("practice", "--trials", "3", "--scheduler", "tcp://there:1")["trials"]["done"] == 3
    assert tried == [("tcp://there:1", [0, 1, 2])]


def test_ctrl_c_ends_with_what_is_known_in_one_document_and_says_that_it_was_called_off(tmp_path):
    # Whoever runs the tests in the background may have told them to ignore Ctrl-C; a terminal has not.
    listening = (
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
    )
    command = [sys.executable, "-c", listening, EXERCISE, "bench", "practice", "--trials", "100000", "--json"]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert process.stderr is not None
        assert "Ctrl-C ends with what is known so far" in process.stderr.readline()
        # To everybody in the terminal, as Ctrl-C does: the processes that try must stay quiet.
        os.killpg(process.pid, signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
    assert process.returncode == 1
    trials = json.loads(stdout)["trials"]
    assert trials["cancelled"]
    assert trials["done"] < trials["asked"] == 100_000
    assert "called off after" in stderr
    assert "Traceback" not in stderr
