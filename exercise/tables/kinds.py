"""What a value may be: a number, a word of a scale, or true or false."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from exercise.tables.errors import CellError, TableError

Value = str | int | float | bool

_BARE_WORD = re.compile(r"\w[\w-]*")


@dataclass(frozen=True, slots=True)
class Number:
    """A finite int or float, never a bool; `unit` is for people and is compared, never converted."""

    unit: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """A closed list of words. In the order given, least first, unless `ordered` is False: then they have no order.

    As the kind of an output, the word that stands first has the highest priority (DMN: output values).
    Raises CellError where there is no word, a word stands twice, is empty, has blanks at its ends or holds a `"`.
    """

    values: tuple[str, ...]
    ordered: bool = True

    def __post_init__(self) -> None:
        if not self.values:
            raise CellError("a scale has no words", "()", "list at least one word")
        for place, word in enumerate(self.values):
            if word in self.values[:place]:
                raise CellError("a word stands twice on one scale", word, "list every word once")
            if not word or word != word.strip() or '"' in word:
                mend = 'write it without double quotes and without blanks at its ends, as "kursk"'
                raise CellError("a scale has a word that no cell could name", word, mend)


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false: the bools themselves, not 1, 0 or words."""


Kind = Number | Scale | Flag


def number_text(number: float) -> str:
    """The number as a cell writes it, without an exponent: 7000, -3, 0.0000001."""
    if isinstance(number, int):
        return str(number)
    return format(Decimal(repr(number)), "f")


def value_text(value: object) -> str:
    """A value as a cell writes it: true, 7000, kursk, "rear guard"."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) and math.isfinite(value):
        return number_text(value)
    if isinstance(value, str):
        return value if _BARE_WORD.fullmatch(value) else f'"{value}"'
    return repr(value)


def allowed_text(kind: Kind) -> str:
    """What may be written where a value of this kind stands, in words."""
    match kind:
        case Number(unit):
            return f"a number in {unit}" if unit else "a number"
        case Scale(values):
            return "one of " + ", ".join(value_text(word) for word in values)
        case Flag():
            return "true or false"


def suggestion(word: str, kind: Scale) -> str:
    """What to write instead of a word that is not on the scale: the nearest one if there is one, and all of them."""
    parts = word.split()
    if len(parts) > 1 and all(part in kind.values for part in parts):
        return f"put commas between them: {', '.join(parts)}"
    folded = {value.casefold(): value for value in kind.values}
    near = get_close_matches(word.casefold(), folded, n=1)
    hint = f"did you mean {value_text(folded[near[0]])}? " if near else ""
    return f"{hint}write {allowed_text(kind)}"


def check_value(value: object, kind: Kind, name: str, table: str = "") -> None:
    """Holds the value of the field `name` against its kind.

    Raises TableError with the field, the value seen and the allowed values where it is of the wrong type (a bool is no
    number, 1 is not true), not finite, or off the scale.
    """
    match kind:
        case Number():
            wrong = _number_fault(value)
        case Scale():
            wrong = _word_fault(value, kind)
        case Flag():
            wrong = "" if isinstance(value, bool) else f"this needs true or false, not {_type_text(value)}"
    if wrong:
        mend = suggestion(value, kind) if isinstance(kind, Scale) and isinstance(value, str) else allowed_text(kind)
        mend = mend if "write " in mend or mend.startswith("put ") else f"write {mend}"
        raise TableError(table, name, wrong, repr(value), mend)


def _number_fault(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"this needs a number, not {_type_text(value)}"
    return "" if math.isfinite(value) else "this needs a finite number"


def _word_fault(value: object, kind: Scale) -> str:
    if not isinstance(value, str):
        return f"this needs a word of its scale, not {_type_text(value)}"
    return "" if value in kind.values else "this word is not on the scale"


def _type_text(value: object) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    return "a text" if isinstance(value, str) else type(value).__name__
