"""Hit policies, in the spirit of the DMN conformance cases, and every fault of a table."""

import pytest

from exercise.tables.cells import Flag, Number, Scale, parse_cell
from exercise.tables.table import HitPolicy, Input, Output, Rule, Table, TableError

AGE = Input("age", Number("years"))
RISK = Input("risk", Scale(("low", "medium", "high")))
SURE = Input("affordable", Flag())
STATUS = Scale(("approved", "declined"))
RATE = Scale(("best", "standard", "basic"))


def rule(name, cells, *outputs, inputs=(AGE, RISK, SURE)):
    return Rule(name, tuple(parse_cell(cell, i.kind) for cell, i in zip(cells, inputs, strict=True)), outputs)


def loans(policy, *outputs, rows=None):
    """Adult and careful, minor, high risk: the overlapping rows of the conformance cases."""
    rows = rows or (("approved", "basic"), ("declined", "standard"), ("declined", "best"))
    cells = ((">= 18", "medium, low", "true"), ("< 18", "-", "-"), ("-", "high", "-"))
    rules = tuple(rule(f"r{n}", c, *row[: len(outputs)]) for n, (c, row) in enumerate(zip(cells, rows, strict=True), 1))
    return Table("loans", (AGE, RISK, SURE), outputs, HitPolicy(policy), rules)


def years(policy, *points, default=None, kind=None):
    """A row over 1, over 2, over 3 ... years, each with its points."""
    inputs = (AGE,)
    rules = tuple(rule(f"over{n}", (f"> {n}",), value, inputs=inputs) for n, value in enumerate(points, 1))
    return Table("years", inputs, (Output("points", kind or Number(), default),), HitPolicy(policy), rules)


ADULT = {"age": 35, "risk": "low", "affordable": True}
MINOR = {"age": 17, "risk": "low", "affordable": True}
RISKY_MINOR = {"age": 17, "risk": "high", "affordable": True}
NOBODY = {"age": 35, "risk": "low", "affordable": False}


def ids(decision):
    return [one.id for one in decision.rules]


def test_unique_gives_the_outputs_of_the_one_rule_that_holds():
    decision = loans("U", Output("status", STATUS), Output("rate", RATE)).decide(ADULT)
    assert (decision.outputs, ids(decision), decision.by_default) == (("approved", "basic"), ["r1"], False)


def test_unique_names_the_rules_where_two_hold_at_once():
    with pytest.raises(TableError) as caught:
        loans("U", Output("status", STATUS)).decide(RISKY_MINOR)
    error = caught.value
    assert (error.table, error.where) == ("loans", "rules r2, r3")
    assert "2 rules hold at once under hit policy U" in error.message
    assert error.seen == "age = 17, risk = high, affordable = true"
    assert error.mend == "write cells that exclude each other"
    assert str(error) == f"table loans, rules r2, r3: {error.message}; seen {error.seen}; {error.mend}"


def test_any_gives_the_common_outputs_and_every_rule_that_agrees():
    decision = loans("A", Output("status", STATUS)).decide(RISKY_MINOR)
    assert (decision.outputs, ids(decision)) == (("declined",), ["r2", "r3"])


def test_any_refuses_rules_that_disagree_and_names_all_of_them():
    with pytest.raises(TableError) as caught:
        loans("A", Output("status", STATUS), Output("rate", RATE)).decide(RISKY_MINOR)
    assert caught.value.where == "rules r2, r3"
    assert "disagree under hit policy A" in caught.value.message
    assert "same outputs" in caught.value.mend


def test_priority_takes_the_output_that_stands_first_on_its_scale():
    table = loans("P", Output("status", STATUS), rows=(("approved",), ("declined",), ("approved",)))
    assert table.decide(RISKY_MINOR).outputs == ("approved",)
    assert ids(table.decide(RISKY_MINOR)) == ["r3"]


def test_priority_compares_a_second_scale_where_the_first_is_equal():
    decision = loans("P", Output("status", STATUS), Output("rate", RATE)).decide(RISKY_MINOR)
    assert (decision.outputs, ids(decision)) == (("declined", "best"), ["r3"])


def test_priority_passes_over_words_without_order_and_then_takes_the_first_row():
    loose = Scale(RATE.values, ordered=False)
    assert ids(loans("P", Output("status", STATUS), Output("rate", loose)).decide(RISKY_MINOR)) == ["r2"]


def test_first_takes_the_first_row_that_holds():
    assert ids(loans("F", Output("status", STATUS), Output("rate", RATE)).decide(RISKY_MINOR)) == ["r2"]


