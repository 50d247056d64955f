"""A measure's scale as a row of bands: the one that stands, those still open, those that are closed by now."""

from __future__ import annotations

from collections.abc import Collection
from html import escape

from exercise.scenario.frame import Measure
from exercise.words import say


def scale_html(
    measure: Measure, still: Collection[str] | None, now: str | None = None, before: Collection[str] = ()
) -> str:
    """Give the bands of a measure from the lowest: `now` is settled, `still` are open, of which `before` had more.

    What a mark means is said in words as well, for whoever cannot see it. Without `still`, a plan is complete, and only
    where it stands is marked.
    """
    bands = "".join(_band(measure, each, still, now, before) for each in measure.band_ids)
    return f'<ol class="exercise-scale">{bands}</ol>'


def label_of(measure: Measure, band: str | None) -> str:
    """Give a band's label; where nothing is settled yet, say so."""
    return next((each.label for each in measure.bands if each.id == band), say("open"))


def _band(measure: Measure, band: str, still: Collection[str] | None, now: str | None, before: Collection[str]) -> str:
    label = escape(label_of(measure, band))
    if band == now:
        return f'<li class="here" aria-current="true">{label}{_unseen(say(", here it stands"))}</li>'
    if still is None:
        return f"<li>{label}</li>"
    if now is None and band in still:
        return f'<li class="open">{label}{_unseen(say(", still open"))}</li>'
    if band in before:
        return f'<li class="closed just">{label}{_unseen(say(", closed just now"))}</li>'
    return f'<li class="closed">{label}{_unseen(say(", closed"))}</li>'


def _unseen(words: str) -> str:
    return f'<span class="exercise-unseen">{escape(words)}</span>'
