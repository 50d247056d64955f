"""The small words every file of a scenario is written in: ids, bounded numbers, exact fractions, the frozen base."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

LONGEST_TEXT = 4_000
MOST_POINTS = 10_000
FARTHEST = 100_000

_FRACTION = re.compile(r"[0-9]{1,9}(?:\s*/\s*[0-9]{1,9}|\.[0-9]{1,9})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
RULE_ID = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$"


class Authored(BaseModel):
    """A thing an author writes: frozen, stripped, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, str_max_length=LONGEST_TEXT)


def _split(value: object) -> object:
    """Read `C1 C2` and `C1, C2` as lists; leave lists as they are."""
    if value is None:
        return ()
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _fraction(value: object) -> object:
    """Read `2/3` exactly; nine digits at most, since `1e999999999` is a fraction too and fills the memory."""
    try:
        if isinstance(value, str) and _FRACTION.fullmatch(value.strip()):
            return Fraction("".join(value.split()))
    except ZeroDivisionError:
        pass
    message = "not a fraction like 1/6"
    raise ValueError(message)


def _day(value: object) -> object:
    """Read only `2024-10-24`: a bare number would be taken for seconds."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        message = "not a date like 2024-10-24"
        raise ValueError(message)
    return value


def _yes_or_no(value: object) -> object:
    """Read only `true` and `false`, so that a stray word is never a truth value."""
    if isinstance(value, str):
        if value not in {"true", "false"}:
            message = "write true or false"
            raise ValueError(message)
        return value == "true"
    return value


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$")]
RuleId = Annotated[str, StringConstraints(pattern=RULE_ID)]
Words = Annotated[str, StringConstraints(min_length=1)]
Ids = Annotated[tuple[Id, ...], BeforeValidator(_split), Field(max_length=200)]
Points = Annotated[int, Field(ge=-MOST_POINTS, le=MOST_POINTS)]
Level = Annotated[int, Field(ge=-FARTHEST, le=FARTHEST)]
Quantity = Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]
Minutes = Annotated[int, Field(ge=1, le=1_000)]
TurnNumber = Annotated[int, Field(ge=0, le=100)]
Numbers = Annotated[tuple[TurnNumber, ...], BeforeValidator(_split), Field(max_length=100)]
Day = Annotated[dt.date, BeforeValidator(_day)]
Share = Annotated[Fraction, BeforeValidator(_fraction)]
Flag = Annotated[bool, BeforeValidator(_yes_or_no)]
Cells = Annotated[dict[str, str], Field(max_length=40)]
