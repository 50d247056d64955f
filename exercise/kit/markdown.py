"""The debrief to keep as Markdown: headings, tables and lists; what people wrote cannot become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from exercise.kit.document import Document, MeasurePart, OtherSide, Rest, RoadPart, Row, Said, StagePart
from exercise.kit.wording import (
    course_text,
    lines_text,
    number,
    share_text,
    signed,
    sorts_text,
    sources_text,
    space_text,
    with_parts,
)
from exercise.words import say, say_many

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


def _around(said: str, **parts: str) -> str:
    """Escape a sentence that was said, then put Markdown where it still has the names of its parts in braces."""
    return with_parts(plain(said), parts)


def as_markdown(document: Document) -> str:
    """Write the whole document as Markdown (CommonMark with tables); it ends in a line break."""
    blocks: list[str] = []
    for part in (_head, _plan, _written, _sorted, _measures, _space, _stages, _other_side, _roads, _appendix):
        blocks.extend(part(document))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _heading(said: str) -> str:
    return f"## {plain(said)}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a table under heads that were said; the first column names the row."""
    lines = ["| " + " | ".join(map(plain, heads)) + " |", "|" + " --- |" * len(heads)]
    lines += ["| " + " | ".join(cells) + " |" for cells in rows]
    return "\n".join(lines)


def _ids(rests: Iterable[Rest]) -> str:
    return ", ".join(rest.id for rest in rests)


def _head(document: Document) -> Iterator[str]:
    yield f"# {plain(say('{title}: your debrief', title=document.title))}"
    yield f"**{plain(say('Possible, not predicted.'))}** {plain(document.summary)}"
    source = plain(f"{document.citation}. {document.source_note}")
    about = (say("Played as"), plain(document.variant)), (say("Source"), source)
    rules = say("Rules (SHA-256)"), f"`{document.digest}`"
    yield "\n".join(f"- {plain(name)}: {value}" for name, value in (*about, rules))
    if document.ending:
        ends = say("This plan ends in: {ending}. No ending is better than another.", ending="{ending}")
        yield _around(ends, ending=f"**{plain(document.ending)}**")
    if document.differences:
        yield plain(say("The rules at hand say otherwise than what was shown:"))
        yield "\n".join(f"- {plain(each)}" for each in document.differences)


def _plan(document: Document) -> Iterator[str]:
    yield _heading(say("The plan"))
    rows = [[plain(c.decision), plain(c.choice), plain(" ".join(c.says)), plain(c.how)] for c in document.plan]
    yield _table([say("Decision"), say("Chosen"), say("In a sentence"), say("When")], rows)
    if document.happened:
        yield f"### {plain(say('What happened on the way'))}"
        yield "\n".join(f"- {plain(each)}" for each in document.happened)


def _written(document: Document) -> Iterator[str]:
    if document.written:
        yield _heading(say("What you guessed, forecast and wrote"))
    rows = [[plain(each.question), plain(each.answer), plain(each.beside)] for each in document.tapped()]
    yield _table([say("Question"), say("Your answer"), say("Beside it")], rows) if rows else ""
    for each in document.in_own_words():
        yield f"**{plain(each.question)}**"
        yield quoted(each.answer)
        yield plain(each.beside)


def _sorted(document: Document) -> Iterator[str]:
    if document.sorted:
        yield _heading(say("How sure is each sentence?"))
        yield plain(sorts_text())
        kinds, doubts = [say("Kind before"), say("Kind after")], [say("Doubt before"), say("Doubt after")]
        heads = [say("Sentence"), *kinds, *doubts, say("Read as"), say("Doubting word")]
        rows = [[f"{s.text} ({s.claim})", *s.kinds, *s.doubts, *s.read_as] for s in document.sorted]
        yield _table(heads, [[plain(cell) for cell in row] for row in rows])


def _measures(document: Document) -> Iterator[str]:
    yield _heading(say("Every measure, and why"))
    told = say("Points are bookkeeping; the words are what counts. The lines of each table add up to its last line.")
    yield plain(told)
    for measure in document.measures:
        yield from _measure(measure)


def _measure(measure: MeasurePart) -> Iterator[str]:
    yield f"### {plain(measure.label)}: {plain(measure.band)}"
    steps = " · ".join(f"**● {plain(b.label)}**" if b.here else plain(b.label) for b in measure.bands)
    names = {"value": measure.value, "better": measure.better}
    yield _around(say("Scale: {steps} ({value}; {better})", steps="{steps}", **names), steps=steps)
    yield _ledger(measure.rows, number(measure.points))
    yield "\n".join(f"- {plain(course_text(each))}" for each in measure.course)


