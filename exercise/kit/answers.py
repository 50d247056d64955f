"""What a player guessed, forecast, wrote and sorted, each beside what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exercise.debrief.placeholders import days_text
from exercise.debrief.whose import ASKED, basis_words, telling_lines
from exercise.kit.course import Walk, words_of
from exercise.kit.document import Sorted, Standing, Written
from exercise.kit.wording import Note, as_typed, band_label, doubt_word, joined, kind_word
from exercise.play.ledger import Outcome
from exercise.scenario.frame import Measure
from exercise.scenario.measures import Ratio
from exercise.scenario.model import Scenario
from exercise.words import say

Courses = Mapping[str, tuple[Standing, ...]]
Notes = Mapping[str, Note]

# What a play notes when it asks whether its condition has come true.
HAPPENED = "condition_happened"


def happened_words() -> Mapping[str, str]:
    """Give words for the taps on whether what would change a mind has happened, as the pages ask them."""
    return {
        "yes": say("yes"),
        "partly": say("partly"),
        "no": say("no"),
        "unknown": say("I cannot tell from here"),
    }


def _remembered() -> Mapping[str, str]:
    """Give words for the taps on what was remembered that are no option of the scenario's, as the pages ask them."""
    unsure = say("I do not remember")
    return {"unsure": unsure, "none": unsure}


def _gains() -> Mapping[str, str]:
    """Give words for the taps on who gains more and how sure that is, as the pages ask them."""
    return {
        "receiver": say("those who plan"),
        "sender": say("the other side"),
        "same": say("about the same"),
        "sure": say("sure"),
        "unsure": say("not sure"),
    }


def written(scenario: Scenario, outcome: Outcome, notes: Notes, walked: Walk, ways: Courses) -> tuple[Written, ...]:
    """Give the guess, the memory, the views, forecasts and sentences there are; what was not answered is left out."""
    return tuple(each for each in _written(scenario, outcome, notes, walked, ways) if each.answer)


def _written(scenario: Scenario, outcome: Outcome, notes: Notes, walked: Walk, ways: Courses) -> Iterator[Written]:
    yield from _guess(scenario, outcome, notes)
    memory = _named(scenario, notes.get("memory"), _remembered())
    asked = say("What did you remember of what happened, before you read?")
    yield Written(asked, memory, say("Deciding, or remembering?"))
    before = (*_parts(notes.get("gains_before")), *_parts(notes.get("gains_sure")))
    yield Written(say("Who will gain more? Before the first turn"), _named(scenario, before, _gains()))
    yield Written(say("Who will gain more? At the end"), _named(scenario, notes.get("gains_after"), _gains()))
    seen: set[str] = set()
    for key, question, words in words_of(walked):
        text = joined(notes.get(key)) or words
        if key not in seen and text:
            seen.add(key)
            beside = say("Has it happened? Did you look?") if key == "condition" else ""
            yield Written(question, text, beside, in_own_words=True)
    yield from _forecasts(scenario, outcome, notes, walked, ways)
    happened = joined(notes.get(HAPPENED))
    yield Written(say("What would change your mind: had it happened?"), happened_words().get(happened, happened))
    yield from _whose(scenario, outcome, notes)
    yield Written(say("One sentence to keep"), joined(notes.get("keep_sentence")), in_own_words=True)


def _guess(scenario: Scenario, outcome: Outcome, notes: Notes) -> Iterator[Written]:
    """Set the guess of days beside the computed days: for the largest quantity there is, and for this plan's own."""
    measure = next((each for each in scenario.frame.measures if each.ratio is not None), None)
    if measure is None or measure.ratio is None:
        return
    largest, unit = largest_of(scenario, measure.ratio)
    per = measure.ratio.per
    beside = say(
        "Computed: {largest} / {per} = {days} days. Your plan's own number: {own} days.",
        largest=f"{largest:,}",
        per=f"{per:,}",
        days=days_text(largest / per),
        own=days_text(float(outcome.measure(measure.id).points)),
    )
    if unit:
        question = say("How many days of the reported losses are {n} {unit}?", n=f"{largest:,}", unit=unit)
    else:
        question = say("How many days of the reported losses are {n}?", n=f"{largest:,}")
    yield Written(question, joined(notes.get("guess_days")), beside)


