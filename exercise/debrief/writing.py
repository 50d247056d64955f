"""debrief(): an outcome becomes staged sentences, each with what it rests on. Pure text, no page, no file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from exercise.analysis.labels import label_for, labels
from exercise.debrief.placeholders import filled, fitting
from exercise.debrief.reasons import reason_text
from exercise.debrief.stages import LATER, OURS, PLAN, QUESTION, Debrief, DebriefStage, Sentence, stage_title
from exercise.play.ledger import LIMIT, RATIO, START, LedgerLine, MeasureOutcome, Outcome
from exercise.play.situation import variant_of
from exercise.scenario.frame import Measure, TableKind
from exercise.scenario.inputs import parse_cells
from exercise.scenario.model import LaterFact, Scenario
from exercise.scenario.parts import Cells
from exercise.scenario.playing import STAGES, Stage, Variant
from exercise.scenario.promise_links import MEASURE_SENTENCE
from exercise.scenario.promises import Sentence as Written
from exercise.words import say, say_many


def debrief(
    scenario: Scenario, outcome: Outcome, variant: str | None = None, later: Sequence[LaterFact] = ()
) -> Debrief:
    """Write the debrief of a complete plan's outcome.

    The stages come in their fixed order. `variant` chooses the questions and the intent; without one the longest is
    taken. The stage `later` is empty unless later facts are handed in.
    """
    chosen = variant_of(scenario, variant) if variant else max(scenario.variants, key=lambda each: each.minutes)
    makers = {
        "description": lambda: [*_plan_sentences(scenario, outcome), *_answer_sentences(scenario, outcome)],
        "reasoning": lambda: _intent_sentences(scenario, outcome, chosen),
        "content": lambda: [*_measure_sentences(scenario, outcome), *_ending_sentences(scenario, outcome)],
        "rules": lambda: _assumption_sentences(scenario, outcome),
        "later": lambda: _later_sentences(scenario, later),
    }
    stages: list[DebriefStage] = []
    for stage in STAGES:
        sentences: list[Sentence] = []
        if stage != "later" or later:
            sentences.extend(makers[stage]() if stage in makers else ())
            sentences.extend(_written_sentences(scenario, outcome, stage))
            sentences.extend(_questions(chosen, stage))
        title = scenario.debrief.stages.get(stage) or stage_title(stage)
        stages.append(DebriefStage(stage, title, tuple(sentences)))
    return Debrief(tuple(stages))


def holds(scenario: Scenario, outcome: Outcome, cells: Cells) -> bool:
    """Tell whether cells hold for an outcome; a cell on something that is still open does not."""
    tests = parse_cells(scenario.inputs, cells)
    return all(name in outcome.values and test.admits(outcome.values[name]) for name, test in tests)


def _sentence(
    scenario: Scenario,
    text: str,
    ids: Iterable[str],
    lines: Iterable[LedgerLine] = (),
    *,
    sentence_id: str = "",
    label: str = OURS,
) -> Sentence:
    claims, assumptions = scenario.rests(tuple(ids))
    return Sentence(text, claims, assumptions, tuple(lines), label, sentence_id)


def _plan_sentences(scenario: Scenario, outcome: Outcome) -> Iterator[Sentence]:
    for name, choice in outcome.plan.choices:
        decision = scenario.decision(name)
        chosen = [choice] if isinstance(choice, str) else choice
        for option_id in chosen:
            option = decision.option(option_id)
            yield _sentence(scenario, option.says, option.claims, label=PLAN, sentence_id=f"plan-{name}-{option_id}")
        if not chosen:
            ids = [each for option in decision.options for each in option.claims]
            yield _sentence(scenario, decision.none_says, dict.fromkeys(ids), label=PLAN, sentence_id=f"plan-{name}")


def _answer_sentences(scenario: Scenario, outcome: Outcome) -> Iterator[Sentence]:
    for inject_id, answer_id in outcome.circumstances.answers:
        inject = scenario.inject(inject_id)
        text = f"{inject.title}: {inject.answer(answer_id).label}."
        lines = _lines_of(scenario, outcome, "answer_effects", {"inject": inject_id, "answer": answer_id})
        yield _sentence(scenario, text, inject.claims, lines, label=PLAN, sentence_id=f"answer-{inject_id}")
    change = outcome.circumstances.change
    if change is not None and scenario.frame.change is not None:
        decision = scenario.decision(change.decision)
        text = say("The one change of plan was spent on: {decision}.", decision=decision.label)
        context = {"when": change.when, "changed": change.decision, "direction": change.direction}
        lines = _lines_of(scenario, outcome, "change_effects", context)
        rests = (each for line in lines for each in (*line.claims, *line.assumptions))
        ids = (*scenario.frame.change.claims, *rests) or scenario.decision(change.decision).options[0].claims
        yield _sentence(scenario, text, dict.fromkeys(ids), lines, label=PLAN, sentence_id="change")


def _lines_of(
    scenario: Scenario, outcome: Outcome, kind: TableKind, context: Mapping[str, str]
) -> tuple[LedgerLine, ...]:
    """Give the lines of the ledger that an answer, or the change, has brought."""
    brought: set[tuple[str, str]] = set()
    for table in scenario.tables_of(kind):
        names = [column.name for column in table.table.inputs]
        for rule in table.table.rules:
            tests = zip(names, rule.conditions, strict=True)
            if all(test.admits(context[name]) for name, test in tests if name in context):
                brought.add((table.name, rule.id))
    return tuple(line for line in outcome.ledger() if (line.table, line.rule) in brought)


def _intent_sentences(scenario: Scenario, outcome: Outcome, variant: Variant) -> Iterator[Sentence]:
    for line in variant.intent.lines:
        lines = [each for name in _measures_of(scenario, line.when) for each in _moved(outcome, name)]
        if holds(scenario, outcome, line.when):
            text = say("The intent said: {line} This line is met.", line=line.text)
        else:
            text = say("The intent said: {line} This line is to be explained.", line=line.text)
        label = label_for(scenario, line.claims, line.when, always=False)
        yield _sentence(scenario, text, line.claims, lines, sentence_id=f"intent-{line.id}", label=label)


def _measures_of(scenario: Scenario, cells: Cells) -> tuple[str, ...]:
    """Give the measures that cells read, also within a total; cells on decisions have none."""
    sources = [scenario.inputs.sources[name] for name in cells]
    parts = [scenario.frame.totals[each.of] if each.origin == "total" else (each.of,) for each in sources]
    known = {measure.id for measure in scenario.frame.measures}
    return tuple(dict.fromkeys(name for part in parts for name in part if name in known))


def _measure_sentences(scenario: Scenario, outcome: Outcome) -> Iterator[Sentence]:
    """Give, for each measure, its headline and then the reason of every row that moved it."""
    for measure in scenario.frame.measures:
        found = outcome.measure(measure.id)
        text = filled(scenario, outcome, measure.says, band=_band_label(measure, found))
        lines = tuple(line for line in found.lines if line.points or line.table in {START, RATIO, LIMIT})
        ids = dict.fromkeys([i for line in lines for i in (*line.claims, *line.assumptions)])
        name = f"{MEASURE_SENTENCE}{measure.id}"
        yield _sentence(scenario, text, ids, lines, sentence_id=name, label=labels(scenario)[name])
        for line in found.lines:
            if line.points and line.table not in {START, RATIO}:
                rests = (*line.claims, *line.assumptions)
                text = reason_text(scenario, line)
                yield _sentence(scenario, text, rests, (line,), sentence_id=f"because-{line.rule}")


def _band_label(measure: Measure, found: MeasureOutcome) -> str:
    return next((band.label for band in measure.bands if band.id == found.band), say("open"))


def _moved(outcome: Outcome, measure: str) -> tuple[LedgerLine, ...]:
    return tuple(line for line in outcome.measure(measure).lines if line.points)


def _ending_sentences(scenario: Scenario, outcome: Outcome) -> Iterator[Sentence]:
    ends = {end.id: end for end in scenario.frame.end_states}
    for place, end_id in enumerate(outcome.end_states):
        end = ends[end_id]
        if place == 0:
            yield _sentence(scenario, f"{end.name}. {end.text}", end.claims, sentence_id=f"end-{end_id}")
    others = [ends[end_id].name for end_id in outcome.end_states[1:]]
    if others:
        ids = [each for end_id in outcome.end_states[1:] for each in ends[end_id].claims]
        text = say("Also true of this plan: {others}.", others="; ".join(others))
        yield _sentence(scenario, text, dict.fromkeys(ids))


def _assumption_sentences(scenario: Scenario, outcome: Outcome) -> Iterator[Sentence]:
    """Name every assumption that moved this outcome, with the lines that rest on it."""
    for assumption in scenario.assumptions.values():
        lines = [line for line in outcome.ledger() if line.points and assumption.id in line.assumptions]
        if lines:
            text = say_many(
                "Ours, not the source's ({assumption}): {statement} It moves one line of your ledger.",
                "Ours, not the source's ({assumption}): {statement} It moves {count} lines of your ledger.",
                len(lines),
                assumption=assumption.id,
                statement=assumption.statement,
            )
            yield _sentence(scenario, text, [assumption.id], lines, sentence_id=f"assumption-{assumption.id}")


def _written_sentences(scenario: Scenario, outcome: Outcome, stage: Stage) -> Iterator[Sentence]:
    for written in scenario.debrief.sentences:
        if written.stage != stage or not holds(scenario, outcome, written.when):
            continue
        lines = [line for measure in written.about for line in _moved(outcome, measure)]
        label = labels(scenario)[written.id]
        for text in _texts(scenario, outcome, written):
            yield _sentence(scenario, text, written.claims, lines, sentence_id=written.id, label=label)


def _texts(scenario: Scenario, outcome: Outcome, written: Written) -> Iterator[str]:
    band = ""
    if written.about:
        measure = next(each for each in scenario.frame.measures if each.id == written.about[0])
        band = _band_label(measure, outcome.measure(measure.id))
    if not written.each:
        yield filled(scenario, outcome, written.text, band=band)
        return
    decision = scenario.decision(written.each)
    for option_id in outcome.plan.get(written.each) or ():
        option = decision.option(option_id)
        yield filled(scenario, outcome, written.text, band=band, item=fitting(option.label), word=option.likelihood)


def _later_sentences(scenario: Scenario, later: Sequence[LaterFact]) -> Iterator[Sentence]:
    for fact in later:
        text = say(
            "{when}: {fact} Said by {who}; read in {where}. Status: {status}.",
            when=_when(fact),
            fact=fact.fact,
            who=fact.who,
            where=fact.where,
            status=fact.status,
        )
        yield _sentence(scenario, text, fact.claims, label=LATER)


def _when(fact: LaterFact) -> str:
    """Say when a later fact was; of one that is no event, also what it is instead."""
    when = fact.date_text or fact.first.isoformat()
    match fact.kind:
        case "event":
            return when
        case "estimate":
            return say("{when} (estimate)", when=when)
        case "forecast":
            return say("{when} (forecast)", when=when)


def _questions(variant: Variant, stage: Stage) -> Iterator[Sentence]:
    for step in variant.script:
        if step.stage == stage:
            yield from (Sentence(ask, (), (), (), QUESTION) for ask in step.asks)
