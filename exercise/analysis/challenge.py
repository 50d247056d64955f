"""Challenge a line: drop one line of a ledger, or turn it round, and see what changes and what falls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from exercise.analysis.axes import SpaceTooLarge
from exercise.analysis.bench import CheckMoved, SentenceMoved, bands_turned, checks_moved, sentences_moved
from exercise.analysis.changing import KIND, OPPOSITE, POINTS, ROW, Edit, edited, is_ours, points_of
from exercise.analysis.findings import END_SENTENCE, Findings, Pair, findings, paired
from exercise.analysis.masks import SpaceError
from exercise.analysis.rule_changes import NUMBERED, RefusedChange, Row, row_named, unknown_row
from exercise.play.adjudication import adjudicate
from exercise.play.ledger import QUIET, RATIO, SCALE, SHIFT, START, Change, Circumstances, LedgerLine, Outcome
from exercise.play.situation import Situation
from exercise.scenario.inputs import parse_cells
from exercise.scenario.model import Scenario
from exercise.scenario.promise_links import MEASURE_SENTENCE
from exercise.tables.cells import Condition, Scale

Move = Literal["drop", "turn"]


@dataclass(frozen=True, slots=True)
class BandTurned:
    """A measure of one plan that comes out in another band."""

    measure: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """What a challenge does to one of the plans that were handed in, by its place among them.

    `gone` and `come` are the sentences that leave or enter its debrief; `reworded` stay and name another band.
    """

    place: int
    turned: tuple[BandTurned, ...]
    end_before: str | None
    end_after: str | None
    gone: tuple[str, ...]
    come: tuple[str, ...]
    reworded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Challenge:
    """What dropping a line, or turning it round, does: to plans that were handed in, and to all plans of our tables.

    `is_source` tells whether the rule is stated by the source or derived from it. `turned` counts, for every measure,
    the plans that change band, and `changed` those that change any; `around` is what has happened around all of them,
    because the line speaks of an answer or a change. `checks` and `sentences` are those that carry less far than
    before: a check that still holds but "depends on designer assumptions" now is no longer held by the source.
    """

    rule: str
    move: Move
    because: str
    claims: tuple[str, ...]
    assumptions: tuple[str, ...]
    is_source: bool
    plans: tuple[PlanAnswer, ...]
    size: int
    changed: int
    turned: tuple[tuple[str, int], ...]
    around: Circumstances
    checks: tuple[CheckMoved, ...]
    sentences: tuple[SentenceMoved, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line under challenge: the edits that make the move, what it rests on, and what must happen for it to speak."""

    rule: str
    edits: tuple[Edit, ...]
    because: str
    rests: tuple[tuple[str, ...], tuple[str, ...]]
    is_source: bool
    around: Circumstances


def challenge(scenario: Scenario, line: LedgerLine | str, move: Move, plans: Sequence[Situation] = ()) -> Challenge:
    """Drop a line, or turn it round, and answer what changes.

    The line may be any of a ledger, or the id of its rule: a start, a row, a floor or cap, an answer's or a change's.
    Turned round, points change their sign, and a floor becomes a cap at the same value. Raises RefusedChange for what
    is no rule (the end of a scale), and where the plans cannot be worked out any more.
    """
    found = _line(scenario, line.rule if isinstance(line, LedgerLine) else line, move)
    before = findings(scenario)
    try:
        after = findings(edited(scenario, found.edits))
        pair = Pair(before.space, after.space)
        told = pair if found.around == QUIET else paired(before, found.edits, found.around)
    except (SpaceError, SpaceTooLarge) as error:
        raise RefusedChange([f"rule {found.rule}: without it the plans cannot be worked out: {error}"]) from None
    claims, assumptions = found.rests
    answers = (_answer(at, scenario, after.scenario, situation) for at, situation in enumerate(plans))
    return Challenge(
        found.rule,
        move,
        found.because,
        claims,
        assumptions,
        found.is_source,
        tuple(answers),
        before.space.size,
        _changed(told),
        bands_turned(told),
        found.around,
        tuple(each for each in checks_moved(before, after) if each.falls),
        tuple(_told_otherwise(before, after, pair)),
    )


def _told_otherwise(before: Findings, after: Findings, pair: Pair) -> Iterator[SentenceMoved]:
    """Give the sentences that carry less far, and those that stand elsewhere; headlines move with their bands."""
    for each in sentences_moved(before, after, pair):
        if each.falls or (each.moved and not each.id.startswith(MEASURE_SENTENCE)):
            yield each


def _changed(pair: Pair) -> int:
    """Count the plans that change any band."""
    masks = [pair.turned(measure.id) for measure in pair.before.scenario.frame.measures]
    total = masks[0]
    for mask in masks[1:]:
        total = total | mask
    return pair.count(total)