def _ledger(rows: Iterable[Row], total: str) -> str:
    cells = [[signed(row.points), plain(row.because), f"`{row.rule}`", _ids(row.rests)] for row in rows]
    last = [f"**{total}**", f"**{plain(say('points in all'))}**", "", ""]
    return _table([say("Points"), say("Because"), say("Rule"), say("Rests on")], [*cells, last])


def _space(document: Document) -> Iterator[str]:
    if document.plans is None:
        return
    yield _heading(say("This plan among all plans"))
    yield plain(space_text(document))
    rows: list[list[str]] = []
    for measure in document.measures:
        shares = [plain(f"{share_text(document, b.plans or 0)} {b.label}") for b in measure.bands]
        marked = [f"**● {text}**" if b.here else text for b, text in zip(measure.bands, shares, strict=True)]
        rows.append([plain(measure.label), "; ".join(marked)])
    yield _table([say("Measure"), say("Share of all plans in each band, this plan's marked")], rows)


def _stages(document: Document) -> Iterator[str]:
    yield _heading(say("The debrief"))
    yield plain(sources_text())
    for stage in document.stages:
        yield from _stage(stage)


def _stage(stage: StagePart) -> Iterator[str]:
    yield f"### {plain(stage.title)}"
    yield "\n".join(_said(each) for each in stage.sentences)
    if stage.questions:
        yield plain(say("To ask:"))
        yield "\n".join(f"- {plain(each)}" for each in stage.questions)
    if stage.rests:
        yield plain(say("Rests on:"))
        yield "\n".join(f"- {rest.id}: {plain(rest.statement)} ({plain(rest.note)})" for rest in stage.rests)


def _said(said: Said) -> str:
    parts = [_ids(said.rests), plain(said.label), plain(lines_text(said))]
    return f"- {plain(said.text)} [{'; '.join(part for part in parts if part)}]"


def _other_side(document: Document) -> Iterator[str]:
    if document.other_side:
        yield _heading(say("The same plan, seen from the other side"))
    for side in document.other_side:
        yield from _side(side)


def _side(side: OtherSide) -> Iterator[str]:
    yield f"### {plain(say('{measure}: {band}, from the other side', measure=side.measure, band=side.band))}"
    rows = [f"- {signed(r.points)}: {plain(r.because)} [{_ids(r.rests)}]" for r in side.rows]
    yield "\n".join(rows)
    movers = [f"- {plain(each)}" for each in side.movers]
    turning, none = say("Single changes that would turn it:"), say("No single change of this plan would turn it.")
    yield plain(turning if movers else none)
    yield "\n".join(movers)


def _roads(document: Document) -> Iterator[str]:
    yield _heading(say("Roads not taken"))
    told = say_many(
        "The only single change of this plan, as if chosen from the start, with the rules behind.",
        "All {count} single changes of this plan, as if chosen from the start, with the rules behind.",
        len(document.roads),
    )
    yield plain(told)
    for road in document.roads:
        yield f"### {plain(road.decision)}: {plain(road.instead)}"
        yield "\n".join(_road(road))


def _road(road: RoadPart) -> Iterator[str]:
    yield f"- {plain(say('Instead of: {choice}', choice=road.chosen))}"
    for turned in road.turned:
        yield f"- **{plain(turned.measure)}: {plain(turned.before)} → {plain(turned.after)}**"
        gone, come = say("no longer {reason}", reason="{reason}"), say("newly {reason}", reason="{reason}")
        yield from (f"  - {_around(gone, reason=_reason(row))}" for row in turned.gone)
        yield from (f"  - {_around(come, reason=_reason(row))}" for row in turned.come)
    if not road.turned:
        yield f"- {plain(say('No band changes.'))}"
    if road.nudged:
        yield f"- {plain(say('Points only: {moves}', moves='; '.join(road.nudged)))}"
    if road.ending:
        yield f"- {plain(say('The ending would be: {ending}', ending=road.ending))}"


def _reason(row: Row) -> str:
    return f"{signed(row.points)} `{row.rule}`: {plain(row.because)} [{_ids(row.rests)}]"


def _appendix(document: Document) -> Iterator[str]:
    yield _heading(say("Claims of the source"))
    yield "\n".join(f"- {rest.id} ({plain(rest.note)}): {plain(rest.statement)}" for rest in document.claims)
    yield _heading(say("Assumptions of ours"))
    yield "\n".join(f"- {rest.id}: {plain(rest.statement)} ({plain(rest.note)})" for rest in document.assumptions)
    yield _heading(say("What this is not"))
    yield "\n".join(f"- {plain(each)}" for each in document.limits) or plain(say("A forecast."))
    source = say("Source: {citation}.", citation=document.citation)
    yield f"**{plain(say('Possible, not predicted.'))}** {plain(source)}"
