"""From located text to models: pydantic's findings said as faults, each at its line and column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from pydantic import BaseModel, TypeAdapter, ValidationError

from exercise.scenario.faults import MOST_FAULTS, Fault, ScenarioError, nearest, shortened, suggestion
from exercise.scenario.located import Cell, Path, Place, Tree
from exercise.scenario.mending import inside, keys_of, mended

Form = TypeVar("Form")
Row = TypeVar("Row", bound=BaseModel)

MOST_ROWS = 2_000
MOST_TRIES = 4

_GROUP = ("a group of keys belongs here", "write `key: value` lines below it")
_SAID = {
    "model_type": _GROUP,
    "model_attributes_type": _GROUP,
    "dict_type": _GROUP,
    "tuple_type": ("a list belongs here", "write one entry a line, each beginning with `- `"),
    "string_type": ("a text belongs here", "write a word or a sentence after the colon"),
    "string_too_short": ("this is empty", "write a word or a sentence"),
    "string_too_long": ("this text is longer than 4,000 characters", "shorten it"),
    "literal_error": ("this word is not one of those allowed", ""),
    "string_pattern_mismatch": ("not an id", "use letters, digits, _ and -, beginning with a letter or digit"),
    "finite_number": ("a number belongs here", "write digits, with a point if need be"),
    "float_parsing": ("a number belongs here", "write digits, with a point if need be"),
}


def form_and_faults(tree: Tree, form: type[Form], file: str) -> tuple[Form | None, list[Fault]]:
    """Read a YAML tree as a model, and every fault of it.

    Where there are faults the model is what was probably meant, or None where that cannot be told: it serves to look
    for the faults of other files, and nothing else.
    """
    adapter = TypeAdapter(form)
    value, faults = tree.value, list[Fault]()
    for _ in range(MOST_TRIES):
        try:
            return adapter.validate_python(value), faults
        except ValidationError as error:
            findings = error.errors(include_url=False)[: MOST_FAULTS + 1]
            faults = faults or _faults(findings, tree, form, file)
            value = mended(value, findings, form)
    return None, faults


def read_rows(rows: list[list[Cell]], form: type[Row], file: str, *, with_ids: bool = True) -> tuple[Row, ...]:
    """Read the rows of a CSV file as models; each has an id of its own in a column `id` unless `with_ids` is off.

    Raises ScenarioError with every fault of every row: unknown or missing columns, cells that do not fit.
    """
    header, *body = rows or [[]]
    columns = [field.alias or name for name, field in form.model_fields.items()]
    faults = header_faults(header, columns, columns, file)
    if faults:
        raise ScenarioError(faults)
    made: list[Row] = []
    for row in body[:MOST_ROWS]:
        wide = width_faults(row, header, file)
        faults.extend(wide)
        if wide:
            continue
        tree = _row_tree(row, header)
        try:
            made.append(form.model_validate(tree.value))
        except ValidationError as error:
            faults.extend(_faults(error.errors(include_url=False), tree, form, file, row[0].text))
        if len(faults) > MOST_FAULTS:
            break
    if with_ids:
        faults.extend(twice_faults(id_cells(rows), file))
    if len(body) > MOST_ROWS:
        place = body[MOST_ROWS][0].place
        message = f"more than {MOST_ROWS:,} rows"
        faults.append(Fault(file, place.line, place.column, "rows-many", message, mend="shorten the file"))
    if faults:
        raise ScenarioError(faults[:MOST_FAULTS])
    return tuple(made)


def id_cells(rows: list[list[Cell]], column: str = "id") -> list[Cell]:
    """Give the cells of the column of ids; none where there is no such column."""
    names = [cell.text for cell in rows[0]] if rows else []
    at = names.index(column) if column in names else MOST_ROWS
    return [row[at] for row in rows[1:] if at < len(row)]


def twice_faults(cells: list[Cell], file: str) -> list[Fault]:
    """Find ids that stand twice in their column."""
    seen: set[str] = set()
    faults: list[Fault] = []
    for cell in cells:
        if cell.text in seen:
            message, mend = "this id stands here twice", "give each row its own id"
            seen_text = shortened(cell.text)
            faults.append(Fault(file, cell.place.line, cell.place.column, "id-twice", message, seen_text, mend))
        seen.add(cell.text)
    return faults


def header_faults(header: list[Cell], allowed: Iterable[str], needed: Iterable[str], file: str) -> list[Fault]:
    """Find columns that are unknown, missing or there twice."""
    names = [cell.text for cell in header]
    if len(header) == 1 and (";" in names[0] or "\t" in names[0]):
        mend = "save the file as CSV with commas"
        place = header[0].place
        return [
            Fault(
                file,
                place.line,
                place.column,
                "csv-delimiter",
                "cells are not parted by commas",
                shortened(names[0]),
                mend,
            )
        ]
    known = list(allowed)
    faults: list[Fault] = []
    meant: set[str] = set()
    for index, cell in enumerate(header[:MOST_FAULTS]):
        line, column = cell.place.line, cell.place.column
        if cell.text not in known:
            mend = suggestion(cell.text, known, "leave the column out")
            meant.add(nearest(cell.text, known))
            faults.append(Fault(file, line, column, "column-unknown", "unknown column", shortened(cell.text), mend))
        elif cell.text in names[:index]:
            message, seen = "this column stands here twice", shortened(cell.text)
            faults.append(Fault(file, line, column, "column-twice", message, seen, "drop one"))
    # A column that is only misspelled is not missing as well.
    missing = [name for name in needed if name not in names and name not in meant]
    place = header[0].place if header else Place(1, 1)
    faults.extend(
        Fault(
            file,
            place.line,
            place.column,
            "column-missing",
            f"the column {name!r} is missing",
            mend=f"add column {name}",
        )
        for name in missing
    )
    return faults


def width_faults(row: list[Cell], header: list[Cell], file: str) -> list[Fault]:
    """Find rows that have more or fewer cells than the header."""
    if len(row) == len(header):
        return []
    place = row[min(len(header), len(row) - 1)].place  # the first cell too many, or the last one there is
    message = f"this row has {len(row)} cells, the header {len(header)}"
    mend = 'quote a text that holds a comma, as in "one, two"'
    return [
        Fault(
            file, place.line, place.column, "row-width", message, shortened(row[-1].text), mend, shortened(row[0].text)
        )
    ]


def _row_tree(row: list[Cell], header: list[Cell]) -> Tree:
    pairs = [(name.text, cell) for name, cell in zip(header, row, strict=False)]
    value: dict[str, object] = {name: cell.text for name, cell in pairs}
    if value.get("to") == "":
        value["to"] = None
    places: dict[Path, Place] = {(name,): cell.place for name, cell in pairs}
    places[()] = row[0].place
    return Tree(value, places)


def _faults(findings: Sequence[Mapping[str, Any]], tree: Tree, form: object, file: str, row: str = "") -> list[Fault]:
    """Say pydantic's findings as faults: one where several readings of one value all fail."""
    faults: dict[object, Fault] = {}
    for number, finding in enumerate(findings[:MOST_FAULTS]):
        path = cast("Path", tuple(finding["loc"]))
        if finding["type"] == "too_short" and len(finding["input"]) >= finding["ctx"]["min_length"]:
            continue  # long enough as written: entries that are faulty themselves were not counted
        known = tree.known(path)
        is_reading = len(known) < len(path) and str(finding["type"]) not in {"missing", "extra_forbidden"}
        faults.setdefault(known if is_reading else (number,), _fault(finding, tree, form, file, shortened(row)))
    return list(faults.values())


