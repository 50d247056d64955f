"""Numbers and people's words made fit to print."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from exercise.kit.document import Document, Rest, Said, Standing
from exercise.play.ledger import LedgerLine
from exercise.scenario.frame import Measure
from exercise.scenario.model import Scenario

Note = str | tuple[str, ...]

MINUS = "\N{MINUS SIGN}"
OPEN = "open"
SOURCES = (
    "Each sentence names the claims of the source and the assumptions of ours that it rests on; they follow in full."
)
SORTS = "The end of each row says how the source is read here; some readings can be argued."

# Marks that turn the order of what follows: a text in Hebrew or Arabic reads rightly without them.
_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def number(points: int | float) -> str:
    """Print points: a whole number as it is, another with two decimals, with a real minus sign."""
    whole = float(points).is_integer()
    return (f"{points:.0f}" if whole else f"{points:.2f}").replace("-", MINUS)


def signed(points: int | float) -> str:
    """Print points with their sign; nothing added is a plain 0."""
    if not points:
        return "0"
    whole = float(points).is_integer()
    return (f"{points:+.0f}" if whole else f"{points:+.2f}").replace("-", MINUS)


def as_typed(text: str) -> str:
    """Give people's text as they typed it, without the characters that can harm what stands around it.

    Control characters, halves of characters and marks that turn the direction of writing go; every line break is one.
    """
    clean = _TURNING.sub("", _BREAKS.sub("\n", text))
    return "".join(c for c in clean if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Cn", "Co"}).strip()


def joined(note: Note | None) -> str:
    """Give a note as one text: a tapped list with commas; nothing where there was no answer."""
    if note is None:
        return ""
    return as_typed(note if isinstance(note, str) else ", ".join(note))


def band_label(measure: Measure, band: str | None) -> str:
    """Give the word of a band; `open` while there is none."""
    return next((each.label for each in measure.bands if each.id == band), OPEN)


def resolved(scenario: Scenario, ids: Iterable[str]) -> tuple[Rest, ...]:
    """Resolve claims and assumptions to their statements: the source's first, each in the order of its file."""
    claims, assumptions = scenario.rests(tuple(ids))
    return (*(claim_of(scenario, each) for each in claims), *(assumption_of(scenario, each) for each in assumptions))


def claim_of(scenario: Scenario, claim_id: str) -> Rest:
    """Give one claim of the source with its place, its kind and the word that carries its doubt."""
    claim = scenario.claims[claim_id]
    doubt = f", doubt carried by “{claim.hedge}”" if claim.hedge else ", stated flatly"
    return Rest(claim.id, "claim", claim.statement, f"source {claim.locator}, {claim.kind}{doubt}")


def assumption_of(scenario: Scenario, assumption_id: str) -> Rest:
    """Give one assumption with why it was needed and how it is kept honest."""
    found = scenario.assumptions[assumption_id]
    return Rest(found.id, "assumption", found.statement, f"ours. {found.why_needed} {found.how_kept_honest}")


def rests_of(scenario: Scenario, line: LedgerLine) -> tuple[Rest, ...]:
    """Resolve what a ledger line rests on."""
    return resolved(scenario, (*line.claims, *line.assumptions))


def course_text(each: Standing) -> str:
    """Say in words where a measure stood after a turn, and what was still open."""
    when = each.when.capitalize()
    if each.reach is None:
        return f"{when}: {number(each.points)} points so far."
    least, most = each.reach
    if least == most:
        return f"{when}: {number(each.points)}, {each.band}." if each.band != OPEN else f"{when}: {number(least)}."
    so_far = f"{number(each.points)} so far" + ("" if each.band == OPEN else f", {each.band}")
    bands = each.open_bands[0] if len(each.open_bands) == 1 else f"{each.open_bands[0]} to {each.open_bands[-1]}"
    return f"{when}: {so_far}; could still end from {number(least)} to {number(most)}: {bands}."


def space_text(document: Document) -> str:
    """Say what the plan is set among."""
    return (
        f"Our tables know {document.plans:,} plans. The shares count them without answers to injects and without the "
        "one change. They are no probabilities: nobody says that one plan is as likely as another."
    )


def share_text(document: Document, plans: int) -> str:
    """Give a share in whole percent; a share that would round to 0 or 100 without being it says so."""
    percent = 100 * plans / (document.plans or 1)
    if 0 < percent < 1:
        return "under 1 %"
    return "over 99 %" if 99 < percent < 100 else f"{percent:.0f} %"


def lines_text(said: Said) -> str:
    """Say how many lines of the ledger a sentence speaks of; one that is itself a line's reason says nothing."""
    return f"{len(said.rules)} ledger lines" if len(said.rules) > 1 else ""
