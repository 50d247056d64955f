"""Trials of the bench: the same by brute force, in processes and on a cluster; whoever stops asking keeps the rest."""

import multiprocessing
import os
import signal
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exercise.analysis.changing import designer_numbers, edited, shakes
from exercise.analysis.checks import run_check
from exercise.analysis.findings import findings
from exercise.analysis.grid import plan_space
from exercise.analysis.labels import ANY_PLAN, BREAKS, OURS
from exercise.analysis.masks import SpaceError
from exercise.analysis.processes import FEW, run_in_processes
from exercise.analysis.trials import Trial, run_here, tally
from exercise.tables.table import TableError
from tests.benched import bench_scenarios, told_of_all
from tests.conftest import ROOT
from tests.fakes import shipped

FLAGSHIP = "dprk-deployment"


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_a_trial_of_a_small_world_is_what_brute_force_finds_plan_by_plan(data):
    _, scenario = data.draw(bench_scenarios())
    seed, number = data.draw(st.integers(0, 99)), data.draw(st.integers(0, 99))
    changed = edited(scenario, shakes(designer_numbers(scenario), seed, number))
    try:
        before, after = told_of_all(scenario), told_of_all(changed)
    except (TableError, SpaceError):
        return
    (trial,) = run_here(scenario, seed, [number])
    names = list(findings(scenario).texts)
    assert trial.number == number
    assert trial.plans == tuple(sum(name in told.said for told in after.values()) for name in names)
    assert trial.moved == tuple(
        sum(told.said.get(name) != after[plan].said.get(name) for plan, told in before.items()) for name in names
    )
    space = plan_space(changed)
    results = [run_check(changed, check, space) for check in scenario.checks]
    assert set(trial.broken) == {(each.id, each.witness) for each in results if not each.holds}


def test_a_tally_counts_what_held_and_names_the_first_trial_that_broke_it_whatever_the_order():
    scenario = shipped("practice")
    trials = list(run_here(scenario, 0, range(12)))
    found = tally(scenario, trials)
    assert found == tally(scenario, reversed(trials))
    assert found.trials == 12
    for check in found.checks:
        failed = [trial for trial in trials if check.id in dict(trial.broken)]
        assert check.held == 12 - len(failed)
        if failed:
            assert (check.trial, check.witness) == (failed[0].number, dict(failed[0].broken)[check.id])
            assert check.verdict == OURS
    assert {check.id for check in found.checks if check.held < 12}
    for at, sentence in enumerate(found.sentences):
        assert sentence.moved == sum(trial.moved[at] > 0 for trial in trials)
        assert sentence.least == min(trial.plans[at] for trial in trials)
        assert sentence.most == max(trial.plans[at] for trial in trials)
    assert found.disagreeing == ()


def test_a_tally_overrules_a_proof_that_a_trial_contradicts_and_names_the_sentence():
    scenario = shipped("practice")
    (good,) = run_here(scenario, 0, [0])
    bad = Trial(1, (*good.broken, ("P1-floor", "made up")), good.plans, good.moved)
    found = tally(scenario, [good, bad])
    check = next(each for each in found.checks if each.id == "P1-floor")
    assert (check.verdict, check.held, check.trial, check.witness) == (OURS, 1, 1, "made up")
    assert found.disagreeing == ("hard-always",)
    assert next(each for each in found.sentences if each.id == "hard-always").stood == 1


def test_no_trial_at_all_leaves_what_is_proved_and_what_stands():
    found = tally(shipped("practice"), [])
    assert found.trials == 0
    assert {check.verdict for check in found.checks} == {ANY_PLAN, OURS}
    assert BREAKS not in {sentence.label for sentence in found.sentences}
    assert all(sentence.least == sentence.most for sentence in found.sentences)


def by_number(trials):
    return sorted(trials, key=lambda trial: trial.number)


def test_processes_give_the_same_trials_as_this_one_does():
    scenario = shipped("practice")
    numbers = range(FEW + 1)
    assert by_number(run_in_processes(scenario, 3, numbers)) == list(run_here(scenario, 3, numbers))


def test_whoever_stops_asking_ends_the_processes():
    found = run_in_processes(shipped("practice"), 0, range(50_000))
    first = next(found)
    assert multiprocessing.active_children()
    found.close()
    assert multiprocessing.active_children() == []
    assert first.number < 50_000