def test_rule_order_lists_every_rule_in_the_order_of_the_rows():
    decision = loans("R", Output("status", STATUS), Output("rate", RATE)).decide(RISKY_MINOR)
    assert (decision.outputs, ids(decision)) == ((("declined", "standard"), ("declined", "best")), ["r2", "r3"])


def test_output_order_lists_every_rule_by_priority():
    decision = loans("O", Output("status", STATUS), Output("rate", RATE)).decide(RISKY_MINOR)
    assert (decision.outputs, ids(decision)) == ((("declined", "best"), ("declined", "standard")), ["r3", "r2"])


def test_collect_lists_every_rule_and_keeps_equal_outputs():
    assert loans("C", Output("status", STATUS)).decide(RISKY_MINOR).outputs == (("declined",), ("declined",))


def test_collect_may_have_no_outputs_and_then_only_says_which_rules_hold():
    decision = loans("C").decide(RISKY_MINOR)
    assert (decision.outputs, ids(decision)) == (((), ()), ["r2", "r3"])
    assert decision.says() == "holds; holds"


@pytest.mark.parametrize(
    ("policy", "result", "winners"),
    [
        ("C+", 900, ["over1", "over2", "over3"]),
        ("C<", 200, ["over3"]),
        ("C>", 400, ["over1"]),
        ("C#", 3, ["over1", "over2", "over3"]),
    ],
)
def test_an_aggregator_gives_one_number_and_the_rules_that_made_it(policy, result, winners):
    decision = years(policy, 400, 300, 200, 100).decide({"age": 4})
    assert (decision.outputs, ids(decision), decision.by_default) == (result, winners, False)


def test_least_and_most_name_every_rule_that_gives_the_edge():
    assert ids(years("C>", 5, 1, 5).decide({"age": 9})) == ["over1", "over3"]
    assert ids(years("C<", 1, 5, 1).decide({"age": 9})) == ["over1", "over3"]


def test_a_count_counts_equal_outputs_each_time_and_takes_words_too():
    assert years("C#", 5, 5, 5).decide({"age": 9}).outputs == 3
    assert years("C#", "best", "best", kind=RATE).decide({"age": 9}).outputs == 2


def test_a_sum_of_ints_is_an_int_and_a_sum_of_floats_does_not_depend_on_the_order_of_rows():
    assert type(years("C+", 1, 2).decide({"age": 9}).outputs) is int
    assert years("C+", 1e16, 1.0, -1e16).decide({"age": 9}).outputs == 1.0
    assert years("C+", 1.0, 1e16, -1e16).decide({"age": 9}).outputs == 1.0


@pytest.mark.parametrize("policy", ["U", "A", "P", "F"])
def test_a_single_hit_policy_gives_the_defaults_where_nothing_holds(policy):
    decision = loans(policy, Output("status", STATUS, "declined"), Output("rate", RATE, "basic")).decide(NOBODY)
    assert (decision.outputs, decision.rules, decision.by_default) == (("declined", "basic"), (), True)


@pytest.mark.parametrize("policy", ["R", "O", "C"])
def test_a_list_policy_gives_a_list_of_one_default_or_an_empty_list_where_nothing_holds(policy):
    decision = loans(policy, Output("status", STATUS, "declined")).decide(NOBODY)
    assert (decision.outputs, decision.by_default) == ((("declined",),), True)
    decision = loans(policy, Output("status", STATUS)).decide(NOBODY)
    assert (decision.outputs, decision.by_default, decision.says()) == ((), False, "no result")


@pytest.mark.parametrize(("policy", "result"), [("C+", 0), ("C#", 0)])
def test_gaps_contribute_nothing_to_a_sum_or_a_count(policy, result):
    decision = years(policy, 1).decide({"age": 0})
    assert (decision.outputs, decision.rules, decision.by_default) == (result, (), False)


@pytest.mark.parametrize("policy", ["C+", "C<", "C>"])
def test_an_aggregator_gives_its_default_where_nothing_holds(policy):
    decision = years(policy, 1, default=7).decide({"age": 0})
    assert (decision.outputs, decision.by_default, decision.says()) == (7, True, "7")


def test_a_default_that_is_false_or_zero_is_still_a_default():
    assert years("U", 1, default=0).decide({"age": 0}).outputs == (0,)
    assert years("U", True, default=False, kind=Flag()).decide({"age": 0}).outputs == (False,)


