"""Charts as plain Vega-Lite: narrow enough for a phone, a closed set of colours, no data from elsewhere.

Every colour here is turned for dark pages by `templates/debrief.css`, which knows them by their value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exercise.kit.document import Document, MeasurePart, Row, Standing
from exercise.kit.wording import number, share_text, signed
from exercise.play.ledger import RATIO, SCALE, SHIFT, START
from exercise.words import say

Spec = Mapping[str, object]

INK, QUIET, GRID = "#16191d", "#4d5761", "#c9d0d7"
SHADE, LINE = "#cfe2f3", "#0b62a4"
UP, DOWN, TOTAL = "#3b7fb5", "#c1692b", "#6b7682"
STEPS = ("#e9eef3", "#d3dfea", "#b9cde0", "#9fbbd6")
WIDTH = 340
ROW = 46
LABELS = 150
TURNS = 200
LETTERS = 13

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_CONFIG: Mapping[str, object] = {
    "aria": False,
    "background": None,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {"labelColor": QUIET, "labelFontSize": 11, "tickColor": GRID, "domainColor": GRID, "grid": False},
    "text": {"color": INK, "fontSize": 11},
}


def _spec(layers: Sequence[Spec], width: float, height: float, padding: Mapping[str, float]) -> Spec:
    """Put layers into a chart whose size does not hang on the fonts of a machine."""
    return {
        "$schema": _SCHEMA,
        "config": dict(_CONFIG),
        "autosize": {"type": "none"},
        "width": width,
        "height": height,
        "padding": dict(padding),
        "layer": list(layers),
    }


def _layer(mark: Spec, values: Sequence[Spec], **encoding: object) -> Spec:
    return {"mark": mark, "data": {"values": list(values)}, "encoding": encoding}


def _number(field: str, least: float, most: float, *, down: bool = False) -> Spec:
    """Place by a number, from the least to the most; `down` counts from the top."""
    scale: Spec = {"domain": [least, most], "nice": False, "zero": False, "reverse": down}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def course_chart(measure: MeasurePart) -> Spec:
    """Show one measure over the turns: what could still come as a shade that closes, what was certain as a line."""
    least, most = measure.scale
    right = max(len(measure.course) - 1, 1)
    points: list[Spec] = []
    for at, each in enumerate(measure.course):
        low, high = each.reach or (each.points, each.points)
        points.append({"turn": at, "points": each.points, "least": low, "most": high, "name": _short(each)})
    ends = [*(band.first for band in measure.bands[1:]), most]
    tall = 15 * len(measure.bands) + 55
    x, y = _number("turn", 0, right), _number("points", least, most)
    edges = [{"points": level} for level in (least, *(band.first for band in measure.bands[1:]))]
    scale = [{"points": level, "name": number(level)} for level in (least, most)]
    shade = {"x": x, "y": _number("least", least, most), "y2": {"field": "most"}}
    quiet: Spec = {"type": "text", "color": QUIET}
    layers = [
        _layer({"type": "area", "color": SHADE}, points, **shade),
        _layer({"type": "rule", "color": GRID}, edges, y=y),
        _layer({"type": "rule", "color": GRID}, [{}], x={"value": 0}, y={"value": 0}, y2={"value": tall}),
        _layer({"type": "line", "color": LINE, "strokeWidth": 2}, points, x=x, y=y),
        _layer({"type": "point", "color": LINE, "filled": True, "size": 36, "opacity": 1}, points, x=x, y=y),
        _layer({**quiet, "dy": 16}, points, x=x, y={"value": tall}, text={"field": "name"}),
        _layer({**quiet, "dx": -6, "align": "right"}, scale, x={"value": 0}, y=y, text={"field": "name"}),
    ]
    middles = [(band.first + end) / 2 for band, end in zip(measure.bands, ends, strict=True)]
    for band, height in zip(measure.bands, _spread(middles, least, most, tall), strict=True):
        mark: Spec = {"type": "text", "align": "left", "dx": 9, "fontWeight": "bold" if band.here else "normal"}
        label = [{"label": f"● {band.label}" if band.here else band.label}]
        layers.append(_layer(mark, label, x={"value": TURNS}, y={"value": height}, text={"field": "label"}))
    return _spec(layers, TURNS, tall, {"left": 24, "right": WIDTH - 24 - TURNS, "top": 10, "bottom": 28})


def _spread(middles: Sequence[float], least: float, most: float, tall: float) -> list[float]:
    """Place the labels of bands from the lowest up, moved apart where bands are lower than a line of text."""
    placed: list[float] = []
    for middle in middles:
        wished = tall * (1 - (middle - least) / (most - least))
        placed.append(min([wished, *(below - LETTERS for below in placed[-1:])]))
    return placed


def _short(each: Standing) -> str:
    return say("end") if each.turn is None else say("turn {turn}", turn=each.turn)


def ledger_chart(measure: MeasurePart) -> Spec:
    """Show a ledger as a waterfall: each line begins where the one before it ended."""
    rows = [row for row in measure.rows if row.points]
    bars: list[Spec] = []
    reached: float = 0
    for row in rows:
        before, reached = reached, reached + row.points
        colour = TOTAL if not bars else UP if row.points > 0 else DOWN
        bars.append(_bar(len(bars), rule_words(row, measure.id), before, reached, signed(row.points), colour))
    bars.append(_bar(len(bars), say("in all"), 0, reached, number(reached), INK))
    edges = [float(str(bar[side])) for bar in bars for side in ("from", "to")]
    least, most = min(0.0, *edges), max(1.0, *edges)
    height, wide = 22 * len(bars), WIDTH - LABELS - 44
    layers = [
        _layer({"type": "rule", "color": GRID}, [{"at": 0}], x=_number("at", least, most)),
        _layer(
            {"type": "rect", "cornerRadius": 1},
            bars,
            x=_number("from", least, most),
            x2={"field": "to"},
            y=_number("top", 0, len(bars), down=True),
            y2={"field": "foot"},
            color={"field": "colour", "type": "nominal", "scale": None},
        ),
        _layer(
            {"type": "text", "align": "left", "dx": 5, "fontWeight": "bold"},
            bars,
            x=_number("right", least, most),
            y=_number("middle", 0, len(bars), down=True),
            text={"field": "said"},
        ),
        _layer(
            {"type": "text", "align": "right", "limit": LABELS - 8},
            bars,
            x={"value": -8},
            y=_number("middle", 0, len(bars), down=True),
            text={"field": "label"},
        ),
    ]
    return _spec(layers, wide, height, {"left": LABELS, "right": 44, "top": 4, "bottom": 4})


def _bar(place: int, label: str, before: float, after: float, said: str, colour: str) -> Spec:
    edges: Spec = {"from": before, "to": after, "right": max(before, after)}
    return {**edges, "top": place + 0.12, "foot": place + 0.88, "middle": place + 0.5} | {
        "label": label,
        "said": said,
        "colour": colour,
    }


def rule_words(row: Row, measure: str) -> str:
    """Name a rule by what its id says beside its measure; what no author named, in the reader's language."""
    said = row.rule.removeprefix(f"{measure}.").removesuffix(f".{measure}")
    own = {START: say("start"), RATIO: say("ratio"), SCALE: say("scale"), SHIFT: say("shift")}
    if said in own:
        return own[said]
    table = said.removesuffix(f".{SHIFT}")
    told = table.replace(".", ": ").replace("-", " ").replace("_", " ")
    return told if table == said else say("{table}: shift", table=told)