def _fault(finding: Mapping[str, Any], tree: Tree, form: object, file: str, row: str) -> Fault:
    path = cast("Path", tuple(finding["loc"]))
    kind = str(finding["type"])
    place = tree.place(path)
    seen = shortened(finding["input"]) if not isinstance(finding["input"], dict | list | tuple) else ""
    message, mend = str(finding["msg"]).removeprefix("Value error, "), ""
    if path and path[-1] == "[key]":
        place = tree.place((*path[:-1], ""))
    if kind == "extra_forbidden":
        place = tree.place((*path, ""))
        seen, mend = shortened(path[-1]), suggestion(str(path[-1]), keys_of(inside(form, path[:-1])), "leave it out")
        message = "unknown key"
    elif kind == "missing" and path and isinstance(path[-1], int):
        place, message, mend = tree.place(path[:-1]), "this list is too short", f"write {path[-1] + 1} or more entries"
    elif kind == "missing":
        place = tree.place(path[:-1])
        message, mend = f"{path[-1]!r} is missing here", f"add `{path[-1]}:`"
    elif kind.startswith("int_"):
        message, mend = "a whole number belongs here", "write it without a point"
    elif kind == "literal_error":
        message, mend = _SAID[kind][0], "write " + str(finding["ctx"]["expected"])
    elif kind in _SAID:
        message, mend = _SAID[kind]
    return Fault(file, place.line, place.column, f"form-{kind.replace('_', '-')}", message, seen, mend, row)
