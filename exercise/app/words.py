"""The sentences of the interface, from gettext catalogues: a language is a file; scenario text stays with its author.

CONTRIBUTING.md says how the template is taken from the code and how a language is added.
"""

from __future__ import annotations

import gettext
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

import streamlit as st

DOMAIN: Final = "exercise"
FOLDER: Final = Path(__file__).with_name("locale")

# What a browser may call a language; anything else never becomes part of a path.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")


def say(sentence: str, /, **values: object) -> str:
    """Give a sentence in the browser's language, as it stands here where there is none, with its `{names}` filled in.

    The sentence is a literal, so that it can be found in the code; people's words come as values. The result is plain
    text: Markdown or HTML around it is for whoever shows it.
    """
    return _filled(_catalogue(_language()).gettext(sentence), sentence, values)


def say_many(one: str, many: str, count: int, /, **values: object) -> str:
    """Give the sentence for one or for many, with `{count}` filled in as well."""
    own = one if count == 1 else many
    return _filled(_catalogue(_language()).ngettext(one, many, count), own, {"count": count, **values})


def _filled(told: str, own: str, values: dict[str, object]) -> str:
    if not values:
        return told
    try:
        return told.format(**values)
    except (LookupError, AttributeError, ValueError):
        # A translation with a name that the sentence does not have: better our own words than no page.
        return own.format(**values)


def _language() -> str:
    """Give the language that the browser asks for, empty outside a page."""
    return st.context.locale or ""


@lru_cache(maxsize=128)
def _catalogue(language: str) -> gettext.NullTranslations:
    if not _LANGUAGE.fullmatch(language):
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, FOLDER, [language.replace("-", "_")], fallback=True)
