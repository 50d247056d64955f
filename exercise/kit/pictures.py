"""Vega-Lite becomes SVG that stands inside a page: no address in it, nothing fetched, its text in a generic family."""

from __future__ import annotations

import json
import re
from functools import lru_cache

import vl_convert
from markupsafe import Markup

from exercise.kit.charts import Spec

_OPENING = re.compile(r"^<svg\b[^>]*?width=\"([\d.]+)\" height=\"([\d.]+)\"[^>]*>")
# The picture is one image with one name; its parts are none of their own.
_ROLES = re.compile(r" (?:role|aria-[a-z]+)=\"[^\"]*\"")
_FORBIDDEN = re.compile(r"<(?:script|image|use|a|foreignObject|style)\b|\bhref=|url\((?!#)", re.IGNORECASE)


class PictureError(ValueError):
    """A chart that came out otherwise than a picture inside a page may be."""


def picture(spec: Spec, name: str, described_by: str) -> Markup:
    """Draw a chart as one inline `<svg>` named `name`, described by the element with the id `described_by`.

    Raises PictureError where the drawing holds anything that could load or link.
    """
    drawn = _drawn(json.dumps(spec))
    opening = _OPENING.match(drawn)
    if opening is None or _FORBIDDEN.search(drawn):
        message = f"chart {name!r}: not a plain picture, seen {drawn[:200]!r}; use marks without links or images only"
        raise PictureError(message)
    width, height = opening.groups()
    head = Markup('<svg viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}" aria-describedby="{}">')
    # The rest is the drawing of our own converter, which escapes the texts of marks.
    inside = Markup(_ROLES.sub("", drawn[opening.end() :]))  # noqa: S704
    return head.format(width, height, width, height, name, described_by) + inside


@lru_cache(maxsize=256)
def _drawn(spec: str) -> str:
    """Draw a chart, once for each that is alike: nothing may be fetched while drawing, so no address is allowed."""
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
