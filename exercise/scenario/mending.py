"""What an author probably meant by a form with faults, so that one slip does not hide the faults of other files."""

from __future__ import annotations

import re
import types
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Union, cast, get_args, get_origin

from pydantic import BaseModel

from exercise.scenario.faults import nearest
from exercise.scenario.located import Path
from exercise.scenario.parts import LONGEST_TEXT

_QUOTED = re.compile(r"'([^']+)'")


def mended(value: object, findings: Sequence[Mapping[str, Any]], form: object) -> object:
    """Give a copy of a value in which misspelled keys are read as the nearest right ones, and gaps are filled.

    What cannot be mended stays as it is, and is found again.
    """
    copy = _copied(value)
    # A misspelled key may be the very one that is missing, so those come first.
    for finding in sorted(findings, key=lambda finding: str(finding["type"]) != "extra_forbidden"):
        path = cast("Path", tuple(finding["loc"]))
        around = _at(copy, path[:-1])
        if not path or not isinstance(around, dict | list):
            continue
        if str(finding["type"]) == "extra_forbidden":
            _respell(cast("dict[str, object]", around), str(path[-1]), keys_of(inside(form, path[:-1])))
        else:
            _fill(cast("dict[str | int, object]", around), path[-1], finding)
    return copy


def _respell(group: dict[str, object], key: str, known: Sequence[str]) -> None:
    meant = nearest(key, [each for each in known if each not in group])
    value = group.pop(key, None)
    if meant:
        group[meant] = value


def _fill(around: dict[str | int, object], key: str | int, finding: Mapping[str, Any]) -> None:
    kind = str(finding["type"])
    if kind == "missing":
        if key not in around and isinstance(around, dict):  # pyright: ignore[reportUnnecessaryIsInstance] - may be a list
            around[key] = "1"  # a text, a number and a list of one id alike; links to it are not looked at
    elif kind.startswith("int_"):
        around[key] = "1"
    elif kind in {"string_type", "string_too_short"}:
        around[key] = "?"
    elif kind == "string_too_long":
        around[key] = str(finding["input"])[:LONGEST_TEXT]
    elif kind == "literal_error":
        allowed = _QUOTED.findall(str(finding["ctx"]["expected"]))
        around[key] = allowed[0] if allowed else "?"


def _copied(value: object) -> object:
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in cast("dict[str, object]", value).items()}
    if isinstance(value, list):
        return [_copied(each) for each in cast("list[object]", value)]
    return value


def _at(value: object, path: Path) -> object:
    """Follow a path into a value; None where it leads nowhere."""
    for step in path:
        if isinstance(value, dict) and step in value:
            value = cast("dict[str | int, object]", value)[step]
        elif isinstance(value, list) and isinstance(step, int) and step < len(cast("list[object]", value)):
            value = cast("list[object]", value)[step]
        else:
            return None
    return value


def keys_of(model: object) -> list[str]:
    """Give the keys a model knows, as its author writes them; none for what is no model."""
    if isinstance(model, type) and issubclass(model, BaseModel):
        return [field.alias or name for name, field in model.model_fields.items()]
    return []


def inside(form: object, path: Path) -> object:
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