ASKING = """
import sys
from exercise.analysis.processes import run_in_processes
from exercise.scenario.library import SHIPPED, read_scenario
import multiprocessing
if __name__ == "__main__":
    found = run_in_processes(read_scenario(SHIPPED / "practice"), 0, range(50_000))
    next(found)
    print(*[child.pid for child in multiprocessing.active_children()], flush=True)
    for _ in found:
        pass
"""


def test_processes_end_with_whoever_started_them_also_where_it_is_killed_outright(tmp_path):
    (tmp_path / "asking.py").write_text(ASKING, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "asking.py")]
    # All of them hold the other end of this pipe: it ends only when the last of them has.
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert process.stdout is not None
    assert len(process.stdout.readline().split()) >= 2
    process.kill()
    assert process.stdout.read() == ""
    process.wait()


def test_a_few_trials_start_no_process():
    found = run_in_processes(shipped("practice"), 0, range(3))
    next(found)
    assert multiprocessing.active_children() == []


@pytest.mark.slow
def test_three_hundred_trials_of_the_flagship_are_the_same_in_processes():
    scenario = shipped(FLAGSHIP)
    assert by_number(run_in_processes(scenario, 0, range(300))) == list(run_here(scenario, 0, range(300)))


@pytest.fixture
def cluster(monkeypatch):
    """A Dask cluster of two workers, each a process of its own, that answers on this machine alone."""
    distributed = pytest.importorskip("distributed")
    # What the workers say when one of them is killed belongs to the test, not to whoever reads its report.
    monkeypatch.setenv("DASK_DISTRIBUTED__LOGGING__DISTRIBUTED", "critical")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50
    ) as running:
        yield running


@pytest.mark.timeout(120)
def test_a_cluster_gives_the_same_trials_can_be_called_off_and_loses_none_when_a_worker_is_killed_midway(cluster):
    from exercise.analysis.cluster import run_on

    scenario, run = shipped("practice"), run_on(cluster.scheduler_address)
    # Somebody asks for very many and calls off: the cluster is free for whoever asks next.
    many = run(scenario, 0, range(4_000))
    next(many)
    many.close()
    numbers = range(120)
    expected = list(run_here(scenario, 5, numbers))
    assert by_number(run(scenario, 5, numbers)) == expected
    killed = next(iter(cluster.workers.values())).pid
    found = run(scenario, 5, numbers)
    trials = [next(found)]
    os.kill(killed, signal.SIGKILL)
    trials.extend(found)
    assert by_number(trials) == expected


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_cluster_tries_the_flagship_as_this_process_does_also_when_a_worker_dies(cluster):
    from exercise.analysis.cluster import run_on

    scenario = shipped(FLAGSHIP)
    killed = next(iter(cluster.workers.values())).pid
    trials = []
    for trial in run_on(cluster.scheduler_address)(scenario, 0, range(60)):
        trials.append(trial)
        if len(trials) == 8:
            os.kill(killed, signal.SIGKILL)
    assert by_number(trials) == list(run_here(scenario, 0, range(60)))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nonsense", "no scheduler answers at 'nonsense' (missing port number in address 'nonsense')"),
        ("smoke://127.0.0.1:1", "unknown address scheme 'smoke'"),
        ("", "no scheduler answers at ''"),
    ],
)
def test_an_address_that_is_none_is_refused_in_words(address, said):
    from exercise.analysis.cluster import NoCluster, run_on

    with pytest.raises(NoCluster) as refused:
        next(run_on(address)(shipped("practice"), 0, range(2)))
    assert said in str(refused.value)
    assert "dask scheduler" in str(refused.value)


@pytest.mark.timeout(60)
def test_a_port_where_nobody_listens_is_refused_in_words(free_port, monkeypatch):
    from exercise.analysis import cluster

    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 1)
    with pytest.raises(cluster.NoCluster, match="nobody answered within 1 seconds"):
        next(cluster.run_on(f"tcp://127.0.0.1:{free_port}")(shipped("practice"), 0, range(2)))


WITHOUT_DASK = """
import sys
import exercise.commands.benching
assert "distributed" not in sys.modules and "dask" not in sys.modules
sys.modules["distributed"] = None
from exercise.analysis.cluster import NoCluster, run_on
from exercise.scenario.library import SHIPPED, read_scenario
try:
    next(run_on("tcp://127.0.0.1:1")(read_scenario(SHIPPED / "practice"), 0, range(2)))
except NoCluster as error:
    print(error)
"""


def test_the_bench_imports_no_dask_by_itself_and_without_dask_the_extra_is_named():
    command = [sys.executable, "-c", WITHOUT_DASK]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "needs Dask, which is not installed; install the extra: pip install 'decision-exercise[cluster]'" in said
