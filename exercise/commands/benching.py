"""`exercise bench`: change a rule, or shake all of them, and see what still holds for every plan."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from exercise.analysis.axes import SpaceTooLarge
from exercise.analysis.bench import BenchResult, bench
from exercise.analysis.changing import edited
from exercise.analysis.cluster import NoCluster, run_on
from exercise.analysis.masks import SpaceError
from exercise.analysis.processes import run_in_processes
from exercise.analysis.rule_changes import RefusedChange, RuleChange
from exercise.analysis.trials import Runner, Tally, Trial, tally
from exercise.commands.bench_printing import print_result, print_tally
from exercise.commands.console import DONE, ERR, REFUSED, complain, print_faults, print_json
from exercise.scenario.faults import ScenarioError, shortened
from exercise.scenario.library import find_folder, read_scenario
from exercise.scenario.model import Scenario

UNREACHABLE = 3
TRIALS = 300

_WHOLE = re.compile(r"[+-]?\d{1,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Question:
    """What the command line asked for."""

    assumptions: Sequence[str] = ()
    numbers: Sequence[str] = ()
    without: Sequence[str] = ()
    trials: int | None = None
    seed: int = 0
    scheduler: str = ""

    @property
    def changes(self) -> bool:
        """Whether a change of the rules is asked for."""
        return bool(self.assumptions or self.numbers or self.without)


@dataclass(frozen=True, slots=True)
class Shaken:
    """What the trials have shown, and how many were asked for; fewer are done where somebody called them off."""

    asked: int
    seed: int
    tally: Tally

    @property
    def cancelled(self) -> bool:
        """Whether somebody called the trials off."""
        return self.tally.trials < self.asked


def bench_rules(name: str, extra: Path | None, question: Question, *, as_json: bool) -> int:
    """Answer a question of the bench and print the answer; gives the exit code, 1 where it was called off."""
    try:
        scenario = read_scenario(find_folder(name, extra))
        result = bench(scenario, change_of(question))
        shaken = _shaken(edited(scenario, result.edits), question)
    except ScenarioError as error:
        print_faults(error.faults)
        return REFUSED
    except RefusedChange as error:
        for problem in error.problems:
            complain(problem)
        return REFUSED
    except (SpaceError, SpaceTooLarge) as error:
        complain(str(error))
        return REFUSED
    except NoCluster as error:
        complain(str(error))
        return UNREACHABLE
    if as_json:
        print_json(as_document(result, shaken))
    else:
        print_result(result, changed=question.changes)
        if shaken is not None:
            print_tally(scenario, shaken.tally, shaken.asked, shaken.seed)
    return REFUSED if shaken is not None and shaken.cancelled else DONE


def change_of(question: Question) -> RuleChange:
    """Read the texts of the command line; raises RefusedChange naming every one that cannot be read."""
    problems: list[str] = []
    assumptions = [_pair(text, "--assumption ID=VALUE", problems) for text in question.assumptions]
    numbers = [_pair(text, "--number table.rule=POINTS", problems) for text in question.numbers]
    if problems:
        raise RefusedChange(problems)
    return RuleChange(tuple(assumptions), tuple(numbers), tuple(name.strip() for name in question.without))


def _pair(text: str, form: str, problems: list[str]) -> tuple[str, int]:
    name, mark, value = text.partition("=")
    if not mark or not name.strip():
        problems.append(f"{shortened(text)!r} cannot be read; write {form}")
    elif not _WHOLE.fullmatch(value.strip()):
        problems.append(f"{shortened(text)!r}: {shortened(value)!r} is no whole number; write {form}, as DA1=2")
    else:
        return name.strip(), int(value)
    return "", 0


def _shaken(scenario: Scenario, question: Question) -> Shaken | None:
    """Try as many shakes as were asked for, with a bar; Ctrl-C ends with what is known so far."""
    asked = question.trials if question.trials is not None else 0 if question.changes else TRIALS
    if not asked:
        return None
    runner: Runner = run_on(question.scheduler) if question.scheduler else run_in_processes
    done: list[Trial] = []
    found = cast("Generator[Trial]", runner(scenario, question.seed, range(asked)))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    try:
        complain(f"{asked:,} trials with seed {question.seed}; Ctrl-C ends with what is known so far")
        with Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as progress:
            for trial in progress.track(found, total=asked, description="Shaking every number"):
                done.append(trial)  # noqa: PERF402 (each one is kept at once: somebody may call it off)
    except KeyboardInterrupt:
        complain(f"called off after {len(done):,} of {asked:,} trials")
    finally:
        found.close()
    return Shaken(asked, question.seed, tally(scenario, done))


def as_document(result: BenchResult, shaken: Shaken | None) -> dict[str, object]:
    """Give the document that `bench --json` prints; its keys stay as they are."""
    return {
        "scenario": result.scenario,
        "digest": result.digest,
        "change": {"edits": [asdict(edit) for edit in result.edits], "kept": list(result.kept)},
        "plans": {"before": result.plans_before, "after": result.plans_after},
        "measures": [{"id": name, "turned": count} for name, count in result.turned],
        "checks": [asdict(check) for check in result.checks],
        "sentences": [asdict(sentence) for sentence in result.sentences],
        "trials": None if shaken is None else _trials_document(shaken),
    }


def _trials_document(shaken: Shaken) -> dict[str, object]:
    return {
        "asked": shaken.asked,
        "done": shaken.tally.trials,
        "seed": shaken.seed,
        "cancelled": shaken.cancelled,
        "checks": [asdict(check) for check in shaken.tally.checks],
        "sentences": [asdict(sentence) for sentence in shaken.tally.sentences],
        "disagreeing": list(shaken.tally.disagreeing),
    }
