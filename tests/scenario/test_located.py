"""YAML and CSV that remember where everything stood, and refuse what is no plain text."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from exercise.scenario.folder import text_of
from exercise.scenario.located import MOST_CELLS, MOST_VALUES, Place, read_csv, read_yaml
from tests.scenario.copies import attempted, only, place, refused


def yaml_fault(text: str):
    return only(refused(lambda: read_yaml(text, "file.yaml")))


def csv_fault(text: str):
    return only(refused(lambda: read_csv(text, "file.csv")))


def text_fault(data: bytes):
    return only(refused(lambda: text_of("file.csv", data)))


def test_every_value_and_key_knows_its_line_and_column():
    tree = read_yaml("a: 1\nlist:\n  - x\n  - {id: y, to: [z]}\n", "file.yaml")
    assert tree.value == {"a": "1", "list": ["x", {"id": "y", "to": ["z"]}]}
    assert tree.place(("a",)) == Place(1, 4)
    assert tree.place(("a", "")) == Place(1, 1)
    assert tree.place(("list", 0)) == Place(3, 5)
    assert tree.place(("list", 1, "id", "")) == Place(4, 6)
    assert tree.place(("list", 1, "to", 0)) == Place(4, 18)


def test_a_path_that_leads_nowhere_has_the_place_of_the_nearest_value_around_it():
    tree = read_yaml("a:\n  b: 1\n", "file.yaml")
    assert tree.place(("a", "c", 3)) == Place(2, 3)
    assert tree.place(("z",)) == Place(1, 1)


def test_a_column_counts_characters_and_not_bytes():
    assert read_yaml("ключ: {é: ü}", "f").place(("ключ", "é")) == Place(1, 11)
    assert read_csv("é,ü,🙂,x\n", "f")[0][3].place == Place(1, 7)


def test_scalars_stay_text():
    assert read_yaml("[no, 1500, 1e3, 2024-10-24, 0x1F, 'null', null, ~, '']", "f").value == [
        *("no", "1500", "1e3", "2024-10-24", "0x1F", "null"),
        None,
        None,
        "",
    ]


def test_every_key_that_stands_twice_is_found():
    faults = refused(lambda: read_yaml("a: 1\nb: 2\na: 3\nc:\n  d: 1\n  d: 2\n", "file.yaml"))
    assert [(fault.code, fault.seen, *place(fault)) for fault in faults] == [
        ("key-twice", "a", 3, 1),
        ("key-twice", "d", 6, 3),
    ]


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        pytest.param("a: *b", "yaml-alias", (1, 4), id="an alias"),
        pytest.param("a:\n  &b c", "yaml-alias", (2, 3), id="an anchor on a text"),
        pytest.param("a: &b {c: d}", "yaml-alias", (1, 4), id="an anchor on a group"),
        pytest.param("<<: *b", "yaml-alias", (1, 5), id="a merge"),
        pytest.param("a: !!python/object/apply:os.system [ls]", "yaml-tag", (1, 4), id="a Python tag"),
        pytest.param("a: !!str b", "yaml-tag", (1, 4), id="a plain tag"),
        pytest.param("a: b\n---\nc: d", "yaml-documents", (2, 1), id="a second document"),
        pytest.param("a: b\n[c]: d", "yaml-key", (2, 1), id="a list as a key"),
        pytest.param("a: b\n? {c: d}\n: e", "yaml-key", (2, 3), id="a group as a key"),
        pytest.param("a: b\n~: c", "yaml-key", (2, 1), id="nothing as a key"),
        pytest.param("a: b: c", "yaml-syntax", (1, 5), id="two colons"),
        pytest.param("a: 'b", "yaml-syntax", (1, 6), id="a quote that never ends"),
        pytest.param("a:\n\tb: c", "yaml-syntax", (2, 1), id="a tab"),
        pytest.param("a: [b", "yaml-syntax", (1, 6), id="a bracket that never closes"),
        pytest.param('a: "x\\u0000y"', "control", (1, 4), id="a NUL written as an escape"),
        pytest.param('a: "x\\u001b[31m"', "control", (1, 4), id="a terminal's escape"),
        pytest.param("a: " + "[" * 21, "yaml-depth", (1, 23), id="depth 21"),
        pytest.param("a: " + "[" * 100_000, "yaml-depth", (1, 23), id="depth 100,000"),
    ],
)
def test_what_is_more_than_plain_values_is_refused_at_its_place(text, code, where):
    fault = yaml_fault(text)
    assert (fault.code, place(fault)) == (code, where)
    assert fault.mend


def test_twenty_deep_is_still_read():
    assert read_yaml("[" * 20 + "]" * 20, "f").value == eval("[" * 20 + "]" * 20)  # noqa: S307 - our own brackets


def test_forty_thousand_values_are_read_and_one_more_is_refused():
    text = "\n".join(["- x"] * (MOST_VALUES - 1))
    assert len(read_yaml(text, "f").value) == MOST_VALUES - 1
    fault = yaml_fault(text + "\n- x")
    assert (fault.code, place(fault)) == ("yaml-size", (MOST_VALUES, 3))


def test_an_empty_file_is_nothing_at_all():
    assert read_yaml("", "f").value is None
    assert read_csv("", "f") == []
    assert read_csv("\n,,\n  \n", "f") == []


def test_a_cell_knows_where_it_begins_also_after_cells_with_line_breaks():
    rows = read_csv('a,"b\nb",c\n\n"d ""d""", e ,\n', "f")
    assert [[(cell.text, cell.place.line, cell.place.column) for cell in row] for row in rows] == [
        [("a", 1, 1), ("b\nb", 1, 3), ("c", 2, 4)],
        [('d "d"', 4, 1), ("e", 4, 11), ("", 4, 15)],
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_counted_alike(end):
    rows = read_csv(end.join(["a,b", "1,2", "3,4"]), "f")
    assert [[cell.text for cell in row] for row in rows] == [["a", "b"], ["1", "2"], ["3", "4"]]
    assert rows[2][1].place == Place(3, 3)


def test_a_comma_at_the_very_end_leaves_an_empty_cell():
    assert [cell.text for cell in read_csv("a,b,", "f")[0]] == ["a", "b", ""]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        pytest.param('a,b\n1,"never ends\n3,4\n', (2, 3), id="a quote that never ends"),
        pytest.param('a,b\n"one" two,2\n', (2, 1), id="text after a quote"),
        pytest.param('a,b\n1, "two"\n', (2, 3), id="a blank before a quote"),
        pytest.param('a,b\n1,"two"""x\n', (2, 3), id="text after an escaped quote"),
    ],
)
def test_a_quote_that_does_not_end_its_cell_is_refused_where_the_cell_begins(text, where):
    fault = csv_fault(text)
    assert (fault.code, place(fault)) == ("csv-quote", where)


