"""All benchmarks: `uv run python tests/benchmarks/run.py`. What each row means stands in docs/benchmarks.md."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import adjudicating
import cones
import pages
import reading
import spaces
import starting
from measuring import ROOT, DifferentResultsError, Findings, Pace, Row, as_json, machine
from rich.console import Console
from rich.table import Table
from rich.text import Text

PARTS: dict[str, Callable[[Pace], Findings]] = {
    "plan": adjudicating.measure,
    "space": spaces.measure,
    "cone": cones.measure,
    "reading": reading.measure,
    "start": starting.measure,
    "pages": pages.measure,
}
STYLES = {"kept": "green", "missed": "bold red"}


def main() -> int:
    """Measure, print, write; gives 0, or 1 where two ways gave different results."""
    asked = _arguments()
    out = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
    facts = machine()
    _print_machine(out, facts)
    found = Findings()
    try:
        for part in asked.only or PARTS:
            with Console(stderr=True).status(f"Measuring {part}"):
                each = PARTS[part](Pace(asked.quick))
            _print_rows(out, each)
            found.add(each)
    except DifferentResultsError as error:
        Console(stderr=True, highlight=False).print(Text(f"Not the same results. {error}", style="bold red"))
        return 1
    facts["load_at_end"] = machine()["load_at_start"]
    _print_verdict(out, found, facts)
    document = {
        "taken": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "quick": asked.quick,
        "machine": facts,
        "rows": [as_json(row) for row in found.rows],
        "remarks": found.remarks,
    }
    if asked.compare:
        _print_comparison(out, json.loads(asked.compare.read_text(encoding="utf-8")), document)
    target: Path = asked.out or _default_file(document["taken"])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    out.print(f"Written to {target}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write the figures as JSON")
    parser.add_argument("--compare", type=Path, metavar="OLD.json", help="figures of an earlier run to set beside")
    parser.add_argument("--only", action="append", choices=list(PARTS), help="one part; may be given several times")
    parser.add_argument("--quick", action="store_true", help="see that all of it works; the figures mean little")
    return parser.parse_args()


def _default_file(taken: str) -> Path:
    return ROOT / "benchmark-results" / f"{taken[:19].replace(':', '').replace('T', '-')}.json"


def _print_machine(out: Console, facts: dict[str, Any]) -> None:
    packages = ", ".join(f"{name} {version}" for name, version in facts["packages"].items())
    out.print(f"{facts['processor']}, {facts['cores']} cores, {facts['memory_gb']} GB, {facts['system']}")
    out.print(f"{facts['python']}; {packages}")
    out.print(f"Load when it began: {facts['load_at_start']}\n")


def _print_rows(out: Console, found: Findings) -> None:
    groups = list(dict.fromkeys(row.group for row in found.rows))
    for group in groups:
        table = Table(title=group, title_justify="left", title_style="bold", expand=False)
        table.add_column("what", overflow="fold", ratio=1)
        for head in ("median", "least", "most"):
            table.add_column(head, justify="right", no_wrap=True)
        table.add_column("beside a peer or floor", overflow="fold", min_width=24)
        table.add_column("aim", no_wrap=True)
        for row in (each for each in found.rows if each.group == group):
            figures = (f"{_number(row.value)} {row.unit}", _number(row.least), _number(row.most))
            beside = f"{_number(row.ratio)} {row.ratio_says}" if row.ratio is not None else ""
            table.add_row(row.what, *figures, beside, Text(_aim(row), style=STYLES.get(row.verdict, "")))
        out.print(table)
    for remark in found.remarks:
        out.print(Text(remark, style="dim"))
    out.print()


def _aim(row: Row) -> str:
    said = [f"< {row.aim:g} {row.unit}"] if row.aim is not None else []
    said += [f">= {row.ratio_aim:g} times"] if row.ratio_aim is not None else []
    said += [f"<= {row.ratio_most:g} times"] if row.ratio_most is not None else []
    return f"{', '.join(said)}: {row.verdict}" if said else ""


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _print_verdict(out: Console, found: Findings, facts: dict[str, Any]) -> None:
    aimed = [row for row in found.rows if row.verdict]
    missed = [row.id for row in aimed if row.verdict == "missed"]
    out.print(f"{len(aimed) - len(missed)} of {len(aimed)} aims kept. Load at the end: {facts['load_at_end']}")
    if missed:
        out.print(Text("Missed: " + ", ".join(missed), style="bold red"))


def _print_comparison(out: Console, old: dict[str, Any], new: dict[str, Any]) -> None:
    """Set two runs side by side: times drift with the machine, ratios to a peer of the same run less."""
    before = {row["id"]: row for row in old["rows"]}
    table = Table(title=f"Beside the run of {old['taken']}", title_justify="left", title_style="bold")
    table.add_column("row", no_wrap=True)
    for head in ("then", "now", "now / then", "ratio then", "ratio now"):
        table.add_column(head, justify="right", no_wrap=True)
    for row in new["rows"]:
        was = before.pop(row["id"], None)
        if was is None:
            table.add_row(row["id"], "", f"{_number(row['value'])} {row['unit']}", "new", "", _ratio(row))
            continue
        times = row["value"] / was["value"] if was["value"] else float("nan")
        style = "red" if times > 1.25 else "green" if times < 0.8 else ""
        figures = (f"{_number(each['value'])} {each['unit']}" for each in (was, row))
        table.add_row(row["id"], *figures, Text(f"{times:.2f}", style=style), _ratio(was), _ratio(row))
    out.print(table)
    if old["machine"]["processor"] != new["machine"]["processor"] or old["quick"] != new["quick"]:
        out.print(Text("Another machine or another pace: only the ratios can be compared.", style="yellow"))
    if before:
        out.print("Only in the earlier run: " + ", ".join(before))


def _ratio(row: dict[str, Any]) -> str:
    return "" if row["ratio"] is None else _number(row["ratio"])


if __name__ == "__main__":
    sys.exit(main())