def largest_of(scenario: Scenario, ratio: Ratio) -> tuple[int | float, str]:
    """Give the largest quantity that a ratio can be asked of, and its unit, empty where it has none."""
    decision, _, quantity = ratio.of.partition(".")
    largest = max(option.quantities.get(quantity, 0) for option in scenario.decision(decision).options)
    return largest, scenario.frame.quantities.get(quantity, "")


def _whose(scenario: Scenario, outcome: Outcome, notes: Notes) -> Iterator[Written]:
    """Set what was said of a rule, whose it is, beside whose it is."""
    labels = {measure.id: measure.label for measure in scenario.frame.measures}
    words = basis_words()
    for line in telling_lines(outcome):
        asked = say("Whose rule is it? {measure}: {why}", measure=labels[line.measure], why=line.because)
        said = joined(notes.get(f"{ASKED}-{line.rule}"))
        yield Written(asked, words.get(said, said), say("It is so: {whose}", whose=words.get(line.basis, line.basis)))


def _named(scenario: Scenario, note: Note | None, words: Mapping[str, str]) -> str:
    """Give a tapped answer in words: by the page's words, an option by its label, free text as it was typed."""
    labels = {option.id: option.label for decision in scenario.frame.decisions for option in decision.options}
    return as_typed(", ".join(words.get(part) or labels.get(part) or part for part in _parts(note) if part))


def _forecasts(scenario: Scenario, outcome: Outcome, notes: Notes, walked: Walk, ways: Courses) -> Iterator[Written]:
    """Set every forecast beside where its measure stood after that turn and where it ended."""
    measures = {measure.id: measure for measure in scenario.frame.measures}
    for place, commit in enumerate(walked.commits):
        told = dict(commit.forecast)
        for part in _parts(notes.get(f"forecast-{commit.turn}")):
            name, _, band = part.replace("=", ":").rpartition(":")
            told[name if name in measures else _asked_about(scenario, band)] = band
        told |= {name: text for name in measures if (text := joined(notes.get(f"forecast-{commit.turn}-{name}")))}
        for name, band in told.items():
            if name in measures:
                yield _forecast(measures[name], commit.turn, band, ways[name][place], outcome)


def _asked_about(scenario: Scenario, band: str) -> str:
    """Give the measure a bare band is a forecast of: the first one that has this band."""
    return next((each.id for each in scenario.frame.measures if band in each.band_ids), scenario.frame.measures[0].id)


def _parts(note: Note | None) -> tuple[str, ...]:
    return () if note is None else (note,) if isinstance(note, str) else note


def _forecast(measure: Measure, turn: int, band: str, then: Standing, outcome: Outcome) -> Written:
    end = band_label(measure, outcome.measure(measure.id).band)
    if then.band:
        beside = say("After that turn it was {band}; at the end it is {end}.", band=then.band, end=end)
    else:
        beside = say("After that turn it was still open; at the end it is {end}.", end=end)
    told = band_label(measure, band) if band in measure.band_ids else as_typed(band)
    asked = say("Forecast in turn {turn}: where will this stand? {measure}", turn=turn, measure=measure.label)
    return Written(asked, told, beside)


def sorts(scenario: Scenario, notes: Notes) -> tuple[Sorted, ...]:
    """Give the sentences to sort with the answers before and after; nothing where nobody sorted."""
    parts = tuple(
        Sorted(
            sort.text,
            sort.claim,
            (_kind(notes, f"sort-{sort.id}-kind"), _kind(notes, f"resort-{sort.id}-kind")),
            (_doubt(notes, f"sort-{sort.id}-doubt"), _doubt(notes, f"resort-{sort.id}-doubt")),
            (kind_word(sort.kind), doubt_word(sort.doubt)),
        )
        for sort in scenario.debrief.sort
    )
    answered = any(key.startswith(("sort-", "resort-")) for key in notes)
    return parts if answered else ()


def _kind(notes: Notes, key: str) -> str:
    return kind_word(joined(notes.get(key))) or say("no answer")


def _doubt(notes: Notes, key: str) -> str:
    return doubt_word(joined(notes.get(key))) or say("no answer")
