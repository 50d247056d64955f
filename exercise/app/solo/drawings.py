"""Charts of the debrief's stops: those of the debrief to keep, drawn by the server, each with its text.

They are pictures in the page, narrow enough for a phone, so no chart library is fetched for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from exercise.kit.charts import course_chart, ledger_chart, space_chart
from exercise.kit.document import Document, MeasurePart
from exercise.kit.pictures import picture
from exercise.kit.wording import course_text, share_text, signed, space_text
from exercise.words import say


def draw_course(document: Document) -> None:
    """Draw the measures that moved most, over the turns."""
    figures = "".join(_course(measure) for measure in document.most_moved())
    told = say(
        "The shade is what could still come after each turn, the line is the count so far; what follows may take away."
    )
    _draw(_section(say("How it came there"), told, figures))


def draw_standing(document: Document) -> None:
    """Draw the ledgers of the measures that moved most, and where the plan stands among all plans."""
    _draw(_ledgers(document) + _among_all(document))


def _draw(shown: str) -> None:
    # `st.html` would take every drawing out. All that is text in this is escaped, and it has no empty line.
    st.markdown(f"<div>{shown}</div>", unsafe_allow_html=True)


def _course(measure: MeasurePart) -> str:
    name = say("{measure} over the turns", measure=measure.label)
    drawn = picture(course_chart(measure), name, f"course-{measure.id}")
    return _figure(f"course-{measure.id}", measure.label, drawn, map(course_text, measure.course))


def _ledgers(document: Document) -> str:
    figures = "".join(_waterfall(measure) for measure in document.most_moved())
    told = say("Each line of a ledger begins where the one before it ended. These are the measures that moved most.")
    return _section(say("The ledgers as pictures"), told, figures)


def _waterfall(measure: MeasurePart) -> str:
    name = say("The ledger of {measure} as a waterfall", measure=measure.label)
    drawn = picture(ledger_chart(measure), name, f"ledger-{measure.id}")
    lines = (f"{signed(row.points)}: {row.because}" for row in measure.rows if row.points)
    return _figure(f"ledger-{measure.id}", measure.label, drawn, lines)


def _among_all(document: Document) -> str:
    """Draw where the plan stands among all plans; nothing where there are too many to know them all."""
    if not document.plans:
        return ""
    title = say("Your plan among all plans")
    drawn = picture(space_chart(document), title, "space")
    shares = (
        say("{measure}: {band}, with {share} of all plans", measure=measure.label, band=band.label, share=share)
        for measure in document.measures
        for band in measure.bands
        if band.here and (share := share_text(document, band.plans or 0))
    )
    return _section(title, space_text(document), _figure("space", "", drawn, shares))


def _section(title: str, told: str, figures: str) -> str:
    return f'<section class="exercise-drawings"><h3>{escape(title)}</h3><p>{escape(told)}</p>{figures}</section>'


def _figure(name: str, title: str, drawn: str, lines: Iterable[str]) -> str:
    """Give a picture, and behind a fold what it says as a list."""
    heading = f"<h4>{escape(title)}</h4>" if title else ""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    said = f'<summary>{escape(say("The same in words"))}<span class="exercise-unseen"> {escape(title)}</span></summary>'
    folded = f'<details>{said}<ul id="{escape(name)}" class="exercise-questions">{items}</ul></details>'
    return f"<figure>{heading}{drawn}<figcaption>{folded}</figcaption></figure>".replace("\n", " ")
