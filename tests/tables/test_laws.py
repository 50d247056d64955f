"""Laws of tables, tried on random tables and inputs against an evaluation written here from scratch."""

from fractions import Fraction
from itertools import pairwise
from math import fsum

from hypothesis import given, settings
from hypothesis import strategies as st

from exercise.tables.cells import CellError, Flag, Number, Scale, parse_cell
from exercise.tables.columns import between, column_of
from exercise.tables.table import HitPolicy, Input, Output, Rule, Table, TableError

SCALE = Scale(("low", "medium", "high", "extreme"))
LOOSE = Scale(("a", "b", "c d"), ordered=False)
KINDS = (Number("soldiers"), SCALE, LOOSE, Flag())
NUMBERS = st.integers(-6, 6) | st.sampled_from([-2.5, 0.5, 1.5, 3.25])
EXAMPLES = settings(max_examples=100, deadline=None)


def literal(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def rank(kind, value):
    return kind.values.index(value) if isinstance(kind, Scale) else value


def values_of(kind):
    if isinstance(kind, Number):
        return NUMBERS
    return st.booleans() if isinstance(kind, Flag) else st.sampled_from(kind.values)


@st.composite
def a_test(draw, kind):
    """One test as (text, function), the function written without the library."""
    value = draw(values_of(kind))
    shapes = ["only"] if isinstance(kind, Flag) or kind == LOOSE else ["only", "compared", "interval"]
    match draw(st.sampled_from(shapes)):
        case "only":
            return literal(value), lambda seen: rank(kind, seen) == rank(kind, value)
        case "compared":
            sign = draw(st.sampled_from(["<", "<=", ">", ">="]))
            hold = {
                "<": lambda seen: rank(kind, seen) < rank(kind, value),
                "<=": lambda seen: rank(kind, seen) <= rank(kind, value),
                ">": lambda seen: rank(kind, seen) > rank(kind, value),
                ">=": lambda seen: rank(kind, seen) >= rank(kind, value),
            }[sign]
            return f"{sign}{draw(st.sampled_from(['', ' ']))}{literal(value)}", hold
        case _:
            ends = sorted((value, draw(values_of(kind))), key=lambda end: rank(kind, end))
            low, high = (rank(kind, end) for end in ends)
            opening, closing = draw(st.sampled_from("[(]")), draw(st.sampled_from("])["))
            inside = {"[": lambda seen: seen >= low, "(": lambda seen: seen > low, "]": lambda seen: seen > low}[
                opening
            ]
            under = {"]": lambda seen: seen <= high, ")": lambda seen: seen < high, "[": lambda seen: seen < high}
            text = f"{opening}{literal(ends[0])}..{literal(ends[1])}{closing}"
            return text, lambda seen: inside(rank(kind, seen)) and under[closing](rank(kind, seen))


@st.composite
def cells(draw, kind):
    """A readable cell as (text, function)."""
    if draw(st.integers(0, 4)) == 0:
        return "-", lambda _: True
    tests = draw(st.lists(a_test(kind), min_size=1, max_size=3))
    text, negated = ", ".join(one for one, _ in tests), draw(st.booleans())

    def holds(seen):
        return any(hold(seen) for _, hold in tests) is not negated

    text = f"not({text})" if negated else text
    try:
        parse_cell(text, kind)
    except CellError:
        # Empty intervals and cells that can never hold are refused; that they are is tested in test_cells.
        return "-", lambda _: True
    return text, holds


@st.composite
def kinds_and_cells(draw):
    kind = draw(st.sampled_from(KINDS))
    return kind, *draw(cells(kind))


@st.composite
def tables_and_inputs(draw, policies=tuple(HitPolicy)):
    """A table, the naive functions of its cells, and inputs for it."""
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=4))
    inputs = tuple(Input(f"in{n}", kind) for n, kind in enumerate(kinds))
    rows = [[draw(cells(kind)) for kind in kinds] for _ in range(draw(st.integers(0, 6)))]
    policy = draw(st.sampled_from(policies))
    kind = SCALE if policy in {"P", "O"} else Number()
    rules = tuple(
        Rule(
            f"r{n}",
            tuple(parse_cell(text, kind) for (text, _), kind in zip(row, kinds, strict=True)),
            (draw(values_of(kind)),),
        )
        for n, row in enumerate(rows)
    )
    default = None if policy == "C#" else draw(st.none() | values_of(kind))
    table = Table("random", inputs, (Output("out", kind, default),), policy, rules)
    return table, rows, {one.name: draw(values_of(one.kind)) for one in inputs}


