"""The program's own sentences, from gettext catalogues: a language is a file; scenario text stays with its author.

CONTRIBUTING.md says how the template is taken from the code and how a language is added.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Final

DOMAIN: Final = "exercise"
FOLDER: Final = Path(__file__).with_name("locale")

_sources: list[Callable[[], str]] = []
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)

# What a browser may call a language; anything else never becomes part of a path.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")


def say(sentence: str, /, **values: object) -> str:
    """Give a sentence in the reader's language, as it stands here where there is none, with its `{names}` filled in.

    The sentence is a literal, so that it can be found in the code; people's words come as values. The result is plain
    text: Markdown or HTML around it is for whoever shows it.
    """
    return _filled(_catalogue(language()).gettext(sentence), sentence, values)


def say_many(one: str, many: str, count: int, /, **values: object) -> str:
    """Give the sentence for one or for many, with `{count}` filled in as well."""
    own = one if count == 1 else many
    return _filled(_catalogue(language()).ngettext(one, many, count), own, {"count": count, **values})


def _filled(told: str, own: str, values: dict[str, object]) -> str:
    if not values:
        return told
    try:
        return told.format(**values)
    except (LookupError, AttributeError, TypeError, ValueError):
        # A translation with a name that the sentence does not have: better our own words than no page.
        return own.format(**values)


def ask_language_of(source: Callable[[], str]) -> None:
    """Let `source` say, each time, which language the reader wants; pages know it from the browser."""
    _sources[:] = [source]


@contextmanager
def speaking(language: str) -> Generator[None]:
    """Say everything inside in one language, whoever reads: for files that are made away from the page."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def language() -> str:
    """Give the language in force, as the reader's browser names it; empty where nobody said."""
    spoken = _spoken.get()
    if spoken is not None:
        return spoken
    return _sources[0]() if _sources else ""


@lru_cache(maxsize=128)
def _catalogue(named: str) -> gettext.NullTranslations:
    if not _LANGUAGE.fullmatch(named):
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, FOLDER, [named.replace("-", "_")], fallback=True)
