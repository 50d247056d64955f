"""From located text to models: pydantic's findings said as faults, each at its line and column."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from exercise.scenario.faults import Fault, ScenarioError, shortened, suggestion
from exercise.scenario.located import Cell, Path, Place, Tree

Form = TypeVar("Form")
Row = TypeVar("Row", bound=BaseModel)

MOST_FAULTS = 200


def read_form(tree: Tree, form: type[Form], file: str) -> Form:
    """Read a YAML tree as a model or a tuple of models.

    Raises ScenarioError with every field that is missing, unknown or of the wrong kind.
    """
    try:
        return TypeAdapter(form).validate_python(tree.value)
    except ValidationError as error:
        raise ScenarioError(_faults(error, tree, form, file)) from None


def read_rows(rows: list[list[Cell]], form: type[Row], file: str, *, with_ids: bool = True) -> tuple[Row, ...]:
    """Read the rows of a CSV file as models; the first cell is an id of its own unless `with_ids` is off.

    Raises ScenarioError with every fault of every row: unknown or missing columns, cells that do not fit.
    """
    faults: list[Fault] = []
    header, *body = rows or [[]]
    columns = [field.alias or name for name, field in form.model_fields.items()]
    faults.extend(header_faults(header, columns, columns, file))
    if faults:
        raise ScenarioError(faults)
    made: list[Row] = []
    ids: set[str] = set()
    for row in body:
        faults.extend(width_faults(row, header, file))
        tree = _row_tree(row, header)
        try:
            made.append(form.model_validate(tree.value))
        except ValidationError as error:
            faults.extend(_faults(error, tree, form, file, row[0].text))
        if with_ids and row[0].text in ids:
            message, mend = "this id stands here twice", "give each row its own id"
            faults.append(Fault(file, row[0].place.line, row[0].place.column, "id-twice", message, row[0].text, mend))
        ids.add(row[0].text)
        if len(faults) > MOST_FAULTS:
            break
    if faults:
        raise ScenarioError(faults[:MOST_FAULTS])
    return tuple(made)


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
    for index, cell in enumerate(header):
        line, column = cell.place.line, cell.place.column
        if cell.text not in known:
            mend = suggestion(cell.text, known, "leave the column out")
            faults.append(Fault(file, line, column, "column-unknown", "unknown column", shortened(cell.text), mend))
        elif cell.text in names[:index]:
            faults.append(
                Fault(file, line, column, "column-twice", "this column stands here twice", cell.text, "drop one")
            )
    missing = [name for name in needed if name not in names]
    faults.extend(
        Fault(file, 1, 1, "column-missing", f"the column {name!r} is missing", mend=f"add a column {name}")
        for name in missing
    )
    return faults


def width_faults(row: list[Cell], header: list[Cell], file: str) -> list[Fault]:
    """Find rows that have more or fewer cells than the header."""
    if len(row) == len(header):
        return []
    place = row[min(len(row), len(header)) - 1].place
    message = f"this row has {len(row)} cells, the header {len(header)}"
    mend = 'quote a text that holds a comma, as in "one, two"'
    return [Fault(file, place.line, place.column, "row-width", message, shortened(row[-1].text), mend, row[0].text)]


def _row_tree(row: list[Cell], header: list[Cell]) -> Tree:
    pairs = [(name.text, cell) for name, cell in zip(header, row, strict=False)]
    value: dict[str, object] = {name: cell.text for name, cell in pairs}
    if value.get("to") == "":
        value["to"] = None
    places: dict[Path, Place] = {(name,): cell.place for name, cell in pairs}
    places[()] = row[0].place
    return Tree(value, places)


def _faults(error: ValidationError, tree: Tree, form: object, file: str, row: str = "") -> list[Fault]:
    return [_fault(finding, tree, form, file, row) for finding in error.errors(include_url=False)[:MOST_FAULTS]]


def _fault(finding: Mapping[str, Any], tree: Tree, form: object, file: str, row: str) -> Fault:
    path = cast("Path", tuple(finding["loc"]))
    kind = str(finding["type"])
    place = tree.place(path)
    seen = shortened(finding["input"]) if not isinstance(finding["input"], dict | list) else ""
    message, mend = str(finding["msg"]).removeprefix("Value error, "), ""
    if kind == "extra_forbidden":
        place = tree.place((*path, ""))
        allowed = _keys(_inside(form, path[:-1]))
        message, seen, mend = "unknown key", str(path[-1]), suggestion(str(path[-1]), allowed, "leave it out")
    elif kind == "missing":
        place = tree.place(path[:-1])
        message, mend = f"{path[-1]!r} is missing here", f"add `{path[-1]}:`"
    elif kind in {"model_type", "model_attributes_type", "dict_type"}:
        message, mend = "a group of keys belongs here", "write `key: value` lines below it"
    elif kind == "tuple_type":
        message, mend = "a list belongs here", "write one entry a line, each beginning with `- `"
    elif kind == "string_type":
        message, mend = "a text belongs here", "write a word or a sentence after the colon"
    elif kind == "literal_error":
        message, mend = "this word is not one of those allowed", "write " + str(finding["ctx"]["expected"])
    elif kind.startswith("int_"):
        message, mend = "a whole number belongs here", "write it without a point"
    elif kind == "string_pattern_mismatch":
        message, mend = "not an id", "use letters, digits, _ and -, beginning with a letter or digit"
    return Fault(file, place.line, place.column, f"form-{kind.replace('_', '-')}", message, seen, mend, row)


def _keys(model: object) -> list[str]:
    if isinstance(model, type) and issubclass(model, BaseModel):
        return [field.alias or name for name, field in model.model_fields.items()]
    return []


def _inside(form: object, path: Path) -> object:
    """Follow a path through annotations to the model that stands there; None where there is none."""
    for step in path:
        form = _step(_bare(form), step)
    return _bare(form)


def _step(form: object, step: str | int) -> object:
    if isinstance(form, type) and issubclass(form, BaseModel):
        for name, field in form.model_fields.items():
            if step in {name, field.alias}:
                return field.annotation
        return None
    arguments = get_args(form)
    if get_origin(form) is tuple and arguments:
        return arguments[0]
    if get_origin(form) is dict and len(arguments) == 2:
        return arguments[1]
    return None


def _bare(form: object) -> object:
    """Take `Annotated` and `| None` off."""
    while get_origin(form) in {Annotated, Union, types.UnionType}:
        form = next((part for part in get_args(form) if part is not type(None)), None)
    return form
