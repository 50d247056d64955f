"""The debrief to keep as one HTML file: our own template, everything escaped, no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import cast

from jinja2 import BaseLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from exercise.kit.charts import course_chart, ledger_chart, space_chart
from exercise.kit.document import Document, MeasurePart, Rest
from exercise.kit.pictures import picture
from exercise.kit.wording import (
    course_text,
    lines_text,
    number,
    share_text,
    signed,
    sorts_text,
    sources_text,
    space_text,
    spoken,
    with_parts,
)
from exercise.words import say, say_many

_TEMPLATES = files("exercise.kit") / "templates"
STYLES = ("debrief.css", "charts.css")


def as_html(document: Document) -> str:
    """Write the whole document as one HTML file; the same document gives the same bytes with the same fonts."""
    style = Markup("".join((_TEMPLATES / name).read_text("utf-8") for name in STYLES))  # noqa: S704 (our own files)
    moved = document.most_moved()
    space = picture(space_chart(document), say("This plan among all plans"), "space-text") if document.plans else None
    pictures = {measure.id: _course(measure) for measure in document.measures}
    falls = {measure.id: _waterfall(measure) for measure in moved}
    return _template().render(
        document=document,
        style=style,
        moved=moved,
        space=space,
        courses=pictures,
        falls=falls,
        sources=sources_text(),
        sorts=sorts_text(),
        language=spoken(),
    )


def _course(measure: MeasurePart) -> Markup:
    name = say("{measure} over the turns", measure=measure.label)
    return picture(course_chart(measure), name, f"course-{measure.id}")


def _waterfall(measure: MeasurePart) -> Markup:
    name = say("The ledger of {measure} as a waterfall", measure=measure.label)
    return picture(ledger_chart(measure), name, f"ledger-{measure.id}")


@cache
def _template() -> Template:
    environment = ImmutableSandboxedEnvironment(
        loader=BaseLoader(), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    # Jinja's own type lists exactly its own filters.
    filters = cast("dict[str, Callable[..., object]]", environment.filters)
    filters |= {"number": number, "signed": signed, "ids": _links, "lines": _lines}
    filters |= {"course": course_text, "share": share_text, "space": space_text, "ledger_lines": lines_text}
    # Under these names Babel finds the sentences; each is said while a document is written, so one template serves all.
    saying = {"say": _say, "say_many": _say_many}
    return environment.from_string((_TEMPLATES / "debrief.html.j2").read_text("utf-8"), globals=saying)


def _say(sentence: str, /, **values: object) -> Markup:
    """Say a sentence of the template: it is escaped, and so is each value that is not markup already."""
    return _inserted(say(sentence, **_braces(values)), values)


def _say_many(one: str, many: str, count: int, /, **values: object) -> Markup:
    """Say the sentence for one or for many likewise."""
    return _inserted(say_many(one, many, count, **_braces(values)), values)


def _braces(values: Iterable[str]) -> dict[str, str]:
    """Give each name once more in braces, so that a sentence keeps the places of its values while it is escaped."""
    return {name: "{" + name + "}" for name in values}


def _inserted(said: str, values: Mapping[str, object]) -> Markup:
    return Markup(with_parts(escape(said), {name: escape(value) for name, value in values.items()}))  # noqa: S704


def _links(rests: Iterable[Rest]) -> Markup:
    """Link ids to their statements at the end of the document; an assumption looks otherwise than a claim."""
    link = Markup('<a class="{}" href="#rest-{}" title="{}">{}</a>')
    return Markup(" ").join(link.format(rest.kind, rest.id, rest.statement, rest.id) for rest in rests)


def _lines(text: str) -> list[str]:
    """Give the lines of people's text that are not empty."""
    return [line for line in text.split("\n") if line.strip()]
