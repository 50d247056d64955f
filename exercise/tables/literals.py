"""One literal of a cell: a number, a word of a scale, true or false."""

import math
import re

from exercise.tables.errors import CellError
from exercise.tables.kinds import Flag, Kind, Number, Scale, Value, allowed_text, suggestion

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_LEADING_ZERO = re.compile(r"[+-]?0[0-9]")
_LONGEST_NUMBER = 40


def read_literal(word: str, kind: Kind, *, quoted: bool, seen: str) -> Value:
    """The value that one literal stands for; `word` comes without its quotes, `seen` is the whole cell.

    An int stays an int. TRUE and False, as spreadsheets write them, are read as true and false.
    Raises CellError where it is not of the kind or not on the scale, with the nearest right spelling.
    """
    match kind:
        case Scale(values):
            if word in values:
                return word
            raise CellError(f"{word!r} is not on the scale", seen, suggestion(word, kind))
        case Flag():
            if not quoted and word.lower() in {"true", "false"}:
                return word.lower() == "true"
            raise CellError(f"{word!r} is neither true nor false", seen, f"write {allowed_text(kind)}, without quotes")
        case Number():
            if quoted or not _NUMBER.fullmatch(word):
                mend = f"write {allowed_text(kind)} with a plain point, as 7000 or -2.5, without quotes"
                raise CellError(f"{word!r} is not a number", seen, mend)
            return _number(word, seen)


def _number(word: str, seen: str) -> int | float:
    if _LEADING_ZERO.match(word):
        # "7,000" would otherwise be read as 7 or 0, and "0,05" as 0 or 5.
        mend = "write thousands without a mark, as 7000, and decimals with a point, as 0.05"
        raise CellError(f"{word!r} starts with a zero", seen, mend)
    number = float(word) if "." in word else int(word) if len(word) <= _LONGEST_NUMBER else math.inf
    if len(word) > _LONGEST_NUMBER or not math.isfinite(number):
        raise CellError("a number is too long", seen, f"write at most {_LONGEST_NUMBER} characters")
    return number
