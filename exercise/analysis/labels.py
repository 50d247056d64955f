"""How far a sentence of the debrief carries: proved for any plan, or dependent on the designer's assumptions.

The label is derived and not sampled. A sentence depends on the designer where it rests on an assumption, where his
numbers can move whether it stands or what it says, or where a check that it puts into words is not proved whatever
those numbers are (`grounds`). Everything else survives the bench: no shake, no number set and no assumption left out
can move it. A sentence that has no condition and says the same in every plan holds for any plan; one that is told of
some plans, or names what the plan has, holds for any such plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from exercise.analysis.checks import run_check
from exercise.analysis.grid import plan_space
from exercise.analysis.grounds import grounds, is_movable, is_proved
from exercise.play.rulebook import rulebook
from exercise.scenario.model import Scenario
from exercise.scenario.promise_links import MEASURE_SENTENCE
from exercise.scenario.promises import AlwaysLine, Check, FixedText, Never, Sentence, SentenceStands

ANY_PLAN = "holds for any plan"
SUCH_PLANS = "holds for any such plan"
OURS = "depends on designer assumptions"
BREAKS = "breaks"
PROVED = frozenset({ANY_PLAN, SUCH_PLANS})

# What is said in these stages is about plans; the others speak of the players and of the text.
ABOUT_PLANS = frozenset({"description", "reasoning", "content", "yardstick", "rules"})
BAND, DAYS = "{band}", "{days}"
WEEKS = ("{weeks}", "{cost}")


@lru_cache(maxsize=64)
def labels(scenario: Scenario) -> Mapping[str, str]:
    """Give the label of every written sentence and of every measure's headline, by id; worked out once a scenario.

    A sentence whose check fails breaks; in a scenario that keeps its promises none does.
    """
    found = {written.id: _label_of_written(scenario, written) for written in scenario.debrief.sentences}
    for name, gauge in rulebook(scenario).gauges.items():
        lines = [gauge.start, *(line for modifier in gauge.modifiers for line in modifier.lines)]
        lines += [limit.line for limit in gauge.limits]
        rests = [each for line in lines for each in line.assumptions]
        found[f"{MEASURE_SENTENCE}{name}"] = label_for(scenario, rests, [name], always=False)
    return found


def label_for(scenario: Scenario, rests: Iterable[str], reads: Iterable[str], *, always: bool) -> str:
    """Give the label of a sentence by what it rests on and the inputs it reads, none of its checks counted."""
    _, assumptions = scenario.rests(tuple(rests))
    movable = grounds(scenario).movable
    if assumptions or any(is_movable(scenario, movable, name) for name in reads):
        return OURS
    return ANY_PLAN if always else SUCH_PLANS


def promised(scenario: Scenario, written: Sentence) -> tuple[Check, ...]:
    """Give the checks that a sentence puts into words.

    Those that name it; and, where it says something of every plan, those about the level of a measure it is about (of
    any measure where it is about none) that rest on claims it rests on. Comparisons of plans are not among them.
    """
    return tuple(check for check in scenario.checks if _puts_into_words(scenario, written, check))


def spoken_by(scenario: Scenario, written: Sentence) -> tuple[str, ...]:
    """Give the inputs whose value a sentence names in its text: bands, and points where a number is printed."""
    names = [written.about[0]] if BAND in written.text and written.about else []
    for measure in scenario.frame.measures:
        counted = measure.display == "weeks" and any(word in written.text for word in WEEKS)
        if counted or (measure.ratio is not None and DAYS in written.text):
            names.append(f"{measure.id}.points")
    return tuple(names)


def _label_of_written(scenario: Scenario, written: Sentence) -> str:
    unproved = [check for check in promised(scenario, written) if not is_proved(scenario, check)]
    if unproved:
        space = plan_space(scenario)
        return OURS if all(run_check(scenario, check, space).holds for check in unproved) else BREAKS
    always = not written.when and not written.each and "{" not in written.text
    return label_for(scenario, written.claims, [*written.when, *spoken_by(scenario, written)], always=always)


def _puts_into_words(scenario: Scenario, written: Sentence, check: Check) -> bool:
    match check.rule:
        case SentenceStands() as rule:
            return written.id in rule.id
        case FixedText() as rule:
            return rule.sentence == written.id
        case Never() | AlwaysLine() as rule:
            claims, _ = scenario.rests(check.claims)
            is_about = rule.measure is not None and (not written.about or rule.measure in written.about)
            of_every_plan = not written.when and written.stage in ABOUT_PLANS
            return of_every_plan and is_about and bool(claims) and set(claims) <= set(written.claims)
        case _:
            return False
