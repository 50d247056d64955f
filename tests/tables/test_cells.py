"""Every form a cell may take, and every way it may be wrong."""

from fractions import Fraction

import pytest

from exercise.tables.cells import CellError, Flag, Number, Scale, check_value, parse_cell, parse_value
from exercise.tables.table import TableError

TROOPS = Number("soldiers")
THREAT = Scale(("low", "medium", "high", "extreme"))
POSTURE = Scale(("deny", "ambiguous", "rear guard"), ordered=False)
WORDS = ("low", "medium", "high", "extreme")


def admitted(text, kind, values):
    return [value for value in values if parse_cell(text, kind).admits(value)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-", [-3, 0, 2.5, 3, 4, 5, 7000]),
        ("3", [3]),
        ("-3", [-3]),
        ("+3", [3]),
        ("2.5", [2.5]),
        ("3.0", [3]),
        ("3, 5", [3, 5]),
        ("< 3", [-3, 0, 2.5]),
        ("<= 3", [-3, 0, 2.5, 3]),
        ("> 4", [5, 7000]),
        (">=4", [4, 5, 7000]),
        ("[3..5]", [3, 4, 5]),
        ("(3..5)", [4]),
        ("]3..5[", [4]),
        ("[3..5)", [3, 4]),
        ("[3..5[", [3, 4]),
        ("(3..5]", [4, 5]),
        ("]3..5]", [4, 5]),
        ("]3..5)", [4]),
        ("[ -3 .. .5 ]", [-3, 0]),
        ("[3..3]", [3]),
        ("< 0, [3..4], 7000", [-3, 3, 4, 7000]),
        ("not(3)", [-3, 0, 2.5, 4, 5, 7000]),
        ("not(< 3, >= 5)", [3, 4]),
        ("not([3..5])", [-3, 0, 2.5, 7000]),
    ],
)
def test_a_number_cell_admits_what_it_says(text, expected):
    assert admitted(text, TROOPS, [-3, 0, 2.5, 3, 4, 5, 7000]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-", ["low", "medium", "high", "extreme"]),
        ("medium", ["medium"]),
        ('"medium"', ["medium"]),
        ("low, high", ["low", "high"]),
        ("< high", ["low", "medium"]),
        ("<= medium", ["low", "medium"]),
        ("> medium", ["high", "extreme"]),
        (">= high", ["high", "extreme"]),
        ("[low..high)", ["low", "medium"]),
        ("]low..extreme[", ["medium", "high"]),
        ("[medium..medium]", ["medium"]),
        ("not(low)", ["medium", "high", "extreme"]),
        ("not(low, >= high)", ["medium"]),
    ],
)
def test_a_scale_cell_follows_the_order_the_scale_declares(text, expected):
    assert admitted(text, THREAT, WORDS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true", [True]),
        ("false", [False]),
        ("true, false", [False, True]),
        ("not(true)", [False]),
        ("TRUE", [True]),
        ("False", [False]),
    ],
)
def test_a_flag_cell_admits_true_or_false_also_as_spreadsheets_write_them(text, expected):
    assert admitted(text, Flag(), [False, True]) == expected


def test_words_without_order_may_be_named_listed_and_negated():
    assert admitted("rear guard, deny", POSTURE, POSTURE.values) == ["deny", "rear guard"]
    assert admitted('not("rear guard")', POSTURE, POSTURE.values) == ["deny", "ambiguous"]


def test_a_word_that_looks_like_syntax_can_be_named_in_quotes():
    odd = Scale(("-", "not(x)", "3..5", "a, b", "1-3", "=x", "2024-03-01", "don’t", "not"))
    for word in odd.values:
        assert admitted(f'"{word}"', odd, odd.values) == [word]
        text = parse_cell(f'"{word}"', odd).text
        assert admitted(text, odd, odd.values) == [word]
    assert admitted("-", odd, odd.values) == list(odd.values)
    assert admitted("not(not, 1-3)", odd, odd.values) == ["-", "not(x)", "3..5", "a, b", "=x", "2024-03-01", "don’t"]


