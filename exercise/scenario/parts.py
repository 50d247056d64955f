"""The small words every file of a scenario is written in: ids, lists of ids, exact fractions, the frozen base."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

LONGEST_TEXT = 4_000


class Authored(BaseModel):
    """A thing an author writes: frozen, stripped, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, str_max_length=LONGEST_TEXT)


def _split(value: object) -> object:
    """Read `C1 C2` and `C1, C2` as lists; leave lists as they are."""
    if value is None:
        return ()
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _fraction(value: object) -> object:
    """Read `2/3` exactly."""
    if not isinstance(value, str):
        return value
    try:
        return Fraction(value.replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        message = "not a fraction like 1/6"
        raise ValueError(message) from None


def _yes_or_no(value: object) -> object:
    """Read only `true` and `false`, so that a stray word is never a truth value."""
    if isinstance(value, str):
        if value not in {"true", "false"}:
            message = "write true or false"
            raise ValueError(message)
        return value == "true"
    return value


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$")]
Words = Annotated[str, StringConstraints(min_length=1)]
Ids = Annotated[tuple[Id, ...], BeforeValidator(_split)]
Numbers = Annotated[tuple[int, ...], BeforeValidator(_split)]
Share = Annotated[Fraction, BeforeValidator(_fraction)]
Flag = Annotated[bool, BeforeValidator(_yes_or_no)]
Cells = dict[str, str]
