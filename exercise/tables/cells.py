"""The cell grammar: a decidable subset of DMN's S-FEEL unary tests, read once into typed conditions.

    entry    = "-" | tests | "not(" tests ")"
    tests    = test { "," test }
    test     = value | ("<" | "<=" | ">" | ">=") value | interval
    interval = ("[" | "(" | "]") value ".." value ("]" | ")" | "[")
    value    = number | word | "true" | "false"

Words may be bare or in double quotes. Blanks between the parts mean nothing. There are no variables, no arithmetic and
no functions, which is what keeps every proof about a table exact.
"""

import re

from exercise.tables.conditions import Between, CellTest, Compared, Condition, Only, anything, condition_of
from exercise.tables.damage import refuse_damage
from exercise.tables.errors import CellError
from exercise.tables.kinds import Flag, Kind, Number, Scale, Value, check_value, value_text
from exercise.tables.literals import read_literal

__all__ = [
    "CellError",
    "Condition",
    "Flag",
    "Kind",
    "Number",
    "Scale",
    "Value",
    "check_value",
    "parse_cell",
    "parse_value",
]

_NOT = re.compile(r"not\s*\(")
_SIGN = re.compile(r"<=|>=|<|>")
_END_OF_BARE = re.compile(r"\.\.|[,()\[\]\"<>=]")
_BLANK = re.compile(r"\s*")


def parse_cell(text: str, kind: Kind) -> Condition:
    """The condition that the text of a cell writes for an input of this kind.

    Raises CellError where the text cannot be read, a value is off the scale (with the nearest right spelling), words
    without order are compared, a flag gets something else, an interval is empty or reversed, the cell is empty or could
    never hold, or a spreadsheet has damaged it.
    """
    refuse_damage(text, kind)
    if text.strip() == "-":
        return anything(kind)
    reader = _Reader(text, kind)
    negated = bool(reader.takes(_NOT))
    tests = reader.tests()
    if negated:
        reader.expects(")", "close not( with )")
    reader.ends()
    return condition_of(kind, tests, negated=negated, seen=text)


def parse_value(text: str, kind: Kind) -> Value:
    """The one literal that the text of a then-cell writes. Raises CellError where it is not exactly one of the kind."""
    refuse_damage(text, kind)
    reader = _Reader(text, kind)
    value = reader.value()
    reader.ends()
    return value


class _Reader:
    """Reads one cell from left to right."""

    def __init__(self, text: str, kind: Kind) -> None:
        self.text = text
        self.kind = kind
        self.at = 0
        self.skip_blanks()

    def skip_blanks(self) -> None:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def takes(self, shape: re.Pattern[str]) -> str:
        """Steps over what has this shape and gives it, or gives ""."""
        found = shape.match(self.text, self.at)
        if not found:
            return ""
        self.at = found.end()
        self.skip_blanks()
        return found[0]

    def takes_one(self, marks: str) -> str:
        """Steps over one of these marks and gives it, or gives ""."""
        mark = self.text[self.at : self.at + 1]
        if not mark or mark not in marks:
            return ""
        self.at += 1
        self.skip_blanks()
        return mark

    def expects(self, marks: str, mend: str) -> str:
        mark = self.takes_one(marks)
        if not mark:
            raise self.fault(f"{' or '.join(marks)} is missing", mend)
        return mark

    def ends(self) -> None:
        if self.at < len(self.text):
            rest = self.text[self.at :]
            raise self.fault(
                f"{rest!r} is left over", "separate values with commas; not( ) stands around the whole cell"
            )

    def fault(self, message: str, mend: str) -> CellError:
        return CellError(f"{message} at character {self.at + 1}", self.text, mend)

    def tests(self) -> tuple[CellTest, ...]:
        found = [self.test()]
        while self.takes_one(","):
            found.append(self.test())
        return tuple(found)

    def test(self) -> CellTest:
        if sign := self.takes(_SIGN):
            return self.comparison(sign)
        if opening := self.takes_one("[(]"):
            return self.interval(opening)
        return self.only()

    def comparison(self, sign: str) -> CellTest:
        self.needs_order(sign)
        end = self.only()
        highest = len(self.kind.values) - 1 if isinstance(self.kind, Scale) else None
        if highest is not None and (sign, end.at) in {("<", 0), (">", highest)}:
            raise CellError(
                f"nothing on the scale is {sign} {end.word}", self.text, "name a word that leaves some over"
            )
        return Compared(sign, end.at, end.word)

    def interval(self, opening: str) -> CellTest:
        self.needs_order("..")
        low = self.only()
        if self.text[self.at : self.at + 2] != "..":
            raise self.fault(".. is missing", "write an interval as [3..5] or (3..5), its two ends joined by two dots")
        self.at += 2
        self.skip_blanks()
        high = self.only()
        low_in, high_in = opening == "[", self.expects("])[", "close the interval with ], ) or [") == "]"
        if low.at > high.at:
            raise CellError("an interval is reversed", self.text, f"write the lower end first: {high.word}..{low.word}")
        if self.is_empty(low, high, open_ends=(not low_in) + (not high_in)):
            raise CellError("an interval is empty", self.text, "let in an end with [ or ], or move the ends apart")
        return Between(low, high, low_in, high_in)

    def is_empty(self, low: Only, high: Only, open_ends: int) -> bool:
        if isinstance(self.kind, Scale):
            return high.at - low.at + 1 - open_ends <= 0
        return low.at == high.at and open_ends > 0

    def needs_order(self, sign: str) -> None:
        if isinstance(self.kind, Number) or (isinstance(self.kind, Scale) and self.kind.ordered):
            return
        what = "these words have no order" if isinstance(self.kind, Scale) else "true and false have no order"
        raise CellError(f"{what}, so {sign!r} means nothing", self.text, "name the values, separated by commas")

    def only(self) -> Only:
        value = self.value()
        if isinstance(value, str):
            rank = self.kind.values.index(value) if isinstance(self.kind, Scale) else 0
            return Only(rank, value_text(value))
        return Only(value, value_text(value))

    def value(self) -> Value:
        quoted = self.text[self.at : self.at + 1] == '"'
        word = self.quoted_word() if quoted else self.bare_word()
        self.skip_blanks()
        return read_literal(word, self.kind, quoted=quoted, seen=self.text)

    def quoted_word(self) -> str:
        end = self.text.find('"', self.at + 1)
        if end < 0:
            raise self.fault("a quote is never closed", 'write straight quotes on both sides, as "kursk"')
        word = self.text[self.at + 1 : end]
        self.at = end + 1
        return word

    def bare_word(self) -> str:
        found = _END_OF_BARE.search(self.text, self.at)
        end = found.start() if found else len(self.text)
        word = self.text[self.at : end].strip()
        if word == "not" and self.text[end : end + 1] == "(":
            raise self.fault("not( ) stands inside a cell", "write not( ) once, around the whole cell")
        if not word:
            raise self.fault("a value is missing", "write a value here, or '-' alone for any value")
        self.at = end
        return word