def test_more_than_twenty_thousand_cells_are_refused():
    fault = csv_fault("a\n" * (MOST_CELLS + 1))
    assert (fault.code, place(fault)) == ("csv-size", (MOST_CELLS + 1, 1))


@pytest.mark.parametrize("text", ['"' + "a" * 999_000, '"' + '""' * 499_000, '"a"' * 300_000 + "b"])
def test_a_megabyte_of_quotes_is_refused_quickly(text):
    before = time.process_time()
    assert csv_fault(text).code == "csv-quote"
    assert time.process_time() - before < 1


def test_a_byte_order_mark_is_passed_over_and_does_not_move_a_column():
    assert text_of("f", b"\xef\xbb\xbfid,b\n") == "id,b\n"
    assert read_csv(text_of("f", b"\xef\xbb\xbfid,b\n"), "f")[0][1].place == Place(1, 4)


@pytest.mark.parametrize(
    ("data", "code", "where", "seen"),
    [
        pytest.param("a,b\n".encode("utf-16"), "encoding", (1, 1), "", id="UTF-16"),
        pytest.param("a,b\n".encode("utf-16-be"), "control", (1, 1), "U+0000", id="UTF-16 without a mark"),
        pytest.param("ü,b\né,ä\n".encode("latin-1"), "encoding", (1, 1), "fc 2c 62 0a", id="latin-1"),
        pytest.param("ü,b\né,".encode() + b"\xe4x", "encoding", (2, 3), "e4 78", id="latin-1 after UTF-8"),
        pytest.param(b"a,b\nc\x00d\n", "control", (2, 2), "U+0000", id="a NUL"),
        pytest.param(b"a\x1b[31m", "control", (1, 2), "U+001B", id="an escape"),
        pytest.param("a\x85b\x9f".encode(), "control", (1, 4), "U+009F", id="an old control character"),
        pytest.param("ab\ufeff".encode(), "control", (1, 3), "U+FEFF", id="a byte order mark in the middle"),
    ],
)
def test_what_is_no_plain_utf8_is_refused_at_its_place(data, code, where, seen):
    fault = text_fault(data)
    assert (fault.code, place(fault), fault.seen) == (code, where, seen)


ANY_TEXT = st.text(st.characters(), max_size=200) | st.text("\"',:-[]{}#&*!|>?%@~ \t\r\nab1", max_size=60)


def placed(faults) -> bool:
    return all(fault.line >= 1 and fault.column >= 1 and fault.message for fault in faults)


@given(ANY_TEXT)
@example("\ud800")
@example("\x00")
def test_any_text_is_yaml_or_refused(text):
    tree, faults = attempted(lambda: read_yaml(text, "f"))
    assert placed(faults)
    assert tree is None or tree.place(()).line >= 1


@given(ANY_TEXT)
@example('"')
def test_any_text_is_csv_with_its_places_or_refused(text):
    rows, faults = attempted(lambda: read_csv(text, "f"))
    assert placed(faults)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for row in rows or []:
        assert any(cell.text for cell in row)
        for cell in row:
            there = lines[cell.place.line - 1][cell.place.column - 1 :]
            first = cell.text[:1]
            # Before its first character stand blanks, a quote, and line breaks inside the quote.
            assert there.lstrip().lstrip('"').lstrip().startswith(first.strip('"')) or "\n" in text or "\r" in text


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=2, max_size=4), max_size=5))
def test_what_is_written_as_csv_is_read_back(rows):
    quoted = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    kept = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    assert [[cell.text for cell in row] for row in read_csv(quoted, "f")] == kept


@given(st.binary(max_size=100))
def test_any_bytes_are_text_or_refused(data):
    text, faults = attempted(lambda: text_of("f", data))
    assert placed(faults)
    assert text is None or "\x00" not in text
