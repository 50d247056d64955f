"""The header of a table: which columns its kind must have, and which inputs it may read."""

from __future__ import annotations

from collections.abc import Sequence

from exercise.scenario.faults import Fault, nearest, shortened, suggestion
from exercise.scenario.forms import header_faults
from exercise.scenario.frame import Frame, TableNote
from exercise.scenario.inputs import Catalogue, words
from exercise.scenario.located import Cell
from exercise.scenario.order import PLAN_ORIGINS
from exercise.tables.cells import Number, Scale
from exercise.tables.table import Output

LIMIT_KINDS = ("floor", "cap")
WITH_BASIS = frozenset({"modifier", "answer_effects", "change_effects", "limits"})
CONTEXT_OF = {"answer_effects": ("inject", "answer"), "change_effects": ("when", "changed", "direction")}

# Stands for a list of words that is empty, which is reported; nothing is ever compared with it.
_NOTHING = ("-",)


def outputs_of(name: str, note: TableNote, frame: Frame, header: Sequence[Cell]) -> tuple[Output, ...]:
    """Give the outputs that a table of this kind has."""
    measures = words(written_measures(frame) or _NOTHING)
    match note.kind:
        case "modifier":
            return (Output(_target(name, frame, header), Number("points")),)
        case "answer_effects" | "change_effects":
            return (Output("measure", measures), Output("points", Number("points")))
        case "limits":
            kinds = Scale(LIMIT_KINDS, ordered=False)
            return (Output("measure", measures), Output("kind", kinds), Output("value", Number("points")))
        case "coherence":
            return ()
        case "end_states":
            return (Output("end_state", words([end.id for end in frame.end_states] or _NOTHING)),)
        case "decision":
            return (Output(name, Scale(note.values), note.default or None),)


def written_measures(frame: Frame) -> list[str]:
    """List the measures that tables may add to: all but ratios, which are computed."""
    return [measure.id for measure in frame.measures if measure.ratio is None]


def _target(name: str, frame: Frame, header: Sequence[Cell]) -> str:
    """Give the measure a modifier table adds to: the one it names, else the one it probably means."""
    named = [cell.text[5:] for cell in header if cell.text.startswith("then ")]
    measures = written_measures(frame)
    meant = next((each for each in named if each in measures), "")
    return meant or nearest(named[0] if named else name, measures) or (measures or [name])[0]


def table_header_faults(name: str, note: TableNote, frame: Frame, inputs: Catalogue, header: list[Cell]) -> list[Fault]:
    """Find columns that are unknown, missing, there twice, or that a table of this kind may not have."""
    file = f"tables/{name}.csv"
    faults: list[Fault] = []
    known = header
    for cell in header:
        said = _misplaced(cell.text, note, frame, inputs)
        if said is not None:
            message, mend = said
            place = cell.place
            faults.append(
                Fault(file, place.line, place.column, "column-misplaced", message, shortened(cell.text), mend)
            )
            known = [each for each in known if each is not cell]
    then = [f"then {output.name}" for output in outputs_of(name, note, frame, header)]
    if len(known) < len(header) and note.kind == "modifier":
        then = [cell.text for cell in known if cell.text in then]  # what it adds to is what was refused
    context = CONTEXT_OF.get(note.kind, ())
    readable = [f"if {each}" for each, source in inputs.sources.items() if source.origin != "context"]
    readable += [f"if {each}" for each in context if each in inputs.kinds]
    needed = ["rule", *then, "claims", "because", *(f"if {each}" for each in context)]
    if note.kind in WITH_BASIS:
        needed.append("basis")
    allowed = [*readable, *then, "rule", "claims", "basis", "because"]
    faults.extend(header_faults(known, allowed, needed, file) if known else [])
    if note.kind == "end_states" and not frame.end_states:
        place, mend = header[0].place, suggestion("", (), "list them under `end_states:` in scenario.yaml")
        faults.append(Fault(file, place.line, place.column, "end-states", "there are no end states", mend=mend))
    return faults


def _misplaced(column: str, note: TableNote, frame: Frame, inputs: Catalogue) -> tuple[str, str] | None:
    """Say why a column that exists may not stand in this table, and what to do; None where nothing is wrong."""
    word, _, name = column.partition(" ")
    source = inputs.sources.get(name) if word == "if" else None
    if source is not None and note.kind == "coherence" and source.origin not in PLAN_ORIGINS:
        return "a coherence rule may only read the plan", "read only decisions, their quantities and items"
    if source is not None and source.origin == "context" and name not in CONTEXT_OF.get(note.kind, ()):
        return "only a table that is read for answers or changes may read this", "take the column out"
    if word == "then" and any(measure.id == name and measure.ratio is not None for measure in frame.measures):
        return "a ratio is computed, and no table adds to it", "take the column out"
    return None