@pytest.mark.parametrize(
    ("written", "kind", "text"),
    [
        (" - ", TROOPS, "-"),
        ("  >=7000 ", TROOPS, ">= 7000"),
        ("]3..5[", TROOPS, "(3..5)"),
        ("not (\t3,5 )", TROOPS, "not(3, 5)"),
        ("+3, -0.5", TROOPS, "3, -0.5"),
        ("0.0000001", TROOPS, "0.0000001"),
        ('"low" ,high', THREAT, "low, high"),
        ('"rear guard"', POSTURE, '"rear guard"'),
        ("rear guard", POSTURE, '"rear guard"'),
        ("TRUE", Flag(), "true"),
    ],
)
def test_the_text_of_a_condition_is_the_cell_normalised(written, kind, text):
    condition = parse_cell(written, kind)
    assert condition.text == text
    assert parse_cell(condition.text, kind) == condition
    assert condition.is_any is (text == "-")


def test_an_int_stays_an_int_and_a_decimal_is_a_float():
    assert parse_cell("3, 3.5", TROOPS).cuts() == (3, 3.5)
    assert [type(cut) for cut in parse_cell("3, 4.0", TROOPS).cuts()] == [int, float]
    assert parse_cell("(9007199254740993..9007199254740995)", TROOPS).admits(9007199254740994)


def test_a_fraction_counts_as_a_number_between_two_cuts():
    assert parse_cell("(3..4)", TROOPS).admits(Fraction(10, 3))


def test_only_number_cells_have_cuts():
    assert parse_cell("[3..5], > 4, 4, 3", TROOPS).cuts() == (3, 4, 5)
    assert parse_cell("> low", THREAT).cuts() == parse_cell("true", Flag()).cuts() == ()


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("-", POSTURE, "x is anything"),
        (">= 7000", TROOPS, "x is at least 7000"),
        ("> 7000", TROOPS, "x is more than 7000"),
        ("<= 7000", TROOPS, "x is at most 7000"),
        ("< medium", THREAT, "x is less than medium"),
        ("deny, ambiguous", POSTURE, "x is deny or ambiguous"),
        ("1, 2, 3", TROOPS, "x is 1, 2 or 3"),
        ("[3..5]", TROOPS, "x is from 3 to 5"),
        ("(3..5]", TROOPS, "x is from 3 (excluded) to 5"),
        ("[3..5)", TROOPS, "x is from 3 to 5 (excluded)"),
        ("not(deny)", POSTURE, "x is not deny"),
        ("not(deny, rear guard)", POSTURE, 'x is neither deny nor "rear guard"'),
        ("true", Flag(), "x is true"),
    ],
)
def test_a_condition_says_itself_in_words(text, kind, words):
    assert parse_cell(text, kind).says("x") == words