def naive_hits(rows, values):
    return tuple(n for n, row in enumerate(rows) if all(hold(values[f"in{i}"]) for i, (_, hold) in enumerate(row)))


def naive_outputs(table, hits):
    """What the hit policy gives, or None for an error, as one plain list of cases."""
    outs = [table.rules[n].outputs[0] for n in hits]
    default, policy = table.outputs[0].default, str(table.hit_policy)
    if policy == "C#":
        return len(outs)
    if not outs and default is not None:
        return {"U": (default,), "A": (default,), "P": (default,), "F": (default,)}.get(
            policy, ((default,),) if policy in {"R", "O", "C"} else default
        )
    if not outs:
        return {"R": (), "O": (), "C": (), "C+": 0}.get(policy)
    by_rank = sorted(outs, key=lambda out: rank(table.outputs[0].kind, out))
    return {
        "U": (outs[0],) if len(outs) == 1 else None,
        "A": (outs[0],) if all(out == outs[0] for out in outs) else None,
        "P": (by_rank[0],),
        "F": (outs[0],),
        "R": tuple((out,) for out in outs),
        "C": tuple((out,) for out in outs),
        "O": tuple((out,) for out in by_rank),
        "C+": fsum(outs) if policy == "C+" else None,
        "C<": by_rank[0],
        "C>": by_rank[-1],
    }[policy]


def decided(table, values):
    try:
        return table.decide(values).outputs
    except TableError:
        return None


@EXAMPLES
@given(tables_and_inputs())
def test_matching_equals_a_naive_evaluation(case):
    table, rows, values = case
    assert table.matching(values) == naive_hits(rows, values)


@EXAMPLES
@given(tables_and_inputs())
def test_deciding_equals_a_naive_reading_of_the_hit_policy(case):
    table, rows, values = case
    expected = naive_outputs(table, naive_hits(rows, values))
    assert decided(table, values) == expected


@EXAMPLES
@given(tables_and_inputs(), st.data())
def test_a_table_that_was_asked_before_decides_like_a_new_one(case, data):
    table, rows, values = case
    others = st.fixed_dictionaries({one.name: values_of(one.kind) for one in table.inputs})
    for asked in [values, *data.draw(st.lists(others, max_size=6)), values]:
        hits = naive_hits(rows, asked)
        assert decided(table, asked) == naive_outputs(table, hits)
        assert table.matching(asked) == hits


@EXAMPLES
@given(tables_and_inputs())
def test_a_trace_agrees_with_matching_and_deciding(case):
    table, _, values = case
    trace = table.trace(values)
    held = tuple(place for place, tried in enumerate(trace.rules) if tried.held)
    assert held == table.matching(values)
    assert all(tried.held is not bool(tried.failed()) for tried in trace.rules)
    assert (trace.decision.outputs if trace.decision else None) == decided(table, values)
    assert (trace.decision is None) is bool(trace.problem)
    nearest = trace.nearest()
    missed = [tried for tried in trace.rules if not tried.held]
    assert (nearest is None) is (not missed)
    assert all(len(nearest.failed()) <= len(tried.failed()) for tried in missed)
    assert all(isinstance(line, str) and line for line in trace.says())


@EXAMPLES
@given(kinds_and_cells(), st.data())
def test_the_text_of_a_condition_reads_back_to_the_same_condition(cell, data):
    kind, text, holds = cell
    condition = parse_cell(text, kind)
    again = parse_cell(condition.text, kind)
    assert again == condition
    for value in data.draw(st.lists(values_of(kind), max_size=8)):
        assert condition.admits(value) is again.admits(value) is holds(value)


@EXAMPLES
@given(kinds_and_cells(), st.data())
def test_not_complements(cell, data):
    kind, text, _ = cell
    plain = parse_cell(text, kind)
    if plain.is_any or plain.negated:
        return
    try:
        negated = parse_cell(f"not({text})", kind)
    except CellError:
        assert plain.admitted == parse_cell("-", kind).admitted
        return
    value = data.draw(values_of(kind))
    assert negated.admits(value) is not plain.admits(value)


