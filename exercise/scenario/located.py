"""Text files as values that remember where they stood: YAML trees and CSV rows with line and column.

Every scalar stays text; the models say what it is. So `no` is never a truth value and `1500` may be an id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from exercise.scenario.faults import MOST_FAULTS, Fault, ScenarioError, shortened

DEEPEST = 20
MOST_VALUES = 40_000
MOST_CELLS = 20_000

# The parser is only asked for events, one by one, so depth is checked before anything could recurse.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column, both counted from 1."""

    line: int
    column: int


Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """A YAML document as plain lists, dicts and texts, with the place of every value and every key."""

    value: object
    places: dict[Path, Place]

    def place(self, path: Path) -> Place:
        """Give the place of a value, or of the nearest value around it that is known."""
        return self.places.get(self.known(path), Place(1, 1))

    def known(self, path: Path) -> Path:
        """Give as much of a path as leads to a value that is there."""
        while path and path not in self.places:
            path = path[:-1]
        return path


@dataclass(slots=True)
class _Open:
    """A list or mapping that is still being read."""

    path: Path
    values: list[object] | dict[str, object]
    key: str | None = None


def read_yaml(text: str, file: str) -> Tree:
    """Read one YAML document.

    Raises ScenarioError where it cannot be parsed, is nested more than 20 deep, holds an alias, an anchor, a tag, a
    second document, a key twice, or more than 40,000 values.
    """
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        builder.faults.append(_syntax_fault(error, text, file))
    except UnicodeEncodeError as error:
        builder.faults.append(
            Fault(file, 1, 1, "encoding", f"this is no text: {error.reason}", mend="save it as UTF-8")
        )
    if builder.faults:
        raise ScenarioError(builder.faults)
    return Tree(builder.root, builder.places)


def _syntax_fault(error: yaml.YAMLError, text: str, file: str) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.split("\n")
    if line > len(lines):  # where the file ends too early, libyaml points below it
        line, column = len(lines), len(lines[-1]) + 1
    return Fault(file, line, column, "yaml-syntax", f"this is not YAML: {problem}", mend="check indentation and quotes")


class _Builder:
    """Builds a tree from parser events; recoverable faults are collected, hopeless ones raised."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: object = None
        self.places: dict[Path, Place] = {}
        self.faults: list[Fault] = []
        self.stack: list[_Open] = []
        self.count = 0
        self.documents = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event in."""
        mark = event.start_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    mend = "keep one document a file"
                    self.refuse(place, "yaml-documents", "a second document begins here", "---", mend)
            case yaml.AliasEvent():
                self.refuse(place, "yaml-alias", "aliases are not allowed", f"*{event.anchor}", "write the value out")
            case yaml.ScalarEvent():
                self.guard(event.anchor, event.tag, place)
                value = str(event.value)
                if not_text := _NOT_TEXT.search(value):
                    seen = f"U+{ord(not_text.group()):04X}"
                    self.refuse(place, "control", "a control character, written as an escape", seen, "remove it")
                plain = not event.style  # libyaml says "", the pure parser None
                self.put(None if plain and value in {"", "~", "null"} else value, place)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self.guard(event.anchor, event.tag, place)
                if len(self.stack) >= DEEPEST:
                    self.refuse(place, "yaml-depth", f"nested more than {DEEPEST} deep", "", "write it flatter")
                values: list[object] | dict[str, object] = [] if isinstance(event, yaml.SequenceStartEvent) else {}
                self.stack.append(_Open(self.put(values, place), values))
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self.stack.pop()
            case _:
                pass

    def guard(self, anchor: str | None, tag: str | None, place: Place) -> None:
        """Refuse anchors, tags and documents too large to be meant."""
        if anchor:
            self.refuse(place, "yaml-alias", "anchors are not allowed", f"&{anchor}", "write the value out")
        if tag and tag != "!":
            self.refuse(place, "yaml-tag", "tags are not allowed", tag, "write the value without a tag")
        self.count += 1
        if self.count > MOST_VALUES:
            self.refuse(place, "yaml-size", f"more than {MOST_VALUES} values", "", "split or shorten the file")

    def refuse(self, place: Place, code: str, message: str, seen: str, mend: str) -> None:
        """Stop reading this file."""
        fault = Fault(self.file, place.line, place.column, code, message, shortened(seen), mend)
        raise ScenarioError([*self.faults, fault])

    def put(self, value: object, place: Place) -> Path:
        """Put a value where the parser stands, and remember its place."""
        if not self.stack:
            self.root = value
            self.places[()] = place
            return ()
        top = self.stack[-1]
        if isinstance(top.values, list):
            path: Path = (*top.path, len(top.values))
            top.values.append(value)
        elif top.key is None:
            return self.put_key(top, value, place)
        else:
            path = (*top.path, top.key)
            top.values[top.key] = value
            top.key = None
        self.places[path] = place
        return path

    def put_key(self, top: _Open, value: object, place: Place) -> Path:
        """Take a key of a mapping; it must be a text and must not stand there already."""
        if not isinstance(value, str):
            self.refuse(place, "yaml-key", "a key must be a word", str(value), "write a word before the colon")
        key = str(value)
        assert isinstance(top.values, dict)  # noqa: S101 - told apart by put(); this is for the type checker
        if key in top.values and len(self.faults) < MOST_FAULTS:
            message = "this key stands here twice"
            self.faults.append(
                Fault(self.file, place.line, place.column, "key-twice", message, key, "keep one of them")
            )
        top.key = key
        self.places[(*top.path, key, "")] = place
        return top.path


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a CSV file, its text as written (quotes removed), and where it begins."""

    text: str
    place: Place


# One cell and what ends it. A quoted cell may hold line breaks; what follows its last quote is reported, not guessed.
# Possessive (`*+`), so that a quote that never ends costs one pass and no memory.
_CELL = re.compile(
    r'(?:"(?P<quoted>[^"]*+(?:""[^"]*+)*+)"(?P<after>[^,\r\n]*+)|(?P<plain>[^,\r\n]*+))(?P<end>,|\r\n|\n|\r|\Z)'
)
_BREAK = re.compile(r"\r\n|\n|\r")
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


def read_csv(text: str, file: str) -> list[list[Cell]]:
    """Split a CSV file into rows of cells with their places; wholly empty lines are skipped.

    Raises ScenarioError for a quote that never ends, text after a closing quote, and more than 20,000 cells.
    """
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    line, column, position, count = 1, 1, 0, 0
    while position < len(text):
        match = _CELL.match(text, position)
        place = Place(line, column)
        if match is None or (match["after"] or "").strip() or (match["plain"] or "").lstrip().startswith('"'):
            mend = 'close it with " before the comma, and write "" for a quote inside'
            raise ScenarioError([Fault(file, line, column, "csv-quote", "this quote does not end its cell", "", mend)])
        count += 1
        if count > MOST_CELLS:
            raise ScenarioError(
                [Fault(file, line, column, "csv-size", f"more than {MOST_CELLS} cells", "", "split it")]
            )
        raw = match["quoted"].replace('""', '"') if match["quoted"] is not None else match["plain"]
        row.append(Cell(raw.strip(), place))
        span = match.group(0)
        parts = _BREAK.split(span)
        column = column + len(span) if len(parts) == 1 else len(parts[-1]) + 1
        line += len(parts) - 1
        position = match.end()
        if match["end"] != ",":
            _keep(rows, row)
            row = []
        elif position == len(text):
            row.append(Cell("", Place(line, column)))
    _keep(rows, row)
    return rows


def _keep(rows: list[list[Cell]], row: list[Cell]) -> None:
    if any(cell.text for cell in row):
        rows.append(row)
