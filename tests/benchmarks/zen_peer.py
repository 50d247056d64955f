"""The same tables for zen-engine: a scenario's rules translated into JSON decision models (JDM).

Names with dots become names with two underscores, since a dot would reach into an object there. Comparisons of ordered
words become the list of words they admit, since zen-engine would compare their spelling.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import zen

from exercise.play.plan import Plan, plan_values
from exercise.play.rulebook import Gauge, rulebook
from exercise.scenario.model import Scenario
from exercise.tables import Condition, Table
from exercise.tables.conditions import Between, CellTest, Compared

Evaluate = Callable[[Any], Any]


def key(name: str) -> str:
    """A name as zen-engine can read it."""
    return name.replace(".", "__")


def cell(condition: Condition) -> str:
    """A condition as a unary test; an empty cell means anything."""
    if condition.is_any:
        return ""
    if condition.admitted is not None:
        return ", ".join(sorted(json.dumps(value) for value in condition.admitted))
    if condition.negated:
        message = f"the cell {condition.text!r} negates numbers; teach zen_peer.py to translate it"
        raise NotImplementedError(message)
    return ", ".join(_test(test) for test in condition.tests)


def _test(test: CellTest) -> str:
    if isinstance(test, Between):
        return f"{'[' if test.low_in else '('}{test.low.at}..{test.high.at}{']' if test.high_in else ')'}"
    return f"{test.sign} {test.at}" if isinstance(test, Compared) else str(test.at)


def table_node(table: Table, outputs: Mapping[str, Callable[[int], str]], policy: str, path: str) -> dict[str, Any]:
    """A decision table node; `outputs` gives each output's expression by the place of the rule."""
    rules = [
        {
            "_id": rule.id,
            **{column.name: cell(test) for column, test in zip(table.inputs, rule.conditions, strict=True)},
            **{f"out_{name}": value(place) for name, value in outputs.items()},
        }
        for place, rule in enumerate(table.rules)
    ]
    content: dict[str, Any] = {
        "hitPolicy": policy,
        "inputs": [{"id": column.name, "name": column.name, "field": key(column.name)} for column in table.inputs],
        "outputs": [{"id": f"out_{name}", "name": name, "field": name} for name in outputs],
        "rules": rules,
        "passThrough": False,
        "executionMode": "single",
        "inputField": None,
        "outputPath": path or None,
    }
    return {"id": f"table_{table.name}", "type": "decisionTableNode", "name": table.name, "content": content}


def modifier_node(table: Table, points: tuple[int, ...], *, ledger: bool) -> dict[str, Any]:
    """A modifier table: the points of every row that holds and, for a ledger, the row's id."""
    outputs: dict[str, Callable[[int], str]] = {"points": lambda place: str(points[place])}
    if ledger:
        outputs["rule"] = lambda place: json.dumps(table.rules[place].id)
    return table_node(table, outputs, "collect", f"rows_{key(table.outputs[0].name)}")


def sums_node(name: str, gauges: Iterable[Gauge]) -> dict[str, Any]:
    """An expression node that adds rows up, applies limits and scale, and names the band, for each measure."""
    expressions: list[dict[str, str]] = []
    for gauge in gauges:
        measure = key(gauge.measure.id)
        expressions.append({"id": f"p_{measure}", "key": key(gauge.points_name), "value": _points(gauge)})
        band = json.dumps(gauge.bands[0])
        for first, word in list(zip(gauge.firsts, gauge.bands, strict=True))[1:]:
            band = f"$.{key(gauge.points_name)} >= {first} ? {json.dumps(word)} : ({band})"
        expressions.append({"id": f"b_{measure}", "key": measure, "value": band})
    content = {"expressions": expressions, "passThrough": False, "executionMode": "single"}
    return {"id": name, "type": "expressionNode", "name": name, "content": content}


def _points(gauge: Gauge) -> str:
    ratio = gauge.measure.ratio
    total = f"sum(map(rows_{key(gauge.measure.id)}, #.points)) + {gauge.start.points}"
    if ratio is not None:
        total = f"{gauge.start.points} + {key(ratio.of)} / {ratio.per}"
    for limit in gauge.limits:
        held = f"{'max' if limit.is_floor else 'min'}([{total}, {limit.value}])"
        tests = " and ".join(f"{key(name)} {_test(test)}" for name, each in limit.tests for test in each.tests)
        total = f"({tests} ? {held} : {total})" if tests else held
    return f"min([max([{total}, {gauge.measure.scale.least}]), {gauge.measure.scale.most}])"


