"""`exercise play`: one complete plan adjudicated, with its ledger and its debrief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from exercise.commands.console import DONE, OUT, REFUSED, complain, plain, print_faults, print_json
from exercise.debrief.stages import QUESTION, Debrief, Sentence
from exercise.debrief.writing import debrief
from exercise.play.adjudication import adjudicate_complete
from exercise.play.ledger import LedgerLine, Outcome
from exercise.play.line import Course, line_of_play
from exercise.play.plan import IllegalPlan, plan_of
from exercise.scenario.faults import ScenarioError
from exercise.scenario.folder import text_of
from exercise.scenario.library import find_folder, read_later, read_scenario
from exercise.scenario.located import read_yaml
from exercise.scenario.model import Scenario
from exercise.tables.table import TableError

LARGEST_PLAN = 100_000
PLAN_FILE: TypeAdapter[dict[str, str | list[str] | None]] = TypeAdapter(dict[str, str | list[str] | None])


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asked for."""

    plan: Path | None
    choices: Sequence[str]
    injects: Sequence[str]
    branch: str
    seed: int | None
    variant: str
    with_later: bool = False


def play_plan(name: str, extra: Path | None, wish: Wish, *, as_json: bool) -> int:
    """Adjudicate a plan and print it; gives the exit code."""
    try:
        folder = find_folder(name, extra)
        scenario = read_scenario(folder)
        outcome = played(scenario, wish)
        later = read_later(folder) if wish.with_later else ()
        told = debrief(scenario, outcome, wish.variant or None, later)
    except ScenarioError as error:
        print_faults(error.faults)
        return REFUSED
    except IllegalPlan as error:
        for problem in error.problems:
            complain(problem)
        return REFUSED
    except TableError as error:
        complain(str(error))
        return REFUSED
    if as_json:
        print_json(as_document(scenario, outcome, told))
    else:
        print_outcome(scenario, outcome)
        print_debrief(told)
    return DONE


def played(scenario: Scenario, wish: Wish) -> Outcome:
    """Play the plan a wish asks for; raises IllegalPlan naming everything that is wrong with it."""
    choices: dict[str, str | Sequence[str]] = {d.id: "" for d in scenario.frame.decisions if d.choose == "any"}
    choices.update(_plan_file(wish.plan))
    choices.update(_pair(text, "--set decision=option") for text in wish.choices)
    plan = plan_of(scenario, choices)
    adjudicate_complete(scenario, plan)
    answers: dict[str, str] = {}
    withdrawn: str | None = None
    for text in wish.injects:
        inject, answer = _pair(text, "--inject inject=answer")
        answers[inject], _, item = answer.partition(":")
        withdrawn = item or withdrawn
    late = None
    if wish.branch:
        decision, option = _pair(wish.branch, "--branch decision=option")
        any_of = [d.id for d in scenario.frame.decisions if d.choose == "any"]
        late = (decision, tuple(p for p in option.split(",") if p) if decision in any_of else option)
    course = Course(answers, None, late, withdrawn, wish.seed)
    _, situation = line_of_play(scenario, plan, course)
    return adjudicate_complete(scenario, situation.plan, situation.circumstances)