@pytest.mark.parametrize("policy", ["U", "A", "P", "F", "C<", "C>"])
def test_no_rule_and_no_default_is_an_error_that_shows_the_inputs(policy):
    scale = RATE if policy == "P" else None
    table = years(policy, "best" if scale else 1, kind=scale)
    with pytest.raises(TableError) as caught:
        table.decide({"age": 0})
    error = caught.value
    assert (error.table, error.where, error.seen) == ("years", "no rule", "age = 0")
    assert error.message == f"no rule holds under hit policy {policy} and there is no default"
    assert "default" in error.mend


def test_equal_decisions_are_made_once_and_shared():
    table = loans("U", Output("status", STATUS))
    assert table.decide(ADULT) is table.decide({**ADULT, "age": 70})


def test_what_a_table_decided_before_does_not_colour_what_it_decides_next():
    table = years("C", 1, 2, 3)
    asked = [{"age": age} for age in (9, 3, 2, 1, 9, 2, 1)]
    assert [len(table.decide(one).rules) for one in asked] == [3, 2, 1, 0, 3, 1, 0]
    minors_first = loans("C", Output("status", STATUS))
    assert [ids(minors_first.decide(one)) for one in (MINOR, NOBODY, ADULT, MINOR)] == [["r2"], [], ["r1"], ["r2"]]


def test_a_table_reads_only_the_fields_it_names():
    assert loans("C").matching({**ADULT, "weather": object()}) == (0,)


def test_matching_gives_the_places_of_all_rules_that_hold_whatever_the_hit_policy():
    for policy in ("U", "F", "C"):
        assert loans(policy, Output("status", STATUS)).matching(RISKY_MINOR) == (1, 2)
    assert loans("U", Output("status", STATUS)).matching(NOBODY) == ()


def test_a_table_without_inputs_holds_always_and_one_without_rules_never():
    always = Table("t", (), (Output("points", Number()),), HitPolicy.SUM, (Rule("r", (), (3,)),))
    assert always.decide({}).outputs == 3
    assert Table("t", (AGE,), (), HitPolicy.COLLECT, ()).decide({"age": 3}).outputs == ()


def test_without_inputs_an_error_says_so():
    with pytest.raises(TableError, match="seen no inputs"):
        Table("t", (), (Output("points", Number()),), HitPolicy.UNIQUE, ()).decide({})


@pytest.mark.parametrize(
    ("change", "where", "message", "seen", "mend"),
    [
        ({"risk": "hihg"}, "risk", "not on the scale", "'hihg'", "did you mean high? write one of low, medium, high"),
        ({"risk": 3}, "risk", "needs a word of its scale, not a number", "3", "write one of low, medium, high"),
        ({"risk": ["low"]}, "risk", "needs a word of its scale, not list", "['low']", "write one of"),
        ({"age": "17"}, "age", "needs a number, not a text", "'17'", "write a number in years"),
        ({"age": True}, "age", "needs a number, not true or false", "True", "write a number in years"),
        ({"age": float("nan")}, "age", "finite", "nan", "write a number in years"),
        ({"age": float("-inf")}, "age", "finite", "-inf", "write a number in years"),
        ({"age": None}, "age", "needs a number, not NoneType", "None", "write a number in years"),
        ({"affordable": 1}, "affordable", "needs true or false, not a number", "1", "write true or false"),
        ({"affordable": "true"}, "affordable", "needs true or false, not a text", "'true'", "write true or false"),
    ],
)
def test_a_wrong_value_is_an_error_and_never_a_silent_miss(change, where, message, seen, mend):
    table = loans("C", Output("status", STATUS))
    for ask in (table.matching, table.decide, table.trace):
        with pytest.raises(TableError) as caught:
            ask({**ADULT, **change})
        error = caught.value
        assert (error.table, error.where, error.seen) == ("loans", where, seen)
        assert message in error.message
        assert mend in error.mend


@pytest.mark.parametrize("missing", ["age", "risk", "affordable"])
def test_a_missing_input_is_an_error_also_where_no_rule_could_hold_any_more(missing):
    values = {name: value for name, value in NOBODY.items() if name != missing}
    table = loans("C", Output("status", STATUS))
    for ask in (table.matching, table.decide, table.trace):
        with pytest.raises(TableError) as caught:
            ask(values)
        error = caught.value
        assert (error.table, error.where, error.message) == ("loans", missing, "this input is missing")
        assert error.seen == ", ".join(values)
        assert error.mend == f"write a value for {missing}"


