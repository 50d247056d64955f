"""One plan adjudicated with its whole ledger, and one table decided: beside zen-engine on the same tables."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import zen_peer
from measuring import FLAGSHIP, Findings, Pace, same, side_by_side

from exercise.analysis.grid import plan_space
from exercise.play.adjudication import adjudicate
from exercise.play.ledger import LIMIT, RATIO, SCALE, SHIFT, START, Outcome
from exercise.scenario.library import find_folder, read_scenario
from exercise.scenario.model import Scenario
from exercise.tables import (
    Flag,
    HitPolicy,
    Input,
    Kind,
    Number,
    Output,
    Rule,
    Scale,
    Table,
    Value,
    parse_cell,
    parse_value,
)

PLAN = "One plan, whole ledger"
TABLE = "One table, 40 rows x 6 inputs"
CHECKED = 200
SEED = 20_241_024


def measure(pace: Pace) -> Findings:
    """Time plans and tables, after every way has given the same results."""
    found = one_plan(pace)
    found.add(one_table(pace))
    return found


def one_plan(pace: Pace) -> Findings:
    """Time complete flagship plans."""
    scenario = read_scenario(find_folder(FLAGSHIP))
    space = plan_space(scenario)
    draw = np.random.default_rng(SEED)
    plans = [space.plan(int(row)) for row in draw.integers(space.size, size=pace.of(4_000, CHECKED))]
    few = plans[: pace.of(1_000, CHECKED)]
    contexts = [zen_peer.context_of(scenario, plan) for plan in few]
    texts = [json.dumps(context) for context in contexts]
    with_rows = zen_peer.whole_graph(scenario, ledger=True)
    bare = zen_peer.whole_graph(scenario, ledger=False)
    ways: dict[str, tuple[zen_peer.Evaluate, Sequence[Any]]] = {
        "graph": (zen_peer.compiled(with_rows), contexts),
        "graph_json": (zen_peer.compiled(with_rows), texts),
        "graph_bare": (zen_peer.compiled(bare), contexts),
        "created": (zen_peer.created(with_rows), contexts),
        "tables": (zen_peer.TablesOneByOne(scenario, ledger=True), contexts),
    }
    for name, (evaluate, given) in ways.items():
        for plan, context in zip(few[:CHECKED], given, strict=False):
            agree(scenario, adjudicate(scenario, plan), evaluate(context), rows=name != "graph_bare")
    ours = side_by_side({"ours": _every(lambda plan: adjudicate(scenario, plan), plans)}, pace.of(9, 1), len(plans))
    both = {"ours": _every(lambda plan: adjudicate(scenario, plan), few)}
    both.update({name: _every(evaluate, given) for name, (evaluate, given) in ways.items()})
    taken = side_by_side(both, pace.of(7, 1), len(few))
    mine = taken["ours"].median

    def beside(name: str, what: str, ratio_aim: float | None = None) -> None:
        sample = taken[name]
        times = {"ratio": sample.median / mine, "ratio_says": "times our time", "ratio_aim": ratio_aim}
        found.rows.append(sample.row(f"plan.zen.{name}", PLAN, what, "us", **times))

    found = Findings()
    what = f"adjudicate(): {len(plans):,} different plans, every measure, band, line and ending"
    found.rows.append(ours["ours"].row("plan.ours", PLAN, what, "us", aim=100.0))
    beside("graph", "zen-engine, all tables in one compiled graph, rows named", 10.0)
    beside("graph_json", "the same, asked in JSON text")
    beside("graph_bare", "the same graph without the ledger: points and bands only")
    beside("tables", "zen-engine, one call a table, sums and bands in Python")
    beside("created", "zen-engine, the one graph by create_decision()")
    found.remarks.append(_slowest(scenario, plans))
    found.remarks.append(f"All ways gave the same points, bands, rows and endings on {CHECKED} plans before timing.")
    return found


def _every(work: Callable[[Any], object], asked: Sequence[Any]) -> Callable[[], None]:
    """All of it once; no result is kept, as a server would keep none, or collecting garbage would be timed as well."""

    def all_of_it() -> None:
        for each in asked:
            work(each)

    return all_of_it


def _slowest(scenario: Scenario, plans: Sequence[Any]) -> str:
    """Say how far single plans lie from the mean."""
    taken: list[float] = []
    for plan in plans:
        start = time.perf_counter_ns()
        adjudicate(scenario, plan)
        taken.append((time.perf_counter_ns() - start) / 1e3)
    cuts = statistics.quantiles(taken, n=100)
    return f"Plan by plan: median {cuts[49]:.0f} us, 95% under {cuts[94]:.0f} us, 99% under {cuts[98]:.0f} us."


def agree(scenario: Scenario, ours: Outcome, theirs: dict[str, Any], *, rows: bool) -> None:
    """Raise DifferentResultsError unless both say the same of a plan."""
    where = f"zen-engine on {ours.plan.as_mapping()}"
    for measure in ours.measures:
        name = zen_peer.key(measure.measure)
        same(theirs[name], measure.band, f"{where}, band of {name}")
        same(theirs[zen_peer.key(f"{measure.measure}.points")], measure.points, f"{where}, points of {name}")
        if rows and f"rows_{name}" in theirs:
            made = {START, RATIO, LIMIT, SCALE, SHIFT}
            wanted = [(line.rule, line.points) for line in measure.lines if line.table not in made]
            seen = [(row["rule"], row["points"]) for row in theirs[f"rows_{name}"]]
            same(seen, wanted, f"{where}, rows of {name}")
    if scenario.tables_of("end_states"):
        same(theirs["end_state"], ours.end_state, f"{where}, the ending")


def one_table(pace: Pace) -> Findings:
    """Time one table of 40 rows and 6 inputs, first row that holds."""
    table = forty_rows()
    draw = np.random.default_rng(SEED)
    asked = [_inputs(table, draw) for _ in range(pace.of(5_000, 300))]
    answers = [json.dumps(rule.outputs[0]) for rule in table.rules]
    node = zen_peer.table_node(table, {"verdict": answers.__getitem__}, "first", "")
    theirs = zen_peer.compiled(zen_peer.one_table(node))
    contexts = [{zen_peer.key(name): value for name, value in values.items()} for values in asked]
    for values, context in zip(asked, contexts, strict=True):
        same(theirs(context)["verdict"], table.decide(values).outputs[0], f"zen-engine on {values}")
    rows_met = len({table.decide(values).rules[0].id for values in asked})
    works = {
        "ours": _every(table.decide, asked),
        "zen": _every(theirs, contexts),
    }
    taken = side_by_side(works, pace.of(9, 1), len(asked))
    ours, zen = taken["ours"], taken["zen"]
    found = Findings()
    found.rows.append(ours.row("table.ours", TABLE, "Table.decide(), every input checked", "us"))
    ratio = zen.median / ours.median
    what = "zen-engine, the same table compiled"
    found.rows.append(zen.row("table.zen", TABLE, what, "us", ratio=ratio, ratio_says="times our time"))
    found.remarks.append(
        f"A second: ours {1 / ours.median:,.0f} decisions, zen-engine {1 / zen.median:,.0f}; "
        f"equal on {len(asked):,} different inputs that met {rows_met} of the 40 rows."
    )
    return found


WORDS = Scale(("alpha", "bravo", "charlie", "delta", "echo"), ordered=False)
STEPS = Scale(("low", "medium", "high", "top"))
KINDS: dict[str, Kind] = {
    "place": WORDS,
    "level": STEPS,
    "threat": STEPS,
    "ready": Flag(),
    "troops": Number("soldiers"),
    "days": Number("days"),
}


def forty_rows() -> Table:
    """A made-up table whose rows test two to four of six inputs: words, ordered words, a flag, and numbers."""
    draw = np.random.default_rng(SEED)

    def written(kind: Kind) -> str:
        match kind:
            case Scale(values) if kind.ordered:
                return f">= {values[int(draw.integers(1, len(values)))]}"
            case Scale(values):
                return ", ".join(sorted({str(word) for word in draw.choice(values, size=2)}))
            case Flag():
                return "true" if draw.integers(2) else "false"
            case Number():
                low = int(draw.integers(0, 60))
                return f"[{low}..{low + 30})" if draw.integers(2) else f">= {low + 30}"

    verdicts = Scale(tuple(f"verdict-{n}" for n in range(40)), ordered=False)
    rules: list[Rule] = []
    for place in range(40):
        tested = set(draw.choice(list(KINDS), size=int(draw.integers(2, 5)), replace=False)) if place < 39 else set()
        cells = tuple(parse_cell(written(kind) if name in tested else "-", kind) for name, kind in KINDS.items())
        rules.append(Rule(f"row-{place}", cells, (parse_value(verdicts.values[place], verdicts),)))
    inputs = tuple(Input(name, kind) for name, kind in KINDS.items())
    return Table("forty", inputs, (Output("verdict", verdicts),), HitPolicy.FIRST, tuple(rules))


def _inputs(table: Table, draw: np.random.Generator) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for column in table.inputs:
        match column.kind:
            case Scale(words):
                values[column.name] = words[int(draw.integers(len(words)))]
            case Flag():
                values[column.name] = bool(draw.integers(2))
            case Number():
                values[column.name] = int(draw.integers(0, 100))
    return values
