"""What a parsed cell holds: its tests, as typed objects that compare numbers and ranks, never text."""

from dataclasses import dataclass
from fractions import Fraction

from exercise.tables.errors import CellError
from exercise.tables.kinds import Flag, Kind, Number, Scale, Value

# A number itself; the rank of a scale's word, from 0; a flag itself.
Place = int | float | Fraction


@dataclass(frozen=True, slots=True)
class Only:
    """The value is this one. `word` is how a cell writes it."""

    at: int | float
    word: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The value stands `sign` ("<", "<=", ">" or ">=") this one."""

    sign: str
    at: int | float
    word: str


@dataclass(frozen=True, slots=True)
class Between:
    """The value stands from `low` to `high`; whether each end counts is said by `low_in` and `high_in`."""

    low: Only
    high: Only
    low_in: bool
    high_in: bool


CellTest = Only | Compared | Between

_SIGN_WORDS = {"<": "less than", "<=": "at most", ">": "more than", ">=": "at least"}


@dataclass(frozen=True, slots=True)
class Condition:
    """One cell, read. Made by `parse_cell`.

    `text` is the cell as written, normalised: read again it gives an equal condition. `is_any` is True for "-".
    The condition holds where any of `tests` does, or, if `negated`, where none does. `admitted` lists the values for
    which it holds; it is None for numbers, which are endless.
    """

    kind: Kind
    text: str
    is_any: bool
    tests: tuple[CellTest, ...]
    negated: bool
    admitted: frozenset[Value] | None

    def admits(self, value: Value | Fraction) -> bool:
        """Whether the condition holds for a value that is already known to be of the kind.

        A Fraction counts as a number, so that a proof can stand between any two numbers.
        """
        if self.is_any:
            return True
        if self.admitted is not None:
            return value in self.admitted
        return not isinstance(value, str) and _any_meets(self.tests, value) is not self.negated

    def cuts(self) -> tuple[int | float, ...]:
        """The numbers this cell names, ascending, each once; none for words and flags."""
        if not isinstance(self.kind, Number):
            return ()
        named: set[int | float] = set()
        for test in self.tests:
            named.update((test.low.at, test.high.at) if isinstance(test, Between) else (test.at,))
        return tuple(sorted(named))

    def says(self, name: str) -> str:
        """The condition in words about the field `name`: "posture is deny or ambiguous", "unit is anything"."""
        if self.is_any:
            return f"{name} is anything"
        words = [_test_words(test) for test in self.tests]
        if not self.negated:
            return f"{name} is {_joined(words, 'or')}"
        return f"{name} is not {words[0]}" if len(words) == 1 else f"{name} is neither {_joined(words, 'nor')}"


def anything(kind: Kind) -> Condition:
    """The condition of the cell "-"."""
    return Condition(kind, "-", is_any=True, tests=(), negated=False, admitted=_admitted(kind, (), negated=True))


def condition_of(kind: Kind, tests: tuple[CellTest, ...], *, negated: bool, seen: str) -> Condition:
    """The condition that holds where any test does, or none if negated.

    Raises CellError, showing `seen`, where no value of a scale or flag could ever meet it.
    """
    admitted = _admitted(kind, tests, negated=negated)
    if admitted is not None and not admitted:
        raise CellError("this cell can never hold: it leaves no value over", seen, "leave at least one value in")
    inside = ", ".join(_test_text(test) for test in tests)
    text = f"not({inside})" if negated else inside
    return Condition(kind, text, is_any=False, tests=tests, negated=negated, admitted=admitted)


def meets(test: CellTest, place: Place) -> bool:
    """Whether one test holds at a number or rank."""
    match test:
        case Only(at):
            return place == at
        case Compared("<", at):
            return place < at
        case Compared("<=", at):
            return place <= at
        case Compared(">", at):
            return place > at
        case Compared(_, at):
            return place >= at
        case Between(low, high, low_in, high_in):
            above = place >= low.at if low_in else place > low.at
            below = place <= high.at if high_in else place < high.at
            return above and below


def _any_meets(tests: tuple[CellTest, ...], place: Place) -> bool:
    return any(meets(test, place) for test in tests)


def _admitted(kind: Kind, tests: tuple[CellTest, ...], *, negated: bool) -> frozenset[Value] | None:
    match kind:
        case Number():
            return None
        case Scale(values):
            return frozenset(word for rank, word in enumerate(values) if _any_meets(tests, rank) is not negated)
        case Flag():
            return frozenset(flag for flag in (False, True) if _any_meets(tests, flag) is not negated)


def _test_text(test: CellTest) -> str:
    match test:
        case Only(_, word):
            return word
        case Compared(sign, _, word):
            return f"{sign} {word}"
        case Between(low, high, low_in, high_in):
            return f"{'[' if low_in else '('}{low.word}..{high.word}{']' if high_in else ')'}"


def _test_words(test: CellTest) -> str:
    match test:
        case Only(_, word):
            return word
        case Compared(sign, _, word):
            return f"{_SIGN_WORDS[sign]} {word}"
        case Between(low, high, low_in, high_in):
            # "(excluded)" rather than "more than 3 and less than 5": it stays clear inside "not" and "or".
            return f"from {low.word}{'' if low_in else ' (excluded)'} to {high.word}{'' if high_in else ' (excluded)'}"


def _joined(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
