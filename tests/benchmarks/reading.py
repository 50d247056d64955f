"""Reading and checking the flagship."""

from __future__ import annotations

import csv
import io

import yaml
from measuring import FLAGSHIP, Findings, Pace, side_by_side

from exercise.commands.checking import check_one
from exercise.scenario.folder import files_of
from exercise.scenario.library import find_folder, read_scenario

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
READING = "Reading and checking the flagship"


def measure(pace: Pace) -> Findings:
    """Time reading with every fault looked for, and reading with every check over every plan."""
    folder = find_folder(FLAGSHIP)
    files = {name: data.decode() for name, data in files_of(folder).items()}

    def parse() -> None:
        for name, text in files.items():
            if name.endswith(".csv"):
                list(csv.reader(io.StringIO(text)))
            else:
                yaml.load(text, Loader=LOADER)  # noqa: S506 - it is a safe one

    works = {"read": lambda: read_scenario(folder), "parse": parse, "check": lambda: check_one(FLAGSHIP, None)}
    taken = side_by_side(works, pace.of(9, 1), warm=not pace.quick)
    floor = taken["parse"].median
    found = Findings()
    rows = (("read", "read_scenario(): read, linked, every fault looked for"), ("check", "the same and every check"))
    for name, what in rows:
        ratio = taken[name].median / floor
        says = "times PyYAML and csv on the same files"
        found.rows.append(taken[name].row(f"reading.{name}", READING, what, ratio=ratio, ratio_says=says))
    found.rows.append(
        taken["parse"].row("reading.floor", READING, "floor: PyYAML's fastest safe loader and csv, the same files")
    )
    return found
