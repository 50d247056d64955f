"""Made-up languages for the debrief to keep: catalogues of every sentence there is, and what stays unsaid in a text."""

import gettext
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from pydantic import BaseModel

from exercise import words
from exercise.scenario.model import Scenario
from exercise.words import speaking

TEMPLATE = words.FOLDER / "exercise.pot"
# No scenario has it, so what is made of it was said.
SAID = "ж"
# The fields of a scenario that hold an author's words; the others hold ids.
AUTHORED = re.compile(
    "label|title|task|why|text|author|date|date_text|citation|note|ends|buys|costs|says|owner|question|none_says|recall"
    "|name|ours|theirs|asks|summary|limits|because|items|statement|why_needed|how_kept_honest|hedge|doubt|locator"
    "|likelihood|sender|fact|who|where|status|stages|quantities"
)
SPOKEN_ATTRIBUTES = ("aria-label", "data-head", "title")


def sentences() -> list[Message]:
    """Every sentence that the code and the templates say."""
    with TEMPLATE.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def masked(sentence: str) -> str:
    """The sentence with every letter made the same one, and its names in braces left as they are."""
    return re.sub(r"\{[^}]*\}|[^\W\d_]", lambda found: found[0] if found[0].startswith("{") else SAID, sentence)


class Listening(gettext.NullTranslations):
    """No language at all, which remembers what was asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: set[str | tuple[str, str]] = set()

    def gettext(self, message: str) -> str:
        self.heard.add(message)
        return super().gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.heard.add((msgid1, msgid2))
        return super().ngettext(msgid1, msgid2, n)


@contextmanager
def language(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, translated: Callable[[Message, int], str]
) -> Iterator[None]:
    """Say everything inside in a language in which `translated` gives each sentence, of those for counts each form."""
    catalogue = Catalog(locale=name)
    for message in sentences():
        forms = catalogue.num_plurals if message.pluralizable else 1
        told = tuple(translated(message, form) for form in range(forms))
        catalogue.add(message.id, told if message.pluralizable else told[0])
    path = folder / name / "LC_MESSAGES" / f"{words.DOMAIN}.mo"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)
    with monkeypatch.context() as patch:
        patch.setattr(words, "FOLDER", folder)
        words._catalogue.cache_clear()
        with speaking(name):
            yield
    words._catalogue.cache_clear()


def english(message: Message, form: int) -> str:
    """The sentence itself; of a pair for one and many, the second for every form but the first."""
    return message.id[min(form, 1)] if message.pluralizable else message.id


def unsaid(told: Iterable[str], scenario: Scenario, others: Iterable[str]) -> list[str]:
    """What of these texts is neither said, nor the author's, nor one of the others, nor an id or a number."""
    known = {*authored(scenario), *rule_names(scenario), *others}
    patterns = [re.sub(r"\\\{\w+\\\}", ".{0,80}?", re.escape(" ".join(text.split()))) for text in known if text.strip()]
    allowed = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(patterns, key=len, reverse=True))})(?!\w)", re.IGNORECASE)
    ids = re.compile(r"(?<!\w)[A-Z]{1,3}\d+(?!\w)")
    # Most texts stand there many times, and many are one of an author's; to look through the others takes longest.
    rest = {" ".join(text.split()) for text in told} - known
    found = [ids.sub("", allowed.sub("", text)) for text in sorted(rest) if re.search(r"[A-Za-z]", text)]
    return [text for text in found if re.search(r"[A-Za-z]", text)]


def authored(value: object, name: str = "") -> Iterator[str]:
    """Every text of a scenario that its author wrote to be read."""
    if isinstance(value, str):
        yield from [value] if AUTHORED.fullmatch(name) else []
        return
    for key, each in _parts(value):
        yield from authored(each, name if AUTHORED.fullmatch(name) else key or name)


def _parts(value: object) -> Iterator[tuple[str, object]]:
    """What a value is made of, each with its name where it has one; the names of tables are ids."""
    if isinstance(value, Mapping):
        yield from ((str(key), each) for key, each in value.items())
    elif isinstance(value, tuple | list):
        yield from (("", each) for each in value)
    elif isinstance(value, BaseModel):
        yield from ((key, getattr(value, key)) for key in type(value).model_fields)
    elif is_dataclass(value):
        yield from ((each.name, getattr(value, each.name)) for each in fields(value) if each.name != "name")


def rule_names(scenario: Scenario) -> Iterator[str]:
    """The words that a picture makes of the ids of an author's rules."""
    for table in scenario.tables.values():
        for rule in table.table.rules:
            yield from (part.replace("-", " ").replace("_", " ") for part in rule.id.split("."))


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside.append(tag)
        self.found += [value or "" for name, value in attrs if name in SPOKEN_ATTRIBUTES]

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"style", "code"} & set(self.inside):
            self.found.append(data)


def texts_of_html(html: str) -> list[str]:
    """Every text that a page shows or has read out, code and style left out."""
    parser = _Texts()
    parser.feed(html)
    return [text for text in parser.found if text.strip()]


def texts_of_markdown(markdown: str) -> list[str]:
    """Every line of Markdown without its escapes and its code."""
    bare = (re.sub(r"\\(.)", r"\1", re.sub(r"`[^`]*`", "", line)) for line in markdown.splitlines())
    return [line for line in bare if line.strip()]
