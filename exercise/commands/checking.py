"""`exercise check`: every fault of a scenario at once, and every check over every plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from exercise.analysis.axes import SpaceTooLarge
from exercise.analysis.checks import CheckResult, run_checks
from exercise.analysis.grid import plan_space
from exercise.analysis.masks import SpaceError
from exercise.analysis.soundness import run_soundness
from exercise.commands.console import DONE, ERR, OUT, REFUSED, plain, print_faults, print_json
from exercise.scenario.faults import Fault, ScenarioError
from exercise.scenario.library import find_folder, read_later, read_scenario, scenario_folders


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was found about one scenario."""

    name: str
    path: str
    digest: str
    faults: tuple[Fault, ...]
    checks: tuple[CheckResult, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing stands in the way of playing it."""
        return not any(fault.severity == "error" for fault in self.faults) and all(check.holds for check in self.checks)


def check_scenarios(names: Sequence[str], extra: Path | None, *, as_json: bool) -> int:
    """Check scenarios by id or folder, all known ones if none is named; gives the exit code."""
    wanted = list(names) or list(scenario_folders(extra))
    with ERR.status("Checking", spinner="dots"):
        sheets = [check_one(name, extra) for name in wanted]
    if as_json:
        print_json({"ok": all(sheet.ok for sheet in sheets), "scenarios": [_document(sheet) for sheet in sheets]})
    else:
        for sheet in sheets:
            _print(sheet)
    return DONE if all(sheet.ok for sheet in sheets) else REFUSED


def check_one(name: str, extra: Path | None) -> Sheet:
    """Check one scenario; faults that keep it from being read are findings, not errors."""
    path = name
    try:
        folder = find_folder(name, extra)
        path = str(folder)
        scenario = read_scenario(folder)
        later = read_later(folder)
        space = plan_space(scenario)
    except ScenarioError as error:
        return Sheet(Path(name).name, path, "", error.faults, ())
    except (SpaceError, SpaceTooLarge) as error:
        fault = Fault("scenario.yaml", 0, 0, "space", str(error), mend="give every plan a rule, or ask less at once")
        return Sheet(Path(name).name, path, "", (fault,), ())
    checks = (*run_checks(scenario, space), *run_soundness(scenario, space, later))
    return Sheet(scenario.id, path, scenario.digest, (), checks)


def _document(sheet: Sheet) -> dict[str, object]:
    return {
        "id": sheet.name,
        "path": sheet.path,
        "digest": sheet.digest,
        "findings": [
            {
                "code": fault.code,
                "severity": fault.severity,
                "file": fault.file,
                "line": fault.line,
                "column": fault.column,
                "row": fault.row,
                "message": fault.message,
                "seen": fault.seen,
                "mend": fault.mend,
                "witness": fault.witness,
            }
            for fault in sheet.faults
        ],
        "checks": [
            {"id": each.id, "holds": each.holds, "over": each.over, "witness": each.witness} for each in sheet.checks
        ],
    }


def _print(sheet: Sheet) -> None:
    """Print one scenario's sheet: faults, what is broken with its witness, then everything that holds, a line each."""
    verdict = Text("sound", style="bold green") if sheet.ok else Text("not sound", style="bold red")
    OUT.print(Text(f"{sheet.name}: ", style="bold").append(verdict))
    print_faults(sheet.faults, OUT)
    for check in sheet.checks:
        if not check.holds:
            OUT.print(Text(f"  \N{BALLOT X} {check.id} ", style="bold red").append(plain(check.text)))
            OUT.print(Padding(plain(check.witness), (0, 0, 0, 6)))
    table = Table(show_header=False, box=None, padding=(0, 1), pad_edge=False)
    table.add_column(style="green")
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for check in sheet.checks:
        if check.holds:
            table.add_row("  \N{CHECK MARK}", check.id, plain(check.text))
    OUT.print(table)
    for over, count in Counter(check.over for check in sheet.checks if check.holds).most_common():
        OUT.print(Text(f"  {count} of these over {over}", style="dim"))
