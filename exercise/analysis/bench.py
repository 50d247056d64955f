"""The assumption bench: change a rule, and see which checks and which sentences hold, depend on us, or break."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from exercise.analysis.axes import SpaceTooLarge
from exercise.analysis.changing import Edit, edited
from exercise.analysis.findings import Findings, Pair, findings
from exercise.analysis.labels import BREAKS, promised
from exercise.analysis.masks import Mask, SpaceError
from exercise.analysis.rule_changes import RefusedChange, RuleChange, edits_of, kept_without
from exercise.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class CheckMoved:
    """A check with its verdict before and after: "holds for any plan", "depends on designer assumptions", "breaks"."""

    id: str
    text: str
    before: str
    after: str
    over: str
    witness: str

    @property
    def falls(self) -> bool:
        """Whether it carries less far than before."""
        return _rank(self.after) < _rank(self.before)


@dataclass(frozen=True, slots=True)
class SentenceMoved:
    """A sentence with its label before and after, and the plans in whose debriefs it stands.

    `moved` counts the plans in which it comes, goes, or says something else. Where it breaks, `fallen` names the
    checks that it puts into words and that break, and `lost` the assumptions it rests on that were left out.
    """

    id: str
    text: str
    before: str
    after: str
    plans_before: int
    plans_after: int
    moved: int
    fallen: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def falls(self) -> bool:
        """Whether it carries less far than before."""
        return _rank(self.after) < _rank(self.before)


@dataclass(frozen=True, slots=True)
class BenchResult:
    """What a change of the rules does to everything that was said of all plans.

    `edits` are the numbers and rows that were changed, and `kept` those that rest on an assumption that was left out
    and stay. `turned` counts, for every measure, the plans that come out in another band.
    """

    scenario: str
    digest: str
    edits: tuple[Edit, ...]
    kept: tuple[str, ...]
    plans_before: int
    plans_after: int
    turned: tuple[tuple[str, int], ...]
    checks: tuple[CheckMoved, ...]
    sentences: tuple[SentenceMoved, ...]


def bench(scenario: Scenario, change: RuleChange) -> BenchResult:
    """Make a change and compare every check, sentence and measure with what was before.

    Raises RefusedChange for a change that cannot be made, or under which the plans cannot be worked out.
    """
    edits = edits_of(scenario, change)
    before = findings(scenario)
    try:
        after = findings(edited(scenario, edits))
    except (SpaceError, SpaceTooLarge) as error:
        raise RefusedChange([f"with this change the plans cannot be worked out: {error}"]) from None
    pair = Pair(before.space, after.space)
    kept = tuple(dict.fromkeys(rule for name in change.without for rule in kept_without(scenario, name)))
    return BenchResult(
        scenario.id,
        scenario.digest,
        edits,
        kept,
        before.space.size,
        after.space.size,
        bands_turned(pair),
        checks_moved(before, after),
        sentences_moved(before, after, pair, change.without),
    )


def bands_turned(pair: Pair) -> tuple[tuple[str, int], ...]:
    """Count, for every measure, the plans that come out in another band."""
    measures = pair.before.scenario.frame.measures
    return tuple((measure.id, pair.count(pair.turned(measure.id))) for measure in measures)


def checks_moved(before: Findings, after: Findings) -> tuple[CheckMoved, ...]:
    """Give every declared check with both verdicts; the witness is that of the later one."""
    return tuple(
        CheckMoved(each.id, each.text, before.verdicts[each.id], after.verdicts[each.id], each.over, each.witness)
        for each in after.checks
    )


def sentences_moved(
    before: Findings, after: Findings, pair: Pair, without: Iterable[str] = ()
) -> tuple[SentenceMoved, ...]:
    """Give every sentence with both labels; one that rests on an assumption that was left out breaks."""
    gone = frozenset(without)
    broken = {result.id for result in after.checks if not result.holds}
    written = {each.id: each for each in before.scenario.debrief.sentences}
    found: list[SentenceMoved] = []
    for name, text in before.texts.items():
        own = written.get(name)
        fallen = tuple(c.id for c in promised(after.scenario, own) if c.id in broken) if own is not None else ()
        lost = tuple(each for each in own.claims if each in gone) if own is not None else ()
        stands = before.space.count(before.stands[name]), after.space.count(after.stands[name])
        label = BREAKS if fallen or lost else after.labels[name]
        moved = pair.count(says_otherwise(before, after.stands, pair, name))
        found.append(SentenceMoved(name, text, before.labels[name], label, *stands, moved, fallen, lost))
    return tuple(found)


def says_otherwise(before: Findings, after: Mapping[str, Mask], pair: Pair, sentence: str) -> Mask:
    """Give the plans in which a sentence comes, goes, or names another outcome; `after` says where it stands then."""
    mask = pair.differing(before.stands[sentence], after[sentence])
    for name in before.spoken[sentence]:
        source = before.scenario.inputs.sources[name]
        named = pair.turned(source.of) if source.origin == "band" else pair.shifted(source.of)
        mask = mask | (named & pair.laid_out(after[sentence]))
    return mask


def _rank(label: str) -> int:
    """Order labels by how far they carry; of any plan and of any such plan is equally far."""
    return 0 if label == BREAKS else 2 if label.startswith("holds") else 1
