"""A folder on disk, trusted in nothing: only named, plain, small UTF-8 files are read, and none outside it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from exercise.scenario.faults import Fault, ScenarioError, shortened, suggestion

LARGEST = 1_000_000
LARGEST_TOGETHER = 2_000_000
MOST_FILES = 200
NEEDED = ("scenario.yaml", "claims.csv", "assumptions.csv", "variants.yaml", "debrief.yaml")
OPTIONAL = ("injects.yaml", "checks.yaml", "cases.yaml", "later.csv")
SEALED = "later.csv"

# What neither YAML nor a spreadsheet has in its text; a byte order mark is one only in the middle.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")


def files_of(folder: Path) -> dict[str, bytes]:
    """Read the files of a scenario's folder by their relative names, sorted.

    Raises ScenarioError for a folder that is none or may not be read, files that are missing, unknown, links, devices,
    over 1 MB, over 2 MB together, or more than 200.
    """
    faults: list[Fault] = []
    found: dict[str, bytes] = {}
    try:
        entries = list(islice(_entries(folder), MOST_FILES + 1))
    except OSError as error:
        mend = "give a folder that holds scenario.yaml, and that may be read"
        message = f"this is no folder that can be read: {error.strerror}"
        raise ScenarioError([Fault(shortened(folder.name), 0, 0, "folder", message, shortened(folder), mend)]) from None
    if len(entries) > MOST_FILES:
        message = f"more than {MOST_FILES} files"
        mend = "keep only the scenario's files"
        raise ScenarioError([Fault(shortened(folder.name), 0, 0, "files-many", message, mend=mend)])
    for name, path in entries:
        try:
            found[name] = _bytes_of(name, path)
        except ScenarioError as error:
            faults.extend(error.faults)
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}"
            faults.append(Fault(shortened(name), 0, 0, "file-unreadable", message, mend="let it be read"))
    if sum(map(len, found.values())) > LARGEST_TOGETHER:
        message = f"the files are larger than {LARGEST_TOGETHER // 1_000_000} MB together"
        faults.append(Fault(shortened(folder.name), 0, 0, "files-large", message, mend="shorten them"))
    named = {fault.file for fault in faults}
    faults.extend(
        Fault(name, 0, 0, "file-missing", "this file is missing", mend=f"add {name}")
        for name in NEEDED
        if name not in found and name not in named
    )
    if faults:
        raise ScenarioError(faults)
    return dict(sorted(found.items()))


def _entries(folder: Path) -> Iterator[tuple[str, Path]]:
    """Walk the folder and its `tables`, no deeper, following no link; hidden files of editors are passed over."""
    for path in _listed(folder):
        if path.name == "tables" and stat.S_ISDIR(path.lstat().st_mode):
            yield from ((f"tables/{inner.name}", inner) for inner in _listed(path))
        else:
            yield path.name, path


def _listed(folder: Path) -> list[Path]:
    """List a folder in order; of one with very many files only so many as it takes to refuse it."""
    return sorted(islice((path for path in folder.iterdir() if not path.name.startswith(".")), MOST_FILES + 1))


def _bytes_of(name: str, path: Path) -> bytes:
    """Read one entry; raises ScenarioError for what is no plain, small file of a scenario.

    It is opened without following links or waiting, and looked at only then: nothing can be put in its place between.
    """
    shown = shortened(name)
    known = (*NEEDED, *OPTIONAL)
    if path.is_symlink():
        message = "this is a link; links are not followed"
        raise ScenarioError([Fault(shown, 0, 0, "file-link", message, mend="put the file itself here")])
    if not (name in known or (name.startswith("tables/") and name.endswith(".csv"))):
        mend = "put the tables into a folder of this name" if name == "tables" else ""
        mend = mend or suggestion(name, known, "take it out of the folder")
        raise ScenarioError([Fault(shown, 0, 0, "file-unknown", "a scenario has no such file", shown, mend)])
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            message = "this is not a plain file"
            raise ScenarioError([Fault(shown, 0, 0, "file-kind", message, mend="put a plain file here")])
        with open(descriptor, "rb", closefd=False) as stream:
            data = stream.read(LARGEST + 1) if status.st_size <= LARGEST else b""
    finally:
        os.close(descriptor)
    size = max(status.st_size, len(data))
    if size > LARGEST:
        message, seen = "the file is larger than 1 MB", f"{size:,} bytes"
        raise ScenarioError([Fault(shown, 0, 0, "file-large", message, seen, "split or shorten it")])
    return data


def text_of(name: str, data: bytes) -> str:
    """Give a file's text; raises ScenarioError where it is not plain UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ScenarioError([Fault(name, 1, 1, "encoding", "this is UTF-16", mend="save it as UTF-8")])
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]  # a byte order mark is what spreadsheets write; it carries nothing
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        before = data[data.rfind(b"\n", 0, error.start) + 1 : error.start]
        column = len(before.decode("utf-8")) + 1
        seen = data[error.start : error.start + 4].hex(" ")
        raise ScenarioError([Fault(name, line, column, "encoding", "not UTF-8", seen, "save it as UTF-8")]) from None
    mark = _NOT_TEXT.search(text)
    if mark is not None:
        line = text.count("\n", 0, mark.start()) + 1
        column = mark.start() - (text.rfind("\n", 0, mark.start()) + 1) + 1
        seen = f"U+{ord(mark.group()):04X}"
        raise ScenarioError([Fault(name, line, column, "control", "a control character", seen, "remove it")])
    return text
