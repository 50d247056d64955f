"""The inputs that tables and cells may read: their names, their kinds, and what each one is taken from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from exercise.scenario.frame import DecisionPoint, Frame, TableNote
from exercise.scenario.playing import Inject
from exercise.tables.cells import Condition, Flag, Kind, Number, Scale, parse_cell

Origin = Literal[
    "option", "quantity", "item", "size", "band", "points", "total", "observation", "chance", "derived", "context"
]

NOTHING_OBSERVED = "none"
CHANGE_TIMES = ("early", "late")
CHANGE_DIRECTIONS = ("in", "out", "none")


@dataclass(frozen=True, slots=True)
class Source:
    """What an input is taken from: an origin, the thing of that origin, and a detail of it."""

    origin: Origin
    of: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every input of a scenario, with its kind and its source."""

    kinds: Mapping[str, Kind]
    sources: Mapping[str, Source]
    twice: tuple[str, ...]


Entry = tuple[str, Kind, Source]


def words(ids: Iterable[str], *, ordered: bool = False) -> Scale:
    """Give ids as a scale; one that stands twice counts once here and is reported where it is written."""
    return Scale(tuple(dict.fromkeys(ids)), ordered=ordered)


def catalogue(frame: Frame, derived: Mapping[str, TableNote], injects: tuple[Inject, ...]) -> Catalogue:
    """List the inputs of a scenario; `derived` maps the output of each decision table to its note.

    A name that two things claim is listed in `twice`; the first keeps it.
    """
    kinds: dict[str, Kind] = {}
    sources: dict[str, Source] = {}
    twice: list[str] = []
    for name, kind, source in _entries(frame, derived, injects):
        if name in kinds:
            twice.append(name)
            continue
        kinds[name] = kind
        sources[name] = source
    return Catalogue(kinds, sources, tuple(twice))


def _entries(frame: Frame, derived: Mapping[str, TableNote], injects: tuple[Inject, ...]) -> Iterator[Entry]:
    for decision in frame.decisions:
        yield from _decision_entries(decision, frame.quantities)
    for measure in frame.measures:
        yield measure.id, words(measure.band_ids, ordered=True), Source("band", measure.id)
        yield f"{measure.id}.points", Number("points"), Source("points", measure.id)
    for total in frame.totals:
        yield total, Number("points"), Source("total", total)
    for observation in frame.observations:
        values = (NOTHING_OBSERVED, *observation.highest_of)
        yield observation.id, words(values), Source("observation", observation.id)
    for chance in frame.chances:
        yield chance.id, Scale(tuple(chance.values)), Source("chance", chance.id)
    for name, note in derived.items():
        yield name, Scale(note.values), Source("derived", name)
    answers = tuple(dict.fromkeys(answer.id for inject in injects for answer in inject.answers))
    if answers:
        yield "inject", words(inject.id for inject in injects), Source("context", "inject")
        yield "answer", words(answers), Source("context", "answer")
    if frame.change is not None:
        yield "when", words(CHANGE_TIMES), Source("context", "when")
        changed = tuple(decision.id for decision in frame.decisions)
        yield "changed", words(changed), Source("context", "changed")
        yield "direction", words(CHANGE_DIRECTIONS), Source("context", "direction")


def _decision_entries(decision: DecisionPoint, units: Mapping[str, str]) -> Iterator[Entry]:
    if decision.choose == "any":
        for option in decision.options:
            yield f"{decision.id}.{option.id}", Flag(), Source("item", decision.id, option.id)
        yield f"{decision.id}.size", Number("items"), Source("size", decision.id)
        return
    yield decision.id, words(decision.option_ids), Source("option", decision.id)
    for quantity in decision.options[0].quantities:
        if all(quantity in option.quantities for option in decision.options):
            yield (
                f"{decision.id}.{quantity}",
                Number(units.get(quantity, "")),
                Source("quantity", decision.id, quantity),
            )


def parse_cells(inputs: Catalogue, cells: Mapping[str, str]) -> tuple[tuple[str, Condition], ...]:
    """Read a mapping of input to cell, all of which must hold together.

    Raises KeyError for an input that does not exist and CellError for a cell that cannot be read.
    """
    return tuple((name, parse_cell(text, inputs.kinds[name])) for name, text in cells.items())