@pytest.mark.parametrize(
    ("text", "kind", "message", "mend"),
    [
        ("", TROOPS, "empty", "write '-' for any value"),
        ("  \t", THREAT, "empty", "write '-' for any value"),
        ("hihg", THREAT, "'hihg' is not on the scale", "did you mean high? write one of low, medium, high, extreme"),
        ("High", THREAT, "'High' is not on the scale", "did you mean high?"),
        ("zzz", THREAT, "'zzz' is not on the scale", "write one of low, medium, high, extreme"),
        ("low high", THREAT, "'low high' is not on the scale", "put commas between them: low, high"),
        (">= deny", POSTURE, "these words have no order, so '>='", "name the values"),
        ("[deny..ambiguous]", POSTURE, "these words have no order, so '..'", "name the values"),
        ("> false", Flag(), "true and false have no order", "name the values"),
        ("yes", Flag(), "'yes' is neither true nor false", "write true or false"),
        ('"true"', Flag(), "'true' is neither", "without quotes"),
        ("many", TROOPS, "'many' is not a number", "write a number in soldiers"),
        ('"3"', TROOPS, "'3' is not a number", "without quotes"),
        ("1e3", TROOPS, "'1e3' is not a number", "as 7000"),
        ("7,000", TROOPS, "'000' starts with a zero", "thousands without a mark"),
        ("0,05", TROOPS, "'05' starts with a zero", "decimals with a point"),
        ("9" * 41, TROOPS, "too long", "at most 40"),
        ("9" * 6000, TROOPS, "too long", "at most 40"),
        ("[5..3]", TROOPS, "reversed", "lower end first: 3..5"),
        ("[high..low]", THREAT, "reversed", "lower end first: low..high"),
        ("[3..3)", TROOPS, "interval is empty", "let in an end"),
        ("(3..3)", TROOPS, "interval is empty", "let in an end"),
        ("(low..medium)", THREAT, "interval is empty", "let in an end"),
        ("(low..low]", THREAT, "interval is empty", "let in an end"),
        ("> extreme", THREAT, "nothing on the scale is > extreme", "leaves some over"),
        ("< low", THREAT, "nothing on the scale is < low", "leaves some over"),
        ("not(<= extreme)", THREAT, "can never hold", "leave at least one"),
        ("not(true, false)", Flag(), "can never hold", "leave at least one"),
        ("[3..5", TROOPS, "] or ) or [ is missing at character 6", "close the interval"),
        ("[3,5]", TROOPS, ".. is missing at character 3", "[3..5]"),
        ("3..5", TROOPS, "'..5' is left over at character 2", "separate values with commas"),
        ("not(3", TROOPS, ") is missing at character 6", "close not("),
        ("not(3) 4", TROOPS, "'4' is left over at character 8", "around the whole cell"),
        ("3, not(4)", TROOPS, "not( ) stands inside a cell at character 4", "once, around"),
        ("not(not(4))", TROOPS, "not( ) stands inside a cell", "once, around"),
        ("3,,5", TROOPS, "a value is missing at character 3", "'-' alone"),
        ("3,", TROOPS, "a value is missing at character 3", "'-' alone"),
        (">", TROOPS, "a value is missing at character 2", "'-' alone"),
        ("not(-)", TROOPS, "'-' is not a number", "as 7000"),
        ('"low', THREAT, "quote is never closed", "both sides"),
        ("“low”", THREAT, "smart quote", "straight quotes"),
        ("‘low’", THREAT, "smart quote", "straight quotes"),
        ("low,\u00a0high", THREAT, "no-break space", "an ordinary space"),
        ("\u202f3", TROOPS, "no-break space", "an ordinary space"),
        ("\ufefflow", THREAT, "byte order mark", "without BOM"),
        ("\u200blow", THREAT, "zero-width", "by hand"),
        ("–", TROOPS, "long dash", "a plain -"),
        ("\u22123", TROOPS, "minus sign", "a plain -"),
        ("≥ 3", TROOPS, "typeset sign", "write >="),
        ("[3…5]", TROOPS, "ellipsis", "two plain dots"),
        ("[0...5]", TROOPS, "three dots", "two dots"),
        ("=A1+3", TROOPS, "a formula", "the value itself"),
        ("#NAME?", THREAT, "error mark", "the value that should stand here"),
        ("#REF!", TROOPS, "error mark", "the value that should stand here"),
        ("2024-03-01", TROOPS, "a date", "[1..3]"),
        ("1-Mar", TROOPS, "a date", "[1..3]"),
        ("1. Mrz", TROOPS, "a date", "[1..3]"),
        ("Jan-03", THREAT, "a date", "[1..3]"),
        ("01.03.2024", TROOPS, "a date", "[1..3]"),
        ("1/3/24", TROOPS, "a date", "[1..3]"),
        ("1-3", TROOPS, "a range is not written with a dash", "write [1..3]"),
    ],
)
def test_a_cell_that_cannot_be_read_says_what_is_wrong_what_was_seen_and_what_to_write(text, kind, message, mend):
    with pytest.raises(CellError) as caught:
        parse_cell(text, kind)
    assert message in caught.value.message
    assert caught.value.seen == text
    assert mend in caught.value.mend
    assert str(caught.value) == f"{caught.value.message}; seen {text!r}; {caught.value.mend}"


