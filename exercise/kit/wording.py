"""Numbers and people's words made fit to print, and the sentences that both files of the debrief share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from exercise.kit.document import Document, Rest, Said, Standing
from exercise.play.ledger import LedgerLine
from exercise.scenario.frame import Measure
from exercise.scenario.model import Scenario
from exercise.words import say, say_many

Note = str | tuple[str, ...]

MINUS = "\N{MINUS SIGN}"
# What the pages keep where no word of a sentence was said to carry its doubt.
NO_DOUBT = "none"

# Marks that turn the order of what follows: a text in Hebrew or Arabic reads rightly without them.
_TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]")
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_NAME = re.compile(r"\{(\w+)\}")
_SPOKEN = re.compile(r"^Language:\s*([A-Za-z]+(?:[-_][A-Za-z0-9]+)*)\s*$", re.MULTILINE)


def spoken() -> str:
    """Give the language that the sentences come in, as HTML names it: that of the catalogue, English without one."""
    # Gettext keeps a catalogue's header, which names its language, under the sentence that is empty.
    header = ""
    found = _SPOKEN.search(say(header))
    return found.group(1).replace("_", "-") if found else "en"


def with_parts(said: str, parts: Mapping[str, str]) -> str:
    """Put parts that are marked up already into a sentence in which their names still stand in braces."""
    return _NAME.sub(lambda found: parts.get(found.group(1), found.group()), said)


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
    """Give the word of a band; that it is open while there is none."""
    return next((each.label for each in measure.bands if each.id == band), "") or say("open")


def kind_word(kind: str) -> str:
    """Say what kind of sentence one is; what is none of the four, as people typed it, stays as it is."""
    words = {
        "fact": say("fact"),
        "estimate": say("estimate"),
        "judgement": say("judgement"),
        "speculation": say("speculation"),
    }
    return words.get(kind, kind)


def doubt_word(word: str) -> str:
    """Give the word that carries a doubt; a word of the source stays as it is."""
    return say("none") if word == NO_DOUBT else word


def points_words(points: int | float) -> str:
    """Say how many points, with their sign where they are below nothing."""
    # Gettext counts whole things only; where a language has a form for fractions, it is most often that of two.
    count = abs(int(points)) if float(points).is_integer() else 2
    return say_many("{points} point", "{points} points", count, points=number(points))


def resolved(scenario: Scenario, ids: Iterable[str]) -> tuple[Rest, ...]:
    """Resolve claims and assumptions to their statements: the source's first, each in the order of its file."""
    claims, assumptions = scenario.rests(tuple(ids))
    return (*(claim_of(scenario, each) for each in claims), *(assumption_of(scenario, each) for each in assumptions))


def claim_of(scenario: Scenario, claim_id: str) -> Rest:
    """Give one claim of the source with its place, its kind and the word that carries its doubt."""
    claim = scenario.claims[claim_id]
    place, kind = claim.locator, kind_word(claim.kind)
    if claim.hedge:
        note = say("source {place}, {kind}, doubt carried by “{word}”", place=place, kind=kind, word=claim.hedge)
    else:
        note = say("source {place}, {kind}, stated flatly", place=place, kind=kind)
    return Rest(claim.id, "claim", claim.statement, note)


def assumption_of(scenario: Scenario, assumption_id: str) -> Rest:
    """Give one assumption with why it was needed and how it is kept honest."""
    found = scenario.assumptions[assumption_id]
    note = say("ours. {why} {honest}", why=found.why_needed, honest=found.how_kept_honest)
    return Rest(found.id, "assumption", found.statement, note)


def rests_of(scenario: Scenario, line: LedgerLine) -> tuple[Rest, ...]:
    """Resolve what a ledger line rests on."""
    return resolved(scenario, (*line.claims, *line.assumptions))


def course_text(each: Standing) -> str:
    """Say in words where a measure stood after a turn, and what was still open."""
    when = say("At the end") if each.turn is None else say("After turn {turn}", turn=each.turn)
    points = number(each.points)
    if each.reach is None:
        return say("{when}: {points} so far.", when=when, points=points_words(each.points))
    if each.reach[0] == each.reach[1]:
        return f"{when}: {points}, {each.band}." if each.band else f"{when}: {number(each.reach[0])}."
    least, most = map(number, each.reach)
    bands = each.open_bands[0]
    if len(each.open_bands) > 1:
        bands = say("{first} to {last}", first=bands, last=each.open_bands[-1])
    if not each.band:
        return say(
            "{when}: {points} so far; could still end from {least} to {most}: {bands}.",
            when=when,
            points=points,
            least=least,
            most=most,
            bands=bands,
        )
    return say(
        "{when}: {points} so far, {band}; could still end from {least} to {most}: {bands}.",
        when=when,
        points=points,
        band=each.band,
        least=least,
        most=most,
        bands=bands,
    )


def sources_text() -> str:
    """Say what the ids behind a sentence of the debrief are."""
    return say(
        "Each sentence names the claims of the source and the assumptions of ours that it rests on; "
        "they follow in full."
    )


def sorts_text() -> str:
    """Say whose the last word of each row of the sort is."""
    return say("The end of each row says how the source is read here; some readings can be argued.")


def space_text(document: Document) -> str:
    """Say what the plan is set among."""
    count = document.plans or 0
    return say_many(
        "Our tables know {plans} plan. The shares count it without answers to injects and without the one change. "
        "They are no probabilities: nobody says that one plan is as likely as another.",
        "Our tables know {plans} plans. The shares count them without answers to injects and without the one change. "
        "They are no probabilities: nobody says that one plan is as likely as another.",
        count,
        plans=f"{count:,}",
    )


def share_text(document: Document, plans: int) -> str:
    """Give a share in whole percent; a share that would round to 0 or 100 without being it says so."""
    percent = 100 * plans / (document.plans or 1)
    if 0 < percent < 1:
        return say("under 1 %")
    if 99 < percent < 100:
        return say("over 99 %")
    return say("{percent} %", percent=f"{percent:.0f}")


def lines_text(said: Said) -> str:
    """Say how many lines of the ledger a sentence speaks of; one that is itself a line's reason says nothing."""
    count = len(said.rules)
    return say_many("{count} ledger line", "{count} ledger lines", count) if count > 1 else ""


def better_text(direction: str) -> str:
    """Say which way of a measure is wished for."""
    words = {
        "less": say("less is easier to bear"),
        "more": say("more is what was asked for"),
        "neutral": say("nobody asked about it"),
    }
    return words[direction]
