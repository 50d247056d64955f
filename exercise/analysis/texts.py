"""Every text of a scenario: what rests on claims, what is printed, and the words that only the sealed file knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from pydantic import BaseModel

from exercise.scenario.model import LaterFact, Scenario


@dataclass(frozen=True, slots=True)
class Cited:
    """A text, a name for it, and the claims and assumptions it rests on; a label is no sentence."""

    name: str
    text: str
    rests: tuple[str, ...]
    is_sentence: bool = True


def cited(scenario: Scenario) -> Iterator[Cited]:
    """Give every text that rests on something."""
    frame = scenario.frame
    for paragraph in frame.source.reading:
        yield Cited(f"reading {paragraph.paragraph}", paragraph.text, paragraph.claims)
    for decision in frame.decisions:
        for option in decision.options:
            yield Cited(f"option {decision.id}.{option.id}", option.says, option.claims, is_sentence=False)
    for measure in frame.measures:
        yield Cited(f"start of {measure.id}", measure.start.because, measure.start.claims)
    for end in frame.end_states:
        yield Cited(f"end state {end.id}", end.text, end.claims)
    yield from _ruled(scenario)
    yield from _played(scenario)
    for sentence in scenario.debrief.sentences:
        yield Cited(f"sentence {sentence.id}", sentence.text, sentence.claims)
    for sort in scenario.debrief.sort:
        yield Cited(f"sort {sort.id}", sort.text, (sort.claim,), is_sentence=False)
    for check in scenario.checks:
        yield Cited(f"check {check.id}", check.text, check.claims, is_sentence=False)


def _ruled(scenario: Scenario) -> Iterator[Cited]:
    for table in scenario.tables.values():
        for rule, reason in zip(table.table.rules, table.reasons, strict=True):
            yield Cited(f"rule {rule.id}", reason.because, (*reason.claims, *reason.assumptions))


def _played(scenario: Scenario) -> Iterator[Cited]:
    for inject in scenario.injects:
        yield Cited(f"inject {inject.id}", inject.text, inject.claims, is_sentence=False)
        for version in inject.versions:
            yield Cited(f"inject {inject.id}, {version.id}", version.text, version.claims, is_sentence=False)
    for variant in scenario.variants:
        for line in variant.intent.lines:
            yield Cited(f"intent {variant.id}.{line.id}", line.text, line.claims, is_sentence=False)
    if scenario.frame.change is not None:
        yield Cited("change", "", scenario.frame.change.claims, is_sentence=False)
    for chance in scenario.frame.chances:
        yield Cited(f"chance {chance.id}", chance.label, chance.claims, is_sentence=False)


def printed(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Give every text of the scenario that anybody can read before the seal is opened, with a name for it."""
    yield from _strings("scenario.yaml", scenario.frame)
    for inject in scenario.injects:
        yield from _strings(f"inject {inject.id}", inject)
    for variant in scenario.variants:
        yield from _strings(f"variant {variant.id}", variant)
    yield from _strings("debrief.yaml", scenario.debrief)
    for claim in scenario.claims.values():
        yield f"claim {claim.id}", claim.statement
    for assumption in scenario.assumptions.values():
        yield from _strings(f"assumption {assumption.id}", assumption)
    for table in scenario.tables.values():
        rows = zip(table.table.rules, table.reasons, strict=True)
        yield from ((f"rule {rule.id}", reason.because) for rule, reason in rows)
    for check in scenario.checks:
        yield f"check {check.id}", check.text
    for case in scenario.cases:
        yield f"case {case.case}", case.why


def _strings(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, BaseModel):
        for field in type(value).model_fields:
            if field != "known_names":
                yield from _strings(f"{name} {field}", getattr(value, field))
    elif isinstance(value, Mapping):
        for key, inner in cast("Mapping[object, object]", value).items():
            yield from _strings(f"{name} {key}", inner)
    elif isinstance(value, tuple | list):
        for inner in cast("Sequence[object]", value):
            yield from _strings(name, inner)


_NAME_OR_NUMBER = re.compile(r"[A-Z][A-Za-z-]+|\d[\d,.]*\d")
_SMALL_WORD = re.compile(r"\b[a-z][a-z-]+")
_FIRST_WORD = re.compile(r"(?:^|[.!?:;(]\s+)([A-Z][A-Za-z-]+)")


def foreign_words(scenario: Scenario, later: Sequence[LaterFact]) -> frozenset[str]:
    """Give the names and larger numbers of the later facts that neither the claims nor the known names have.

    A word is no name where it only opens a sentence of a fact, or where it is also written small.
    """
    facts = " ".join(fact.fact for fact in later)
    sayers = " ".join(f"{fact.who} {fact.where}" for fact in later)
    small = set(_SMALL_WORD.findall(" ".join((facts, *(text for _, text in printed(scenario))))))
    inside = set(_NAME_OR_NUMBER.findall(facts)) - set(_FIRST_WORD.findall(facts))
    names = {word for word in _NAME_OR_NUMBER.findall(sayers) if word.lower() not in small}
    words = {word for word in inside | names if not word[0].isdigit() or len(word) >= 4}
    known = " ".join(claim.statement for claim in scenario.claims.values())
    return frozenset(words - set(_NAME_OR_NUMBER.findall(known)) - set(scenario.frame.source.known_names))