def whole_graph(scenario: Scenario, *, ledger: bool) -> dict[str, Any]:
    """All modifier tables, limits, bands and end states as one graph of two stages, for one call.

    Tables that read no measure stand in the first stage, the others in the second.
    """
    book = rulebook(scenario)
    late = [g for g in book.gauges.values() if any(_reads_measures(scenario, m.table) for m in g.modifiers)]
    early = [g for g in book.gauges.values() if g not in late]
    nodes: list[dict[str, Any]] = [{"id": "in", "type": "inputNode", "name": "in", "content": {}}]
    edges: list[tuple[str, str]] = [("in", "sums_1"), ("in", "sums_2"), ("sums_1", "out"), ("sums_2", "out")]
    for stage, gauges in (("sums_1", early), ("sums_2", late)):
        nodes.append(sums_node(stage, gauges))
        for modifier in (each for gauge in gauges for each in gauge.modifiers):
            node = modifier_node(modifier.table, modifier.points, ledger=ledger)
            nodes.append(node)
            edges += [("in", node["id"]), (node["id"], stage)]
            edges += [("sums_1", node["id"])] if stage == "sums_2" else []
            edges += [(node["id"], "out")] if ledger else []
    endings = book.end_states
    if endings is not None:
        words = [json.dumps(rule.outputs[0]) for rule in endings.rules]
        node = table_node(endings, {"end_state": words.__getitem__}, "first", "")
        nodes.append(node)
        edges += [("sums_1", node["id"]), ("sums_2", node["id"]), (node["id"], "out")]
    nodes.append({"id": "out", "type": "outputNode", "name": "out", "content": {}})
    return graph(nodes, edges)


def _reads_measures(scenario: Scenario, table: Table) -> bool:
    origins = {scenario.inputs.sources[column.name].origin for column in table.inputs}
    return bool(origins & {"band", "points", "total"})


def graph(nodes: list[dict[str, Any]], edges: list[tuple[str, str]]) -> dict[str, Any]:
    """A decision graph from its nodes and the pairs of ids that are joined."""
    joined = [
        {"id": f"edge_{place}", "type": "edge", "sourceId": source, "targetId": target}
        for place, (source, target) in enumerate(edges)
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": joined}


def one_table(node: dict[str, Any]) -> dict[str, Any]:
    """A graph that is one table."""
    ends = [{"id": name, "type": f"{name}putNode", "name": name, "content": {}} for name in ("in", "out")]
    return graph([ends[0], node, ends[1]], [("in", node["id"]), (node["id"], "out")])


def compiled(document: dict[str, Any]) -> Evaluate:
    """A graph made ready in zen-engine's fastest way, a static loader that compiles it once: from context to result."""
    evaluate = zen.ZenEngine({"loader": {"type": "static", "content": {"it": document}}}).evaluate
    return lambda context: evaluate("it", context)["result"]


def created(document: dict[str, Any]) -> Evaluate:
    """A graph made ready in the way that zen-engine's documents show first, which is several times slower."""
    evaluate = zen.ZenEngine().create_decision(json.dumps(document)).evaluate
    return lambda context: evaluate(context)["result"]


def context_of(scenario: Scenario, plan: Plan) -> dict[str, Any]:
    """What a plan settles, as zen-engine reads it."""
    return {key(name): value for name, value in plan_values(scenario, plan).items()}


class TablesOneByOne:
    """The same adjudication with one call a table, where Python adds up, limits and names bands."""

    def __init__(self, scenario: Scenario, *, ledger: bool) -> None:
        self.book = rulebook(scenario)
        self.tables = {
            modifier.name: compiled(one_table(modifier_node(modifier.table, modifier.points, ledger=ledger)))
            for gauge in self.book.gauges.values()
            for modifier in gauge.modifiers
        }
        self.endings: Evaluate | None = None
        if self.book.end_states is not None:
            words = [json.dumps(rule.outputs[0]) for rule in self.book.end_states.rules]
            node = table_node(self.book.end_states, {"end_state": words.__getitem__}, "first", "")
            self.endings = compiled(one_table(node))

    def __call__(self, context: dict[str, Any]) -> dict[str, Any]:
        """The same result as the graph's."""
        context = dict(context)
        found: dict[str, Any] = {}
        for name in self.book.order:
            gauge = self.book.gauges[name]
            measure = gauge.measure
            if measure.ratio is not None:
                total = gauge.start.points + context[key(measure.ratio.of)] / measure.ratio.per
            else:
                total = gauge.start.points
                for modifier in gauge.modifiers:
                    rows = self.tables[modifier.name](context)[f"rows_{key(name)}"]
                    total += sum(row["points"] for row in rows)
                    found[f"rows_{key(name)}"] = rows
            for limit in gauge.limits:
                if all(test.admits(context[key(each)]) for each, test in limit.tests):
                    total += limit.points(total)
            total = min(max(total, measure.scale.least), measure.scale.most)
            found[key(gauge.points_name)] = total
            context[key(name)] = found[key(name)] = gauge.band(total)
        if self.endings is not None:
            found.update(self.endings(context))
        return found
