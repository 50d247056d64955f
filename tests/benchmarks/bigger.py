"""A copy of the flagship with more decisions, so that its plans multiply."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import yaml

from exercise.scenario.library import find_folder, read_scenario
from exercise.scenario.model import Scenario

BECAUSE = "A made-up row for measuring."


def multiplied(scenario: str, target: Path, sizes: tuple[int, ...]) -> Scenario:
    """Write a copy of a scenario with one further decision for each size, and read it.

    A further decision has that many options, is asked in the last turn, and is read by two rows of every modifier
    table, so that no table stays small. Checks and cases, which speak of the old plans, are left out.
    """
    folder = target / f"{scenario}-x{'x'.join(str(size) for size in sizes)}"
    shutil.copytree(find_folder(scenario), folder)
    for name in ("checks.yaml", "cases.yaml"):
        (folder / name).unlink(missing_ok=True)
    frame = _read(folder / "scenario.yaml")
    frame["id"] = folder.name
    template = frame["decisions"][-1] if "choose" not in frame["decisions"][-1] else frame["decisions"][0]
    last = max(decision["turn"] for decision in frame["decisions"])
    for number, size in enumerate(sizes):
        decision = f"further{number}"
        options = [{**template["options"][0], "id": f"o{at}", "label": f"Way {at}"} for at in range(size)]
        options = [{k: v for k, v in option.items() if k != "quantities"} for option in options]
        label = f"Further {number}"
        frame["decisions"].append(
            {**template, "id": decision, "label": label, "turn": last, "default": "o0", "options": options}
        )
        for table, note in frame["tables"].items():
            if note["kind"] == "modifier":
                _widen(folder / "tables" / f"{table}.csv", decision, [f"o{size - 1}", f"not(o{size - 1})"])
    _write(folder / "scenario.yaml", frame)
    variants = _read(folder / "variants.yaml")
    for variant in variants:
        variant["presets"] = {**variant.get("presets", {}), **{f"further{n}": "o0" for n in range(len(sizes))}}
    _write(folder / "variants.yaml", variants)
    return read_scenario(folder)


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _write(path: Path, value: Any) -> None:
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _widen(path: Path, decision: str, cells: list[str]) -> None:
    """Let a modifier table read a decision: a column with "-" in every row, and a row of one point for each cell."""
    with path.open(encoding="utf-8", newline="") as stream:
        head, *rows = list(csv.reader(stream))
    at = next(place for place, name in enumerate(head) if name.startswith("then "))
    table = head[at].removeprefix("then ")
    first = rows[0]
    wide = [[*head[:at], f"if {decision}", *head[at:]], *([*row[:at], "-", *row[at:]] for row in rows)]
    for number, cell in enumerate(cells):
        blank = [f"{table}.{decision}-{number}", *(["-"] * (at - 1)), cell, "1" if number == 0 else "-1"]
        wide.append([*blank, *first[at + 1 : -1], first[-1]])
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(wide)