def _pair(text: str, form: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark or not name.strip():
        raise IllegalPlan([f"{text!r} cannot be read; write {form}"])
    return name.strip(), value.strip()


def _plan_file(path: Path | None) -> dict[str, str | Sequence[str]]:
    """Read a plan from a file; JSON is YAML, so one reader serves both."""
    if path is None:
        return {}
    try:
        if path.stat().st_size > LARGEST_PLAN:
            raise IllegalPlan([f"{path}: a plan is a small file, this one has {path.stat().st_size:,} bytes"])
        value = read_yaml(text_of(path.name, path.read_bytes()), path.name).value
    except OSError as error:
        raise IllegalPlan([f"{path}: the plan cannot be read: {error.strerror}"]) from None
    try:
        chosen = PLAN_FILE.validate_python(value)
    except ValidationError:
        raise IllegalPlan([f"{path}: write `decision: option` lines, with a list of items for a set"]) from None
    return {name: "" if choice is None else choice for name, choice in chosen.items()}


def as_document(scenario: Scenario, outcome: Outcome, told: Debrief) -> dict[str, object]:
    """Give the document that `play --json` prints; its keys stay as they are."""
    return {
        "scenario": scenario.id,
        "digest": scenario.digest,
        "plan": outcome.plan.as_mapping(),
        "measures": {each.measure: {"points": each.points, "band": each.band} for each in outcome.measures},
        "ledger": [line_document(line) for line in outcome.ledger()],
        "end_state": outcome.end_state,
        "debrief": {
            "stages": [
                {"id": stage.id, "title": stage.title, "sentences": [_sentence_document(s) for s in stage.sentences]}
                for stage in told.stages
            ]
        },
    }


def line_document(line: LedgerLine) -> dict[str, object]:
    """Give a ledger line as JSON holds it."""
    return {
        "measure": line.measure,
        "table": line.table,
        "rule": line.rule,
        "points": line.points,
        "claims": list(line.claims),
        "assumptions": list(line.assumptions),
        "basis": line.basis,
        "because": line.because,
    }


def _sentence_document(sentence: Sentence) -> dict[str, object]:
    return {
        "text": sentence.text,
        "claims": list(sentence.claims),
        "assumptions": list(sentence.assumptions),
        "ledger": [line.rule for line in sentence.ledger],
        "label": sentence.label,
    }


def print_outcome(scenario: Scenario, outcome: Outcome) -> None:
    """Print the plan, where every measure stands, and the ledger behind it."""
    OUT.print(Panel(plain(scenario.frame.title), expand=False))
    plan = Table(title="The plan", show_header=False, box=None, title_justify="left", title_style="bold")
    for name, choice in outcome.plan.choices:
        decision = scenario.decision(name)
        chosen = [choice] if isinstance(choice, str) else choice
        labels = ", ".join(decision.option(option).label for option in chosen) or decision.none_says
        plan.add_row(plain(decision.label), plain(labels))
    OUT.print(plan)
    OUT.print()
    for measure in scenario.frame.measures:
        found = outcome.measure(measure.id)
        band = next((each.label for each in measure.bands if each.id == found.band), "open")
        heading = Text(f"{measure.label}: ")
        heading.append(band, style="bold")
        heading.append(f"  ({_points(found.points)} points)", style="dim")
        OUT.print(heading)
        lines = Table(show_header=False, box=None, padding=(0, 1))
        lines.add_column(justify="right", no_wrap=True)
        lines.add_column(overflow="fold")
        lines.add_column(style="dim", overflow="fold")
        for line in found.lines:
            rests = " ".join((*line.claims, *line.assumptions))
            lines.add_row(_signed(line.points), plain(line.because), plain(rests))
        OUT.print(Padding(lines, (0, 0, 1, 2)))


def _points(points: int | float) -> str:
    return f"{points}" if isinstance(points, int) else f"{points:.2f}"


def _signed(points: int | float) -> str:
    return f"{points:+d}" if isinstance(points, int) else f"{points:+.2f}"


def print_debrief(told: Debrief) -> None:
    """Print the debrief, stage by stage; questions are set apart, every sentence shows what it rests on."""
    for stage in told.stages:
        if not stage.sentences:
            continue
        OUT.rule(plain(stage.title), align="left")
        for sentence in stage.sentences:
            if sentence.label == QUESTION:
                OUT.print(Padding(Text("? " + sentence.text, style="italic"), (0, 0, 0, 2)))
                continue
            text = Text(sentence.text)
            rests = " ".join((*sentence.claims, *sentence.assumptions))
            text.append(f"  [{rests}] {sentence.label}" if rests else f"  {sentence.label}", style="dim")
            OUT.print(Padding(text, (0, 0, 0, 2)))
    OUT.print()
    OUT.print("Possible, not predicted.", style="bold")
