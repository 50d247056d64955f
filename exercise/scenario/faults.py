"""What is wrong with a scenario: where, what, the value seen, and what to write instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]

LONGEST_SEEN = 80
MOST_FAULTS = 200
MOST_COMPARED = 300


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One finding in one place; lines and columns count from 1, and 0 means the file as a whole."""

    file: str
    line: int
    column: int
    code: str
    message: str
    seen: str = ""
    mend: str = ""
    row: str = ""
    severity: Severity = "error"
    witness: str = ""

    def __str__(self) -> str:
        """Say the fault in one line, its four parts in their order."""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        row = f" (rule {self.row})" if self.row else ""
        seen = f"; seen: {self.seen!r}" if self.seen else ""
        mend = f"; {self.mend}" if self.mend else ""
        return f"{place}{row}: {self.message}{seen}{mend}"


class ScenarioError(ValueError):
    """A scenario that cannot be used, with every fault that was found, sorted by place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def shortened(value: object) -> str:
    """Give a value seen in a form that is safe to print: one line, at most 80 characters, nothing invisible."""
    text = " ".join(str(value)[: 10 * LONGEST_SEEN].split())
    shown = "".join(mark if mark.isprintable() else ascii(mark)[1:-1] for mark in text[:LONGEST_SEEN])
    return shown if len(shown) <= LONGEST_SEEN and len(text) <= LONGEST_SEEN else shown[: LONGEST_SEEN - 1] + "…"


def suggestion(seen: str, allowed: Iterable[str], otherwise: str = "") -> str:
    """Say which spelling was probably meant, or list what is allowed."""
    known: Sequence[str] = list(dict.fromkeys(allowed))
    meant = nearest(seen, known)
    if meant:
        return f"did you mean {meant!r}?"
    if known and len(known) <= 12:
        return "write one of: " + ", ".join(known)
    return otherwise


def nearest(seen: str, known: Sequence[str]) -> str:
    """Give the known word that was probably meant, or nothing, of the first 300, which bounds the time."""
    found = difflib.get_close_matches(seen[:LONGEST_SEEN], known[:MOST_COMPARED], n=1, cutoff=0.6)
    return found[0] if found else ""