def shortened(label: str, room: float) -> str:
    """Cut a label to the letters that room has place for."""
    letters = int(room / 5.6)
    return label if len(label) <= letters else label[: letters - 1].rstrip() + "…"


def space_chart(document: Document) -> Spec:
    """Show, for every measure, how all plans spread over its bands, with the band of this plan framed."""
    bars: list[Spec] = []
    heads: list[Spec] = []
    for place, measure in enumerate(document.measures):
        reached = 0.0
        for at, band in enumerate(measure.bands):
            share = (band.plans or 0) / (document.plans or 1)
            colour = STEPS[min(at * len(STEPS) // len(measure.bands), len(STEPS) - 1)]
            edges: Spec = {"from": reached, "to": reached + share, "top": place + 0.42, "foot": place + 0.86}
            inside = band.label if share > len(band.label) * 0.0165 + 0.02 else ""
            middles: Spec = {"x": reached + share / 2, "y": place + 0.64, "label": inside}
            bars.append({**edges, **middles, "colour": colour, "here": band.here})
            reached += share
            if band.here:
                said = f"● {band.label}: {share_text(document, band.plans or 0)}"
                room = WIDTH - 16 - 6.3 * len(said)
                heads.append({"y": place + 0.22, "label": shortened(measure.label, room), "said": said})
    rows = len(document.measures)
    across = {"x": _number("from", 0, 1), "x2": {"field": "to"}}
    down = {"y": _number("top", 0, rows, down=True), "y2": {"field": "foot"}}
    here = [bar for bar in bars if bar["here"]]
    own = {"field": "colour", "type": "nominal", "scale": None}
    y = _number("y", 0, rows, down=True)
    layers = [
        _layer({"type": "rect"}, bars, **across, **down, color=own),
        _layer({"type": "rect", "filled": False, "stroke": INK, "strokeWidth": 2.5}, here, **across, **down),
        _layer({"type": "text"}, bars, x=_number("x", 0, 1), y=y, text={"field": "label"}),
        _layer({"type": "text", "align": "left"}, heads, x={"value": 0}, y=y, text={"field": "label"}),
        _layer(
            {"type": "text", "align": "right", "fontWeight": "bold"},
            heads,
            x={"value": WIDTH - 6},
            y=y,
            text={"field": "said"},
        ),
    ]
    return _spec(layers, WIDTH - 6, ROW * rows, {"left": 3, "right": 3, "top": 2, "bottom": 2})
