"""The debrief to keep as Markdown: headings, tables and lists; what people wrote cannot become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from exercise.kit.document import Document, MeasurePart, OtherSide, Rest, RoadPart, Row, Said, StagePart
from exercise.kit.wording import SORTS, SOURCES, course_text, lines_text, number, share_text, signed, space_text

_MARKUP = re.compile(r"([\\`*_\[\]<>|~#&$^@])")
_ADDRESS = re.compile(r"(?<=[A-Za-z])(:)(?=//|[A-Za-z])|(?<=\bwww)(\.)", re.IGNORECASE)
_OPENING = re.compile(r"^([-+=]|\d+[.)])")


def plain(text: str) -> str:
    """Escape a text so that Markdown shows it as it was written, on one line: no link, no tag, no heading, no list."""
    one_line = " ".join(text.split())
    marked = _ADDRESS.sub(lambda found: "\\" + found.group(), _MARKUP.sub(r"\\\1", one_line))
    return _OPENING.sub(lambda found: found.group()[:-1] + "\\" + found.group()[-1], marked)


def quoted(text: str) -> str:
    """Give people's words as a quotation, each of their lines a paragraph of its own."""
    lines = [plain(line) for line in text.split("\n") if line.strip()]
    return "\n>\n".join(f"> {line}" for line in lines)


