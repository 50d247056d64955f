"""Thousands of broken scenarios: each is read or refused with a fault that has a place, and never slowly."""

import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from exercise.analysis.axes import SpaceTooLarge
from exercise.analysis.grid import plan_space
from exercise.analysis.masks import SpaceError
from exercise.play.adjudication import adjudicate_complete
from exercise.play.plan import IllegalPlan, plan_of
from exercise.scenario.faults import Fault, ScenarioError
from exercise.scenario.library import SHIPPED, read_scenario
from exercise.scenario.model import Scenario
from tests.scenario.breaking import BREAKS, Files
from tests.scenario.copies import attempted

SLOWEST = 2.0

# Faults that concern a file, or all files together, as a whole.
WHOLE = {
    "circle",
    "file-kind",
    "file-large",
    "file-link",
    "file-missing",
    "file-unknown",
    "file-unreadable",
    "files-large",
    "files-many",
    "folder",
    "table-undeclared",
}


def shipped_files(name: str) -> Files:
    folder = SHIPPED / name
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def written(place: Path, name: str, files: Files, random: Random) -> Path:
    folder = place / name
    (folder / "tables").mkdir(parents=True)
    for file, data in files.items():
        (folder / file).write_bytes(data)
    if random.random() < 0.03:  # now and then something that is no file stands in its place
        path = folder / random.choice(sorted(files))
        path.unlink()
        path.mkdir()
    return folder


def broken(number: int, place: Path) -> tuple[Path, str]:
    """The broken scenario of this number, always the same, and how it was broken."""
    random = Random(number)  # noqa: S311 - repeatable is what is wanted
    name = random.choice((*["practice"] * 4, "dprk-deployment"))
    files = shipped_files(name)
    chosen = [BREAKS[number % len(BREAKS)], *random.choices(BREAKS, k=random.choice((0, 0, 0, 1, 2)))]
    for damage in chosen:
        if files:
            try:
                damage(files, random)
            except (UnicodeDecodeError, IndexError, KeyError):
                continue  # an earlier damage left nothing that this one could damage
    return written(place, name, files, random), " ".join(damage.__name__ for damage in chosen)


def misplaced(fault: Fault) -> bool:
    """Whether a fault says nothing, or does not say where."""
    return not fault.message or not fault.file or (fault.code not in WHOLE and (fault.line < 1 or fault.column < 1))


def played(scenario: Scenario) -> str:
    """What becomes of a scenario that was accepted: its plans are worked out, and its default plan is played."""
    try:
        plan_space(scenario)
    except (SpaceError, SpaceTooLarge) as error:
        return type(error).__name__
    try:
        plan = plan_of(scenario, {decision.id: list(decision.default) for decision in scenario.frame.decisions})
    except IllegalPlan:
        return "IllegalPlan"
    adjudicate_complete(scenario, plan)
    return "played"


def survives(number: int) -> tuple[str, float]:
    with tempfile.TemporaryDirectory() as place:
        folder, how = broken(number, Path(place))
        before = time.process_time()
        scenario, faults = attempted(lambda: read_scenario(folder))
        seconds = time.process_time() - before
        assert (scenario is None) == bool(faults), how
        assert not [fault for fault in faults if misplaced(fault)], how
        str(ScenarioError(faults)).encode()  # it can be printed
        verdict = "refused" if scenario is None else played(scenario)
    assert seconds < SLOWEST, how
    return verdict, seconds


def all_survive(numbers: range) -> Counter[str]:
    verdicts: Counter[str] = Counter()
    worst, problems = (0.0, -1), []
    for number in numbers:
        try:
            verdict, seconds = survives(number)
        except Exception as error:  # noqa: BLE001 - every one is counted, and none is allowed
            problems.append(f"scenario {number}: {type(error).__name__}: {str(error)[:300]}")
            continue
        verdicts[verdict] += 1
        worst = max(worst, (seconds, number))
    print(dict(verdicts), f"slowest {worst[0]:.2f} s (scenario {worst[1]})")  # noqa: T201 - shown where it is asked for
    assert problems == []
    return verdicts


def test_three_hundred_broken_scenarios_are_refused_with_places_or_played():
    verdicts = all_survive(range(300))
    assert verdicts["refused"] > 150
    assert verdicts["played"] > 5


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_two_thousand_broken_scenarios_are_refused_with_places_or_played():
    verdicts = all_survive(range(300, 2_300))
    assert verdicts["refused"] > 1_000
    assert verdicts["played"] > 50


def test_the_same_number_breaks_the_same_way(tmp_path: Path):
    first, how = broken(7, tmp_path / "a")
    second, again = broken(7, tmp_path / "b")
    assert how == again
    assert {p.relative_to(first): p.read_bytes() for p in first.rglob("*") if p.is_file()} == {
        p.relative_to(second): p.read_bytes() for p in second.rglob("*") if p.is_file()
    }
    shutil.rmtree(first)
