"""Whose rule was it? A few lines of one's own ledger to ask that of, before the answer is shown."""

from __future__ import annotations

from collections.abc import Iterable

from exercise.play.ledger import LIMIT, SCALE, START, LedgerLine, Outcome
from exercise.words import say

# What a play notes: that it was asked, and behind a dash with a rule's id what was said of it.
ASKED = "whose"
MOST_ASKED = 3
BASES = ("stated", "derived", "assumption")


def basis_words() -> dict[str, str]:
    """Give whose a rule can be, in words, by its basis."""
    return {
        "stated": say("the article says it"),
        "derived": say("it follows from the article"),
        "assumption": say("it is the designer's assumption"),
    }


def telling_lines(outcome: Outcome) -> tuple[LedgerLine, ...]:
    """Give at most three lines of an outcome's ledger, one of each basis where there is one, else the heaviest left.

    Heaviest means most points, up or down; of equal ones the first in the ledger. Starts are left out, since their
    sentences say whose they are. The lines come in the order of the ledger.
    """
    ledger = [line for line in outcome.ledger() if line.table not in {START, SCALE}]
    chosen = [found for basis in BASES if (found := _heaviest(line for line in ledger if line.basis == basis))]
    while len(chosen) < MOST_ASKED and (found := _heaviest(line for line in ledger if line not in chosen)):
        chosen.append(found)
    return tuple(line for line in ledger if line in chosen)


def _heaviest(lines: Iterable[LedgerLine]) -> LedgerLine | None:
    """Give the line with most points; a limit that did not bind only where there is nothing else."""
    return max(lines, key=lambda line: (abs(line.points), line.table != LIMIT), default=None)