@EXAMPLES
@given(kinds_and_cells())
def test_the_cells_a_condition_admits_are_never_none_at_all_for_words_and_flags(cell):
    kind, text, _ = cell
    assert isinstance(kind, Number) or parse_cell(text, kind).admitted


@EXAMPLES
@given(st.sets(st.integers(-50, 50), min_size=1, max_size=8), st.integers(-80, 80), st.booleans())
def test_unique_never_errs_on_a_table_that_cuts_the_line_into_disjoint_pieces(cuts, value, closed):
    edges = sorted(cuts)
    opening, closing = ("(", "]") if closed else ("[", ")")
    texts = [f"<{'=' if closed else ''} {edges[0]}", f">{'' if closed else '='} {edges[-1]}"]
    texts += [f"{opening}{low}..{high}{closing}" for low, high in pairwise(edges)]
    rules = tuple(Rule(text, (parse_cell(text, Number()),), (place,)) for place, text in enumerate(texts))
    table = Table("line", (Input("x", Number()),), (Output("piece", Number()),), HitPolicy.UNIQUE, rules)
    assert len(table.decide({"x": value}).rules) == 1


@EXAMPLES
@given(tables_and_inputs(policies=(HitPolicy.SUM,)), st.randoms())
def test_a_sum_does_not_depend_on_the_order_of_rows(case, chance):
    table, _, values = case
    rules = list(table.rules)
    chance.shuffle(rules)
    shuffled = Table("shuffled", table.inputs, table.outputs, table.hit_policy, tuple(rules))
    assert shuffled.decide(values).outputs == table.decide(values).outputs


@EXAMPLES
@given(tables_and_inputs(policies=(HitPolicy.COLLECT,)), st.data())
def test_one_bad_or_missing_input_is_always_an_error(case, data):
    table, _, values = case
    if not table.inputs:
        return
    field = data.draw(st.sampled_from(table.inputs)).name
    bad = data.draw(st.sampled_from([None, "nowhere", float("nan"), float("inf"), [], "missing"]))
    wrong = {**values, field: bad} if bad != "missing" else {k: v for k, v in values.items() if k != field}
    for ask in (table.matching, table.decide, table.trace):
        try:
            ask(wrong)
        except TableError as error:
            assert (error.table, error.where) == ("random", field)  # noqa: PT017 - the error itself is the law
        else:
            raise AssertionError(field)


@EXAMPLES
@given(st.lists(cells(KINDS[0]), max_size=5), NUMBERS)
def test_the_cells_of_a_number_column_lie_in_order_and_cover_every_number(written, value):
    conditions = [parse_cell(text, KINDS[0]) for text, _ in written]
    column = column_of(Input("x", KINDS[0]), conditions)
    assert list(column.cells) == sorted(set(column.cells))
    assert len(column.cells) == len(column.masks) == 2 * len(column.cuts) + 1
    place = sum((cut < value) + (cut <= value) for cut in column.cuts)
    assert [bool(column.masks[place] >> n & 1) for n in range(len(written))] == [hold(value) for _, hold in written]


@EXAMPLES
@given(st.floats(-1e300, 1e300), st.floats(-1e300, 1e300))
def test_there_is_always_a_number_between_two(one, other):
    low, high = sorted((one, other))
    if low < high:
        assert low < between(low, high) < high


def test_between_two_neighbouring_floats_stands_a_fraction():
    assert between(1.0, 1.0000000000000002) == Fraction(1) + Fraction(1, 2**53)


@given(st.text(max_size=12), st.sampled_from(KINDS))
@settings(max_examples=250, deadline=None)
def test_any_text_is_either_read_or_refused_with_a_reason(text, kind):
    try:
        condition = parse_cell(text, kind)
    except CellError as error:
        assert error.message  # noqa: PT017 - the error itself is the law
        assert error.mend  # noqa: PT017
        assert error.seen == text  # noqa: PT017
    else:
        assert parse_cell(condition.text, kind) == condition


@given(st.text(alphabet='not()[],.<>=-" 0123456789lowhigh', max_size=16), st.sampled_from(KINDS))
@settings(max_examples=300, deadline=None)
def test_text_made_of_the_grammars_own_signs_is_read_or_refused(text, kind):
    test_any_text_is_either_read_or_refused_with_a_reason.hypothesis.inner_test(text, kind)