def test_a_decimal_comma_between_numbers_is_a_list():
    assert admitted("0,5", TROOPS, [0, 0.5, 5]) == [0, 5]


def test_words_that_share_a_beginning_with_months_are_not_dates():
    months = Scale(("march", "decision", "mar-03"))
    assert admitted("march, mar-03", months, months.values) == ["march", "mar-03"]
    assert admitted("mar-03", months, months.values) == ["mar-03"]
    assert admitted("mar-03, march", months, months.values) == ["march", "mar-03"]
    assert admitted("decision", months, months.values) == ["decision"]
    ranges = Scale(("1-3", "4-6"))
    assert admitted("1-3", ranges, ranges.values) == ["1-3"]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [("3", TROOPS, 3), ("-2.5", TROOPS, -2.5), (" high ", THREAT, "high"), ('"rear guard"', POSTURE, "rear guard")],
)
def test_a_literal_is_read_as_its_kind(text, kind, value):
    assert parse_value(text, kind) == value
    assert type(parse_value(text, kind)) is type(value)


def test_a_flag_literal_is_a_bool():
    assert parse_value("true", Flag()) is True
    assert parse_value("FALSE", Flag()) is False


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("3, 4", TROOPS, "', 4' is left over"),
        (">= 3", TROOPS, "a value is missing"),
        ("-", TROOPS, "'-' is not a number"),
        ("-", THREAT, "'-' is not on the scale"),
        ("", THREAT, "empty"),
        ("=3", TROOPS, "a formula"),
        ("lwo", THREAT, "'lwo' is not on the scale"),
    ],
)
def test_a_then_cell_holds_exactly_one_literal(text, kind, message):
    with pytest.raises(CellError) as caught:
        parse_value(text, kind)
    assert message in caught.value.message


@pytest.mark.parametrize(
    ("value", "kind"), [(3, TROOPS), (-2.5, TROOPS), ("low", THREAT), (True, Flag()), (False, Flag())]
)
def test_a_value_of_its_kind_passes(value, kind):
    check_value(value, kind, "x")


@pytest.mark.parametrize(
    ("value", "kind", "message", "mend"),
    [
        (True, TROOPS, "needs a number, not true or false", "write a number in soldiers"),
        ("3", Number(), "needs a number, not a text", "write a number"),
        (None, TROOPS, "needs a number, not NoneType", "write a number in soldiers"),
        (float("nan"), TROOPS, "finite", "write a number in soldiers"),
        (float("inf"), TROOPS, "finite", "write a number in soldiers"),
        ("hihg", THREAT, "not on the scale", "did you mean high? write one of low, medium, high, extreme"),
        (2, THREAT, "needs a word of its scale, not a number", "write one of low, medium, high, extreme"),
        (1, Flag(), "needs true or false, not a number", "write true or false"),
        ("true", Flag(), "needs true or false, not a text", "write true or false"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_field_value_and_allowed_values(value, kind, message, mend):
    with pytest.raises(TableError) as caught:
        check_value(value, kind, "field")
    error = caught.value
    assert (error.table, error.where, error.seen, error.mend) == ("", "field", repr(value), mend)
    assert message in error.message
    assert str(error).startswith("field: ")
    assert repr(value) in str(error)
    assert mend in str(error)


@pytest.mark.parametrize("words", [(), ("low", "low"), ("",), (" low",), ('"low"',)])
def test_a_scale_whose_words_no_cell_could_name_is_refused(words):
    with pytest.raises(CellError):
        Scale(words)