def test_a_number_that_no_rule_looks_at_is_checked_too():
    table = Table("t", (AGE,), (), HitPolicy.COLLECT, (rule("r", ("-",), inputs=(AGE,)),))
    assert table.matching({"age": 3}) == (0,)
    with pytest.raises(TableError, match="needs a number"):
        table.matching({"age": "3"})


POINTS = Output("points", Number())


@pytest.mark.parametrize(
    ("inputs", "outputs", "policy", "rules", "where", "message", "mend"),
    [
        ((AGE, AGE), (POINTS,), "U", (), "inputs", "a name stands twice", "every name once"),
        ((AGE,), (POINTS, POINTS), "U", (), "outputs", "a name stands twice", "every name once"),
        ((AGE,), (POINTS,), "U", (("r", ("-",), (1,)),) * 2, "rules", "a name stands twice", "every name once"),
        (
            (AGE,),
            (POINTS,),
            "U",
            (("r", (), (1,)),),
            "rule r",
            "wrong number of conditions",
            "write 1, one each for age",
        ),
        ((AGE,), (POINTS,), "U", (("r", ("-",), ()),), "rule r", "wrong number of outputs", "one each for points"),
        ((AGE,), (), "C", (("r", ("-",), (1,)),), "rule r", "wrong number of outputs", "write none"),
        ((RISK,), (POINTS,), "U", (("r", ("> 3",), (1,)),), "rule r, input risk", "read as Number", "parse_cell"),
        ((AGE,), (POINTS,), "U", (("r", ("-",), ("1",)),), "rule r, output points", "needs a number", "write a number"),
        (
            (AGE,),
            (Output("s", STATUS),),
            "U",
            (("r", ("-",), ("aproved",)),),
            "rule r, output s",
            "not on",
            "approved?",
        ),
        ((AGE,), (Output("s", STATUS, "no"),), "U", (), "default of output s", "not on the scale", "write one of"),
        (
            (AGE,),
            (POINTS, Output("s", STATUS, "declined")),
            "U",
            (),
            "outputs",
            "only some outputs",
            "for every output",
        ),
        ((AGE,), (Output("n", Number(), 0),), "C#", (), "output n", "a count cannot have a default", "no default"),
        (
            (AGE,),
            (POINTS, Output("n", Number())),
            "C+",
            (),
            "outputs",
            "needs exactly one output",
            "one table for each",
        ),
        (
            (AGE,),
            (POINTS, Output("n", Number())),
            "C#",
            (),
            "outputs",
            "needs exactly one output",
            "one table for each",
        ),
        ((AGE,), (Output("s", STATUS),), "C+", (), "output s", "needs an output that is a number", "kind Number"),
        ((AGE,), (Output("s", STATUS),), "C<", (), "output s", "needs an output that is a number", "kind Number"),
        ((AGE,), (Output("s", Flag()),), "C>", (), "output s", "needs an output that is a number", "kind Number"),
        ((AGE,), (POINTS,), "P", (), "outputs", "needs an output whose words have an order", "kind Scale"),
        ((AGE,), (Output("s", Scale(("a", "b"), ordered=False)),), "O", (), "outputs", "have an order", "kind Scale"),
        *(
            ((AGE,), (), policy, (), "outputs", f"hit policy {policy} needs an output", "use hit policy C")
            for policy in HitPolicy
            if policy != "C"
        ),
        ((AGE,), (POINTS,), "X", (), "hit policy", "not known", "write one of U, A, P, F, R, O, C, C+, C<, C>, C#"),
    ],
)
def test_a_malformed_table_is_refused_when_it_is_made(inputs, outputs, policy, rules, where, message, mend):
    read = tuple(
        Rule(name, tuple(parse_cell(cell, AGE.kind if cell == "> 3" else inputs[0].kind) for cell in cells), values)
        for name, cells, values in rules
    )
    with pytest.raises(TableError) as caught:
        Table("bad", inputs, outputs, policy, read)
    error = caught.value
    assert (error.table, error.where) == ("bad", where)
    assert message in error.message
    assert mend in error.mend
    assert f"seen {error.seen}; " in str(error)


def test_a_hit_policy_may_be_given_by_its_sign():
    assert Table("t", (), (), "C", ()).hit_policy is HitPolicy.COLLECT


def test_equal_tables_are_equal_and_hash_alike():
    assert loans("C") == loans("C")
    assert hash(loans("C")) == hash(loans("C"))
    assert loans("C") != loans("C", Output("status", STATUS))
