"""In which order measures are worked out: nothing is read before it is written, and nothing waits for itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exercise.scenario.faults import Fault
from exercise.scenario.frame import Frame
from exercise.scenario.inputs import Catalogue
from exercise.scenario.model import RuleTable

PLAN_ORIGINS = frozenset({"option", "quantity", "item", "size"})


def needs(frame: Frame, tables: Mapping[str, RuleTable], inputs: Catalogue) -> dict[str, set[str]]:
    """Give, for every measure and every value that a table derives, the measures and values it needs first."""
    needed: dict[str, set[str]] = {measure.id: set() for measure in frame.measures}
    for table in tables.values():
        read = {name for column in table.table.inputs for name in _sources(column.name, frame, inputs)}
        for target in _targets(table):
            needed.setdefault(target, set()).update(read)
    return needed


def _sources(name: str, frame: Frame, inputs: Catalogue) -> Iterator[str]:
    source = inputs.sources[name]
    if source.origin in {"band", "points", "derived"}:
        yield source.of
    elif source.origin == "total":
        yield from frame.totals[source.of]


def _targets(table: RuleTable) -> set[str]:
    """Give what a table writes."""
    if table.kind in {"modifier", "decision"}:
        return {table.table.outputs[0].name}
    if table.kind in {"coherence", "end_states"}:
        return set()
    return {str(rule.outputs[0]) for rule in table.table.rules}


def evaluation_order(needed: Mapping[str, set[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the names in an order in which each comes after what it needs, and those that wait for one another."""
    done: list[str] = []
    waiting = dict(needed)
    while waiting:
        ready = [name for name, wants in waiting.items() if not any(want in waiting for want in wants)]
        if not ready:
            return tuple(done), tuple(waiting)
        done.extend(ready)
        for name in ready:
            del waiting[name]
    return tuple(done), ()


def order_faults(frame: Frame, tables: Mapping[str, RuleTable], inputs: Catalogue) -> list[Fault]:
    """Find values with two writers, circles between tables, tables that read what they may not, and open endings."""
    faults: list[Fault] = []
    ratios = {measure.id for measure in frame.measures if measure.ratio is not None}
    written: dict[str, str] = {}
    for table in tables.values():
        file = f"tables/{table.name}.csv"
        if table.kind == "decision":
            output = table.table.outputs[0].name
            if output != table.name:
                mend = f"write `then {table.name}`"
                faults.append(Fault(file, 1, 1, "output-name", "a decision table gives its own name", output, mend))
            if output in written:
                mend = "let one table write it"
                faults.append(Fault(file, 1, 1, "writer-twice", f"{written[output]} writes this too", output, mend))
            written[output] = file
        if table.kind == "coherence":
            for column in table.table.inputs:
                if inputs.sources[column.name].origin not in PLAN_ORIGINS:
                    mend = "read only decisions, their quantities and items"
                    message = "a coherence rule may only read the plan"
                    faults.append(Fault(file, 1, 1, "coherence-input", message, column.name, mend))
        if table.kind == "end_states" and not all(test.is_any for test in table.table.rules[-1].conditions):
            line = table.reasons[-1].line
            mend = "end with a row of `-` that always holds"
            faults.append(Fault(file, line, 1, "end-open", "some plans may have no ending", mend=mend))
        for target in sorted(_targets(table) & ratios):
            message = "a ratio is computed, and no table adds to it"
            faults.append(Fault(file, 1, 1, "ratio-written", message, target, "take the column out"))
    _, circle = evaluation_order(needs(frame, tables, inputs))
    if circle:
        mend = "let one of them read only decisions"
        message = "these wait for one another: " + ", ".join(circle)
        faults.append(Fault("scenario.yaml", 0, 0, "circle", message, mend=mend))
    return faults
