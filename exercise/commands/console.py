"""Printing: Rich for people, on standard output; messages on standard error; JSON alone where it was asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from exercise.scenario.faults import Fault

DONE, REFUSED = 0, 1

OUT = Console(highlight=False)
ERR = Console(stderr=True, highlight=False)


def print_json(document: object) -> None:
    """Print one JSON document and nothing else."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def plain(text: object) -> Text:
    """Give people's text as text: no markup in it is obeyed."""
    return Text(str(text))


def print_faults(faults: Iterable[Fault], console: Console = ERR) -> None:
    """Print faults grouped by file: place, what is wrong, the value seen, what to do."""
    grouped: dict[str, list[Fault]] = {}
    for fault in faults:
        grouped.setdefault(fault.file, []).append(fault)
    for file, found in grouped.items():
        console.print(Text(file, style="bold"))
        table = Table(show_header=False, box=None, padding=(0, 1), pad_edge=False)
        table.add_column(justify="right", style="cyan", no_wrap=True)
        table.add_column(overflow="fold")
        for fault in found:
            place = f"{fault.line}:{fault.column}" if fault.line else ""
            table.add_row(place, _said(fault))
        console.print(table)


def _said(fault: Fault) -> Text:
    text = Text()
    if fault.row:
        text.append(f"rule {fault.row}: ", style="bold")
    text.append(fault.message)
    if fault.seen:
        text.append("; seen: ")
        text.append(repr(fault.seen), style="red")
    if fault.mend:
        text.append("; ")
        text.append(fault.mend, style="green")
    text.append(f"  [{fault.code}]", style="dim")
    return text


def complain(message: str) -> None:
    """Say what is wrong on standard error."""
    ERR.print(plain(message))
