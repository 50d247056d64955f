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
        read = read_by(table, frame, inputs)
        for target in _targets(table):
            needed.setdefault(target, set()).update(read)
    return needed


def read_by(table: RuleTable, frame: Frame, inputs: Catalogue) -> frozenset[str]:
    """Give the measures and derived values that a table reads."""
    return frozenset(name for column in table.table.inputs for name in _sources(column.name, frame, inputs))


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
    """Find circles between tables, a second table of endings, and endings that leave some plan out."""
    faults: list[Fault] = []
    endings = [table for table in tables.values() if table.kind == "end_states"]
    for table in endings[1:]:
        file, mend = f"tables/{table.name}.csv", "let one table write it"
        faults.append(Fault(file, 1, 1, "writer-twice", f"{endings[0].name} names the ending too", table.name, mend))
    for table in endings:
        if not all(test.is_any for test in table.table.rules[-1].conditions):
            file, mend = f"tables/{table.name}.csv", "end with a row of `-` that always holds"
            line, row = table.reasons[-1].line, table.table.rules[-1].id
            faults.append(Fault(file, line, 1, "end-open", "some plans may have no ending", mend=mend, row=row))
    _, circle = evaluation_order(needs(frame, tables, inputs))
    if circle:
        mend = "let one of them read only decisions"
        message = "these wait for one another: " + ", ".join(circle)
        faults.append(Fault("scenario.yaml", 0, 0, "circle", message, mend=mend))
    return faults