def as_markdown(document: Document) -> str:
    """Write the whole document as Markdown (CommonMark with tables); it ends in a line break."""
    blocks: list[str] = []
    for part in (_head, _plan, _written, _sorted, _measures, _space, _stages, _other_side, _roads, _appendix):
        blocks.extend(part(document))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a table; the first column names the row."""
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    lines += ["| " + " | ".join(cells) + " |" for cells in rows]
    return "\n".join(lines)


def _ids(rests: Iterable[Rest]) -> str:
    return ", ".join(rest.id for rest in rests)


def _head(document: Document) -> Iterator[str]:
    yield f"# {plain(document.title)}: your debrief"
    yield "**Possible, not predicted.** " + plain(document.summary)
    source = f"- Source: {plain(f'{document.citation}. {document.source_note}')}"
    yield f"- Played as: {plain(document.variant)}\n{source}\n- Rules (SHA-256): `{document.digest}`"
    if document.ending:
        yield f"This plan ends in: **{plain(document.ending)}**. No ending is better than another."
    if document.differences:
        yield "The rules at hand say otherwise than what was shown:"
        yield "\n".join(f"- {plain(each)}" for each in document.differences)


def _plan(document: Document) -> Iterator[str]:
    yield "## The plan"
    rows = [[plain(c.decision), plain(c.choice), plain(" ".join(c.says)), plain(c.how)] for c in document.plan]
    yield _table(["Decision", "Chosen", "In a sentence", "When"], rows)
    if document.happened:
        yield "### What happened on the way"
        yield "\n".join(f"- {plain(each)}" for each in document.happened)


def _written(document: Document) -> Iterator[str]:
    if document.written:
        yield "## What you guessed, forecast and wrote"
    rows = [[plain(each.question), plain(each.answer), plain(each.beside)] for each in document.tapped()]
    yield _table(["Question", "Your answer", "Beside it"], rows) if rows else ""
    for each in document.in_own_words():
        yield f"**{plain(each.question)}**"
        yield quoted(each.answer)
        yield plain(each.beside)


def _sorted(document: Document) -> Iterator[str]:
    if document.sorted:
        yield "## How sure is each sentence?"
        yield SORTS
        heads = ["Sentence", "Kind before", "Kind after", "Doubt before", "Doubt after", "Read as", "Doubting word"]
        rows = [[f"{s.text} ({s.claim})", *s.kinds, *s.doubts, *s.read_as] for s in document.sorted]
        yield _table(heads, [[plain(cell) for cell in row] for row in rows])


def _measures(document: Document) -> Iterator[str]:
    yield "## Every measure, and why"
    yield "Points are bookkeeping; the words are what counts. The lines of each table add up to its last line."
    for measure in document.measures:
        yield from _measure(measure)


def _measure(measure: MeasurePart) -> Iterator[str]:
    yield f"### {plain(measure.label)}: {plain(measure.band)}"
    steps = " · ".join(f"**● {plain(b.label)}**" if b.here else plain(b.label) for b in measure.bands)
    yield f"Scale: {steps} ({measure.value}; {measure.better})"
    yield _ledger(measure.rows, number(measure.points))
    yield "\n".join(f"- {course_text(each)}" for each in measure.course)


def _ledger(rows: Iterable[Row], total: str) -> str:
    cells = [[signed(row.points), plain(row.because), f"`{row.rule}`", _ids(row.rests)] for row in rows]
    return _table(["Points", "Because", "Rule", "Rests on"], [*cells, [f"**{total}**", "**points in all**", "", ""]])


def _space(document: Document) -> Iterator[str]:
    if document.plans is None:
        return
    yield "## This plan among all plans"
    yield space_text(document)
    rows: list[list[str]] = []
    for measure in document.measures:
        shares = [share_text(document, b.plans or 0) + f" {plain(b.label)}" for b in measure.bands]
        marked = [f"**● {text}**" if b.here else text for b, text in zip(measure.bands, shares, strict=True)]
        rows.append([plain(measure.label), "; ".join(marked)])
    yield _table(["Measure", "Share of all plans in each band, this plan's marked"], rows)


def _stages(document: Document) -> Iterator[str]:
    yield "## The debrief"
    yield SOURCES
    for stage in document.stages:
        yield from _stage(stage)


def _stage(stage: StagePart) -> Iterator[str]:
    yield f"### {plain(stage.title)}"
    yield "\n".join(_said(each) for each in stage.sentences)
    if stage.questions:
        yield "To ask:"
        yield "\n".join(f"- {plain(each)}" for each in stage.questions)
    if stage.rests:
        yield "Rests on:"
        yield "\n".join(f"- {rest.id}: {plain(rest.statement)} ({plain(rest.note)})" for rest in stage.rests)


def _said(said: Said) -> str:
    parts = [_ids(said.rests), said.label, lines_text(said)]
    return f"- {plain(said.text)} [{'; '.join(part for part in parts if part)}]"


def _other_side(document: Document) -> Iterator[str]:
    if document.other_side:
        yield "## The same plan, seen from the other side"
    for side in document.other_side:
        yield from _side(side)


def _side(side: OtherSide) -> Iterator[str]:
    yield f"### {plain(side.measure)}: {plain(side.band)}, from the other side"
    rows = [f"- {signed(r.points)}: {plain(r.because)} [{_ids(r.rests)}]" for r in side.rows]
    yield "\n".join(rows)
    movers = [f"- {plain(each)}" for each in side.movers]
    yield "Single changes that would turn it:" if movers else "No single change of this plan would turn it."
    yield "\n".join(movers)


def _roads(document: Document) -> Iterator[str]:
    yield "## Roads not taken"
    yield f"All {len(document.roads)} single changes of this plan, as if chosen from the start, with the rules behind."
    for road in document.roads:
        yield f"### {plain(road.decision)}: {plain(road.instead)}"
        yield "\n".join(_road(road))


def _road(road: RoadPart) -> Iterator[str]:
    yield f"- Instead of: {plain(road.chosen)}"
    for turned in road.turned:
        yield f"- **{plain(turned.measure)}: {plain(turned.before)} → {plain(turned.after)}**"
        yield from (f"  - no longer {_reason(row)}" for row in turned.gone)
        yield from (f"  - newly {_reason(row)}" for row in turned.come)
    if not road.turned:
        yield "- No band changes."
    if road.nudged:
        yield f"- Points only: {plain('; '.join(road.nudged))}"
    if road.ending:
        yield f"- The ending would be: {plain(road.ending)}"


def _reason(row: Row) -> str:
    return f"{signed(row.points)} `{row.rule}`: {plain(row.because)} [{_ids(row.rests)}]"


def _appendix(document: Document) -> Iterator[str]:
    yield "## Claims of the source"
    yield "\n".join(f"- {rest.id} ({plain(rest.note)}): {plain(rest.statement)}" for rest in document.claims)
    yield "## Assumptions of ours"
    yield "\n".join(f"- {rest.id}: {plain(rest.statement)} ({plain(rest.note)})" for rest in document.assumptions)
    yield "## What this is not"
    yield "\n".join(f"- {plain(each)}" for each in document.limits) or "A forecast."
    yield f"**Possible, not predicted.** Source: {plain(document.citation)}."