def _line(scenario: Scenario, name: str, move: Move) -> _Line:
    """Find what a line is and how the move is made; raises RefusedChange where it cannot be."""
    starts = {
        f"{measure.id}.{START if measure.ratio is None else RATIO}": measure for measure in scenario.frame.measures
    }
    row = row_named(scenario, name)
    if row is not None:
        if row.table.kind not in NUMBERED:
            raise RefusedChange([f"row {row.rule.id!r}: a row of {row.table.name} moves no measure, and is no line"])
        rests = row.reason.claims, row.reason.assumptions
        edits = (_row_edit(row, move),)
        return _Line(row.rule.id, edits, row.reason.because, rests, not is_ours(row.reason), _around(scenario, row))
    if name in starts:
        measure = starts[name]
        rests = scenario.rests(measure.start.claims)
        if measure.ratio is not None:
            if move == "turn":
                raise RefusedChange([f"row {name!r}: it is computed from a quantity; it can be dropped, not turned"])
            edit = Edit(RATIO, name, ROW, measure.ratio.of, None)
        else:
            points = measure.start.points
            edit = Edit(START, name, POINTS, points, -points if move == "turn" else 0)
        edits = (edit,) if edit.before != edit.after else ()
        return _Line(name, edits, measure.start.because, rests, not rests[1], QUIET)
    if name.rpartition(".")[2] in {SCALE, SHIFT}:
        said = "it only says where a scale or a table ends, and is no rule of its own"
        raise RefusedChange([f"row {name!r}: {said}; challenge a line that led there"])
    raise RefusedChange([unknown_row(scenario, name)])


def _row_edit(row: Row, move: Move) -> Edit:
    points = points_of(row.rule)
    if move == "drop":
        return Edit(row.table.name, row.rule.id, ROW, points, None)
    if row.table.kind == "limits":
        kind = str(row.rule.outputs[1])
        return Edit(row.table.name, row.rule.id, KIND, kind, OPPOSITE[kind])
    return Edit(row.table.name, row.rule.id, POINTS, points, -points)


def _around(scenario: Scenario, row: Row) -> Circumstances:
    """Give what must happen for a row to speak: the first answer or change that it asks for, and what is observed."""
    tests = {column.name: test for column, test in zip(row.table.table.inputs, row.rule.conditions, strict=True)}
    observed = tuple(
        (each.id, _first(tests[each.id], tuple(each.highest_of)))
        for each in scenario.frame.observations
        if each.id in tests and not tests[each.id].is_any
    )
    if row.table.kind == "answer_effects":
        pairs = [(inject.id, answer.id) for inject in scenario.injects for answer in inject.answers]
        asked = (pair for pair in pairs if tests["inject"].admits(pair[0]) and tests["answer"].admits(pair[1]))
        return Circumstances(answers=tuple([next(asked)] if pairs else []), observed=observed)
    if row.table.kind == "change_effects":
        changed = _first(tests["changed"], _words(tests["changed"]))
        directions = ("none",) if scenario.decision(changed).choose == "one" else ("in", "out")
        when = _first(tests["when"], _words(tests["when"]))
        return Circumstances(change=Change(when, changed, _first(tests["direction"], directions)), observed=observed)
    return QUIET


def _words(test: Condition) -> tuple[str, ...]:
    return test.kind.values if isinstance(test.kind, Scale) else ()


def _first(test: Condition, values: Sequence[str]) -> str:
    """Give the first value that a cell lets in, the first of all where it lets in none of them."""
    return next((value for value in values if test.admits(value)), values[0])


def _answer(place: int, scenario: Scenario, changed: Scenario, situation: Situation) -> PlanAnswer:
    before = adjudicate(scenario, situation.plan, situation.circumstances)
    after = adjudicate(changed, situation.plan, situation.circumstances)
    turned = tuple(
        BandTurned(now.measure, now.band, then.band)
        for now, then in zip(before.measures, after.measures, strict=True)
        if now.band != then.band
    )
    here, there = _sentences_of(scenario, before), _sentences_of(changed, after)
    gone = tuple(name for name in here if name not in there)
    come = tuple(name for name in there if name not in here)
    reworded = tuple(name for name, said in here.items() if name in there and there[name] != said)
    return PlanAnswer(place, turned, before.end_state, after.end_state, gone, come, reworded)


def _sentences_of(scenario: Scenario, outcome: Outcome) -> Mapping[str, tuple[str | None, ...]]:
    """Give the sentences of an outcome's debrief that depend on it, each with the bands that it names."""
    bands = {measure.measure: measure.band for measure in outcome.measures}
    found: dict[str, tuple[str | None, ...]] = {}
    for written in scenario.debrief.sentences:
        tests = parse_cells(scenario.inputs, written.when)
        if all(name in outcome.values and test.admits(outcome.values[name]) for name, test in tests):
            found[written.id] = (bands[written.about[0]],) if "{band}" in written.text and written.about else ()
    found.update({f"{MEASURE_SENTENCE}{name}": (band,) for name, band in bands.items()})
    for line in outcome.ledger():
        if line.points and line.table not in {START, RATIO}:
            found[f"because-{line.rule}"] = ()
    if outcome.end_state is not None:
        found[f"{END_SENTENCE}{outcome.end_state}"] = ()
    return found
