"""Damage that spreadsheets and word processors do to cells, called by its name."""

import re

from exercise.tables.errors import CellError
from exercise.tables.kinds import Kind, Scale

_MARKS = {
    "\u00a0": ("a no-break space", "an ordinary space, or none"),
    "\u2007": ("a no-break space", "an ordinary space, or none"),
    "\u202f": ("a no-break space", "an ordinary space, or none"),
    "\u200b": ("an invisible zero-width space", "the cell again by hand"),
    "\ufeff": ("an invisible byte order mark", "the cell again by hand, and save as UTF-8 without BOM"),
    "\u201c": ("a smart quote", 'straight quotes, as in "kursk"'),
    "\u201d": ("a smart quote", 'straight quotes, as in "kursk"'),
    "\u201e": ("a smart quote", 'straight quotes, as in "kursk"'),
    "\u00ab": ("a smart quote", 'straight quotes, as in "kursk"'),
    "\u00bb": ("a smart quote", 'straight quotes, as in "kursk"'),
    "\u2018": ("a smart quote", 'straight quotes, as in "kursk"'),
    "\u2019": ("a smart quote", 'straight quotes, as in "kursk"'),
    "\u2013": ("a long dash", "a plain -"),
    "\u2014": ("a long dash", "a plain -"),
    "\u2212": ("a typeset minus sign", "a plain -"),
    "\u2264": ("a typeset sign", "<="),
    "\u2265": ("a typeset sign", ">="),
    "\u2026": ("an ellipsis made of two or three dots", "two plain dots, as in [3..5]"),
    "...": ("three dots", "two dots, as in [3..5], and 0.5 rather than .5"),
}
_MONTH = r"(?:jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zäé]*"
_SHAPES = (
    (re.compile(r"="), "a formula", "the value itself: a cell is read as it stands and nothing is computed"),
    (re.compile(r"#[A-Z]|Err:\d"), "a spreadsheet's error mark", "the value that should stand here"),
    (
        re.compile(
            rf"\d{{4}}-\d\d?-\d\d?\b|\d\d?[./]\d\d?[./](?:\d{{4}}|\d\d)?$|\d\d?[-./ ]+{_MONTH}\b|{_MONTH}[-./ ]+\d+",
            re.IGNORECASE,
        ),
        "a date, which a spreadsheet makes of 1-3",
        "an interval as [1..3], in a column formatted as text",
    ),
)
_RANGE = re.compile(r"([+-]?\d+)\s*-\s*(\d+)")


def refuse_damage(text: str, kind: Kind) -> None:
    """Raises CellError naming the damage, where the text of a cell shows any. What the scale's own words
    look like is never damage."""
    words = kind.values if isinstance(kind, Scale) else ()
    if not text.strip():
        raise CellError("the cell is empty", text, "write '-' for any value")
    for mark, (name, mend) in _MARKS.items():
        if mark in text and not any(mark in word for word in words):
            raise CellError(f"the cell holds {name}", text, f"write {mend}")
    bare = text.strip()
    for shape, name, mend in _SHAPES:
        if shape.match(bare) and not any(shape.match(word) for word in words):
            raise CellError(f"the cell holds {name}", text, f"write {mend}")
    found = _RANGE.fullmatch(bare)
    if found and bare not in words:
        raise CellError("a range is not written with a dash", text, f"write [{found[1]}..{found[2]}]")
