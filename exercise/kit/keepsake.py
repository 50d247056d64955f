"""debrief_document(): a finished play becomes a document that people keep, as Markdown or as one HTML file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from exercise.analysis.axes import SpaceTooLarge
from exercise.analysis.grid import plan_space
from exercise.analysis.masks import SpaceError
from exercise.analysis.spread import band_shares
from exercise.debrief.placeholders import days_text
from exercise.debrief.stages import QUESTION, DebriefStage, Sentence, label_words
from exercise.debrief.writing import debrief
from exercise.kit.alternatives import other_side, road_parts, rows_of
from exercise.kit.answers import Notes, sorts, written
from exercise.kit.course import courses, plan_parts, walk
from exercise.kit.document import BandMark, Document, MeasurePart, Said, StagePart, Standing
from exercise.kit.hypertext import as_html
from exercise.kit.markdown import as_markdown
from exercise.kit.wording import assumption_of, band_label, better_text, claim_of, points_words, resolved
from exercise.play.adjudication import adjudicate_complete
from exercise.play.ledger import Outcome
from exercise.play.record import Record, differences
from exercise.play.situation import Situation, variant_of
from exercise.scenario.frame import Measure
from exercise.scenario.model import LaterFact, Scenario
from exercise.words import say

Shares = Mapping[str, Mapping[str, int]]


def debrief_document(
    scenario: Scenario, record: Record, situation: Situation, notes: Notes, later: Sequence[LaterFact] = ()
) -> Document:
    """Make the document of a finished play.

    `situation` is where `record` leads to, and `scenario` the rules it was played with. Later facts stand in the
    document only where they are handed in. Its sentences come in the language in force, and so do those that a writer
    puts around it: make and write it within one `speaking`. Raises IllegalPlan, naming each, while decisions are open.
    """
    outcome = adjudicate_complete(scenario, situation.plan, situation.circumstances)
    told = debrief(scenario, outcome, situation.variant, later)
    walked = walk(scenario, record)
    ways = courses(scenario, situation, walked)
    changes = road_parts(scenario, situation, outcome)
    plans, shares = _shares(scenario)
    source = scenario.frame.source
    return Document(
        title=scenario.frame.title,
        variant=_form(scenario, situation),
        digest=scenario.digest,
        summary=scenario.frame.summary,
        limits=scenario.frame.limits,
        ending=next((end.name for end in scenario.frame.end_states if end.id == outcome.end_state), ""),
        plan=plan_parts(scenario, situation, walked),
        happened=walked.happened,
        written=written(scenario, outcome, notes, walked, ways),
        sorted=sorts(scenario, notes),
        measures=tuple(_measure(scenario, each, outcome, ways[each.id], shares) for each in scenario.frame.measures),
        plans=plans,
        stages=tuple(_stage(scenario, stage) for stage in told.stages if stage.sentences),
        other_side=other_side(scenario, outcome, changes),
        roads=changes,
        claims=tuple(claim_of(scenario, each) for each in scenario.claims),
        assumptions=tuple(assumption_of(scenario, each) for each in scenario.assumptions),
        citation=source.citation,
        source_note=source.note,
        with_later=bool(later),
        differences=differences(scenario, record),
    )


def _form(scenario: Scenario, situation: Situation) -> str:
    """Name the form it was played in."""
    if situation.variant:
        return variant_of(scenario, situation.variant).label
    return say("every decision in its turn")


def _shares(scenario: Scenario) -> tuple[int | None, Shares]:
    """Count the plans in every band; nothing for a scenario too large to hold all its plans."""
    try:
        space = plan_space(scenario)
    except (SpaceError, SpaceTooLarge):
        return None, {}
    return space.size, band_shares(space)


def _measure(
    scenario: Scenario, measure: Measure, outcome: Outcome, course: tuple[Standing, ...], shares: Shares
) -> MeasurePart:
    found = outcome.measure(measure.id)
    counts = shares.get(measure.id, {})
    return MeasurePart(
        id=measure.id,
        label=measure.label,
        better=better_text(measure.direction),
        value=_value(measure, found.points),
        points=found.points,
        scale=(measure.scale.least, measure.scale.most),
        band=band_label(measure, found.band),
        bands=tuple(BandMark(b.label, b.first, b.id == found.band, counts.get(b.id)) for b in measure.bands),
        rows=rows_of(scenario, found.lines),
        course=course,
        is_sum=measure.ratio is None,
        moved=abs(found.points - measure.start.points) / (measure.scale.most - measure.scale.least),
    )


def _value(measure: Measure, points: int | float) -> str:
    if measure.display == "days":
        return say("{days} days", days=days_text(float(points)))
    return points_words(points)


def _stage(scenario: Scenario, stage: DebriefStage) -> StagePart:
    said = tuple(_said(scenario, stage))
    ids = [each.id for sentence in said for each in sentence.rests]
    asked = tuple(sentence.text for sentence in stage.sentences if sentence.label == QUESTION)
    return StagePart(stage.id, stage.title, said, asked, resolved(scenario, ids))


def _said(scenario: Scenario, stage: DebriefStage) -> Iterator[Said]:
    for sentence in stage.sentences:
        if sentence.label != QUESTION:
            rests = resolved(scenario, (*sentence.claims, *sentence.assumptions))
            yield Said(sentence.id, sentence.text, rests, label_words(sentence.label), _rules(sentence))


def _rules(sentence: Sentence) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.rule for line in sentence.ledger))


__all__ = ["Document", "Notes", "as_html", "as_markdown", "debrief_document"]
