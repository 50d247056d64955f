"""A folder on disk, trusted in nothing: only named, plain, small UTF-8 files are read, and none outside it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from exercise.scenario.faults import Fault, ScenarioError, shortened, suggestion

LARGEST = 1_000_000
MOST_FILES = 200
NEEDED = ("scenario.yaml", "claims.csv", "assumptions.csv", "variants.yaml", "debrief.yaml")
OPTIONAL = ("injects.yaml", "checks.yaml", "cases.yaml", "later.csv")
SEALED = "later.csv"


def files_of(folder: Path) -> dict[str, bytes]:
    """Read the files of a scenario's folder by their relative names, sorted.

    Raises ScenarioError for a folder that is none, files that are missing, unknown, links, devices or over 1 MB.
    """
    if not folder.is_dir():
        mend = "give a folder that holds scenario.yaml"
        raise ScenarioError([Fault(shortened(folder.name), 0, 0, "folder", "this is not a folder", str(folder), mend)])
    faults: list[Fault] = []
    found: dict[str, bytes] = {}
    for count, (name, path) in enumerate(_entries(folder)):
        if count >= MOST_FILES:
            message = f"more than {MOST_FILES} files"
            faults.append(Fault(folder.name, 0, 0, "files-many", message, mend="keep only the scenario's files"))
            break
        fault = _refusal(name, path)
        if fault is not None:
            faults.append(fault)
            continue
        with path.open("rb") as stream:
            found[name] = stream.read(LARGEST + 1)
        if len(found[name]) > LARGEST:
            faults.append(Fault(name, 0, 0, "file-large", "the file grew over 1 MB while it was read"))
    for name in NEEDED:
        if name not in found and not any(fault.file == name for fault in faults):
            faults.append(Fault(name, 0, 0, "file-missing", "this file is missing", mend=f"add {name}"))
    if faults:
        raise ScenarioError(faults)
    return dict(sorted(found.items()))


def _entries(folder: Path) -> Iterator[tuple[str, Path]]:
    """Walk the folder and its `tables`, no deeper, following no link; hidden files of editors are passed over."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.name == "tables" and path.is_dir() and not path.is_symlink():
            yield from ((f"tables/{inner.name}", inner) for inner in sorted(path.iterdir()) if inner.name[0] != ".")
        else:
            yield path.name, path


def _refusal(name: str, path: Path) -> Fault | None:
    """Say why an entry is not read, or nothing."""
    known = (*NEEDED, *OPTIONAL, "tables")
    shown = shortened(name)
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        return Fault(
            shown, 0, 0, "file-link", "this is a link; links are not followed", mend="put the file itself here"
        )
    if not (name in known or (name.startswith("tables/") and name.endswith(".csv"))):
        mend = suggestion(name, known, "take it out of the folder")
        return Fault(shown, 0, 0, "file-unknown", "a scenario has no such file", shown, mend)
    if not stat.S_ISREG(status.st_mode):
        return Fault(shown, 0, 0, "file-kind", "this is not a plain file", mend="put a plain file here")
    if status.st_size > LARGEST:
        seen = f"{status.st_size:,} bytes"
        return Fault(shown, 0, 0, "file-large", "the file is larger than 1 MB", seen, "split or shorten it")
    return None


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
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        seen = data[error.start : error.start + 4].hex(" ")
        raise ScenarioError([Fault(name, line, column, "encoding", "not UTF-8", seen, "save it as UTF-8")]) from None
    for position, mark in enumerate(text):
        if ord(mark) < 32 and mark not in "\t\n\r":
            line = text.count("\n", 0, position) + 1
            column = position - (text.rfind("\n", 0, position) + 1) + 1
            fault = Fault(name, line, column, "control", "a control character", f"U+{ord(mark):04X}", "remove it")
            raise ScenarioError([fault])
    return text
