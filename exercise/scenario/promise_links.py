"""Does everything exist that checks and cases speak of?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from exercise.scenario.frame import DecisionPoint, Frame
from exercise.scenario.linking import Links
from exercise.scenario.located import Path
from exercise.scenario.playing import Inject
from exercise.scenario.promises import (
    AlwaysLine,
    Case,
    Check,
    DebriefText,
    FixedText,
    Monotone,
    Never,
    NotDominated,
    SentenceStands,
)
from exercise.tables.cells import CellError, Number, parse_cell

MEASURE_SENTENCE = "measure-"


def sentence_ids(frame: Frame, debrief: DebriefText) -> dict[str, None]:
    """Give the ids of all sentences a check may name, in order: those written, and one for each measure."""
    written = [sentence.id for sentence in debrief.sentences]
    return dict.fromkeys([*written, *(f"{MEASURE_SENTENCE}{measure.id}" for measure in frame.measures)])


def link_checks(links: Links, frame: Frame, debrief: DebriefText | None, checks: tuple[Check, ...]) -> None:
    """Check the references of `checks.yaml`; those to sentences only where the debrief could be read."""
    file = "checks.yaml"
    measures = {measure.id: measure for measure in frame.measures}
    decisions = {decision.id: decision for decision in frame.decisions}
    sentences = None if debrief is None else sentence_ids(frame, debrief)
    links.once(file, (), [check.id for check in checks], "checks")
    for index, check in enumerate(checks):
        links.rests(file, (index, "claims"), check.claims)
        path: Path = (index,)
        match check.rule:
            case Never() as rule:
                _link_never(links, (index, "never"), rule, frame)
            case AlwaysLine() as rule:
                links.refer(file, (*path, "always_line", "measure"), [rule.measure], measures, "measure")
                links.rests(file, (*path, "always_line", "claim"), [rule.claim])
            case SentenceStands() as rule:
                links.refer(file, (*path, "sentence", "id"), rule.id if sentences else (), sentences or (), "sentence")
                links.cells(file, (*path, "sentence", "when"), rule.when)
            case Monotone() as rule:
                links.refer(file, (*path, "monotone", "measure"), [rule.measure], measures, "measure")
                links.refer(file, (*path, "monotone", "decision"), [rule.decision], decisions, "decision")
            case FixedText() as rule:
                _link_text(links, (index, "fixed_text"), rule, frame, sentences)
            case NotDominated() as rule:
                links.refer(file, (*path, "not_dominated", "decision"), [rule.decision], decisions, "decision")
                if rule.decision in decisions:
                    options = decisions[rule.decision].option_ids
                    links.refer(file, (*path, "not_dominated", "except"), rule.exempt, options, "option")
            case _:
                pass


def _link_never(links: Links, path: Path, rule: Never, frame: Frame) -> None:
    file = "checks.yaml"
    measures = {measure.id: measure for measure in frame.measures}
    if rule.when != "defaults":
        links.cells(file, (*path, "when"), rule.when)
    if rule.measure is None:
        return
    links.refer(file, (*path, "measure"), [rule.measure], measures, "measure")
    if rule.measure in measures and rule.band is not None:
        links.refer(file, (*path, "band"), [rule.band], measures[rule.measure].band_ids, "band")
    if (rule.band is None) == (rule.points is None):
        links.add(file, path, "never", "a measure needs either a band or points", "", "write one of them")
    if rule.points is not None:
        try:
            parse_cell(rule.points, Number("points"))
        except CellError as error:
            links.add(file, (*path, "points"), "cell", error.message, error.seen, error.mend)


def _link_text(links: Links, path: Path, rule: FixedText, frame: Frame, sentences: Collection[str] | None) -> None:
    file = "checks.yaml"
    options = [f"{decision.id}.{option}" for decision in frame.decisions for option in decision.option_ids]
    if sentences is not None:
        links.refer(file, (*path, "sentence"), [rule.sentence] if rule.sentence else [], sentences, "sentence")
        links.refer(file, (*path, "except"), rule.exempt, sentences, "sentence")
    links.refer(file, (*path, "option"), [rule.option] if rule.option else [], options, "option")
    if not rule.absent and (rule.sentence is None) == (rule.option is None):
        links.add(file, path, "fixed-text", "it names no text", "", "write `sentence:`, `option:` or `absent:`")


def link_cases(links: Links, frame: Frame, injects: tuple[Inject, ...] | None, cases: tuple[Case, ...]) -> None:
    """Check the references of `cases.yaml`; those to injects only where they could be read."""
    file = "cases.yaml"
    decisions = {decision.id: decision for decision in frame.decisions}
    measures = {measure.id: measure for measure in frame.measures}
    by_id: Mapping[str, Inject] | None = None if injects is None else {inject.id: inject for inject in injects}
    links.once(file, (), [case.case for case in cases], "cases")
    for index, case in enumerate(cases):
        for name, choice in case.plan.items():
            _link_choice(links, (index, "plan", name), name, [choice] if isinstance(choice, str) else choice, decisions)
        for key, change in (("early", case.early), ("late", case.late)):
            if change is not None:
                links.refer(file, (index, key, "decision"), [change.decision], decisions, "decision")
                if change.decision in decisions:
                    _link_choice(links, (index, key, "option"), change.decision, [change.option], decisions)
        if by_id is not None:
            _link_answers(links, index, case, by_id)
        for name, (_, band) in case.expect.items():
            links.refer(file, (index, "expect", name, ""), [name], measures, "measure")
            if name in measures:
                links.refer(file, (index, "expect", name, 1), [band], measures[name].band_ids, "band")
        if case.end_state is not None:
            links.refer(file, (index, "end_state"), [case.end_state], [end.id for end in frame.end_states], "end state")


def _link_answers(links: Links, index: int, case: Case, by_id: Mapping[str, Inject]) -> None:
    for name, answer in case.answers.items():
        links.refer("cases.yaml", (index, "answers", name, ""), [name], by_id, "inject")
        if name in by_id:
            allowed = [each.id for each in by_id[name].answers]
            links.refer("cases.yaml", (index, "answers", name), [answer], allowed, "answer")


def _link_choice(
    links: Links, path: Path, name: str, choice: Sequence[str], decisions: Mapping[str, DecisionPoint]
) -> None:
    """Report a decision that does not exist, and options that it does not have; a text may list several."""
    links.refer("cases.yaml", (*path, ""), [name], decisions, "decision")
    if name in decisions:
        parts = [part.strip() for text in choice for part in text.split(",")]
        links.refer("cases.yaml", path, [p for p in parts if p], decisions[name].option_ids, "option")
