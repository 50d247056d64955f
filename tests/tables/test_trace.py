"""The trace: why a table said what it said."""

from exercise.tables.cells import Flag, Number, Scale, parse_cell
from exercise.tables.table import HitPolicy, Input, Output, Rule, Table

INPUTS = (Input("troops", Number()), Input("posture", Scale(("deny", "admit"))), Input("early", Flag()))


def table(policy, rows, default=None):
    rules = tuple(
        Rule(name, tuple(parse_cell(cell, i.kind) for cell, i in zip(cells, INPUTS, strict=True)), (points,))
        for name, cells, points in rows
    )
    return Table("effect", INPUTS, (Output("points", Number(), default),), HitPolicy(policy), rules)


ROWS = (("big", (">= 7000", "-", "-"), 3), ("shy", ("< 7000", "deny", "true"), 1), ("loud", ("-", "admit", "-"), 2))
VALUES = {"troops": 1500, "posture": "admit", "early": True}


def test_a_trace_shows_every_test_of_every_rule_met_or_failed():
    trace = table("F", ROWS).trace(VALUES)
    assert [tried.rule.id for tried in trace.rules] == ["big", "shy", "loud"]
    assert [tried.held for tried in trace.rules] == [False, False, True]
    assert [[test.met for test in tried.tests] for tried in trace.rules] == [
        [False, True, True],
        [True, False, True],
        [True, True, True],
    ]
    assert trace.rules[0].tests[0].says() == "failed: troops is at least 7000 (it is 1500)"
    assert trace.rules[1].tests[2].says() == "met: early is true (it is true)"
    assert [rule.id for rule in trace.winning()] == ["loud"]
    assert trace.decision == table("F", ROWS).decide(VALUES)
    assert trace.problem == ""


def test_the_nearest_rule_failed_the_fewest_tests_and_the_first_of_equals_is_taken():
    rows = (("far", ("> 9000", "deny", "true"), 1), ("near", ("-", "-", "false"), 2), ("same", ("> 9000", "-", "-"), 3))
    nearest = table("C", rows).trace(VALUES).nearest()
    assert nearest.rule.id == "near"
    assert [test.name for test in nearest.failed()] == ["early"]


def test_there_is_no_nearest_rule_where_all_hold():
    trace = table("C", (("all", ("-", "-", "-"), 1),)).trace(VALUES)
    assert trace.nearest() is None
    assert not any("nearest" in line for line in trace.says())


def test_a_trace_reads_as_lines():
    assert table("F", ROWS).trace({**VALUES, "troops": 8000}).says() == [
        "Table effect, hit policy F.",
        "Result: 3 (by big).",
        "Rule big holds and decides.",
        "  met: troops is at least 7000 (it is 8000)",
        "  met: posture is anything (it is admit)",
        "  met: early is anything (it is true)",
        "Rule shy does not hold.",
        "  failed: troops is less than 7000 (it is 8000)",
        "  failed: posture is deny (it is admit)",
        "  met: early is true (it is true)",
        "Rule loud holds but does not decide.",
        "  met: troops is anything (it is 8000)",
        "  met: posture is admit (it is admit)",
        "  met: early is anything (it is true)",
        "The nearest rule that did not hold is shy: it needs that troops is less than 7000, but it is 8000"
        " and posture is deny, but it is admit.",
    ]


def test_a_trace_says_where_the_default_stands_or_nothing_holds():
    nobody = {"troops": 1500, "posture": "deny", "early": False}
    by_default = table("U", ROWS, default=0).trace(nobody)
    assert by_default.says()[1] == "Result: 0 (by default)."
    assert by_default.winning() == ()
    assert table("C+", ROWS).trace(nobody).says()[1] == "Result: 0 (by no rule)."
    assert table("C", ROWS).trace(nobody).says()[1] == "Result: no result (by no rule)."
    assert table("C", ROWS).trace(VALUES).says()[1] == "Result: 2 (by loud)."


def test_a_trace_is_given_also_where_the_table_cannot_decide():
    overlap = table("U", ROWS).trace({**VALUES, "troops": 8000})
    assert overlap.decision is None
    assert overlap.winning() == ()
    assert "2 rules hold at once" in overlap.problem
    assert overlap.says()[1].startswith("Nothing was decided: table effect, rules big, loud: ")
    assert [tried.held for tried in overlap.rules] == [True, False, True]
