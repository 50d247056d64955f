"""What was said before beside what came out: guesses, forecasts, memory, and both sorts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from exercise.app.scales import label_of
from exercise.app.solo.asking import OptionShown
from exercise.app.solo.before import NO_DOUBT, gainers, kinds, recalled
from exercise.kit.answers import largest_of
from exercise.play.flow import sorted_alone
from exercise.play.record import outcome_of
from exercise.scenario.promises import SortSentence
from exercise.sessions.position import Play
from exercise.words import say


def guesses_html(play: Play) -> str:
    """Give every guess and forecast beside what the tables say."""
    rows = "".join(
        f"<tr><th scope='row'>{escape(what)}</th><td dir='auto'>{escape(said)}</td><td>{escape(now)}</td></tr>"
        for what, said, now in _guesses(play)
    )
    if not rows:
        return f"<p>{escape(say('You made no guesses; there is nothing to compare.'))}</p>"
    return _table((say("What"), say("You said"), say("The tables say")), rows)


def _guesses(play: Play) -> Iterator[tuple[str, str, str]]:
    outcome = outcome_of(play.scenario, play.situation)
    guess = _note(play, "guess_days")
    ratio = next((measure for measure in play.scenario.frame.measures if measure.ratio is not None), None)
    if guess and ratio is not None and ratio.ratio is not None:
        largest, unit = largest_of(play.scenario, ratio.ratio)
        now = say(
            "{asked} for the {n} {unit} you were asked about; {own} for your plan",
            asked=f"{largest / ratio.ratio.per:.1f}",
            n=f"{largest:,}",
            unit=unit,
            own=f"{outcome.measure(ratio.id).points:.1f}",
        )
        yield say("{measure}, guessed before reading", measure=ratio.label), guess, now
    for measure in play.scenario.frame.measures:
        for turn in play.situation.turns:
            said = _note(play, f"forecast-{turn}-{measure.id}")
            if said:
                now = label_of(measure, outcome.measure(measure.id).band)
                told = say("{measure}, forecast in turn {turn}", measure=measure.label, turn=turn)
                yield told, label_of(measure, said), now
    before = _note(play, "gains_before")
    if before:
        yield say("Who gains more"), _named(gainers(play.scenario), before), say("that is yours to judge, below")


def memory_words(play: Play) -> str:
    """Set what was remembered before reading beside what was chosen; empty where neither is known."""
    if _note(play, "replay"):
        return say("You knew what came before this play, so nothing was asked. Did you decide, or remember?")
    said = _note(play, "memory")
    first = recalled(play.scenario)
    chosen = play.situation.plan.get(first.id) if first is not None else None
    if not said or first is None or not isinstance(chosen, str):
        return ""
    label = first.option(chosen).label
    known = {option.id: option.label for option in first.options}
    if said not in known:
        return say("Before reading you remembered nothing of it. You chose: {chosen}.", chosen=label)
    return say(
        "Before reading you remembered: {said}. You chose: {chosen}. Did you decide, or remember?",
        said=known[said],
        chosen=label,
    )


def sorts_html(play: Play) -> str:
    """Give each sentence with both sorts, and how those who built the exercise read it."""
    parts = "".join(_sorted(play, sentence) for sentence in sorted_alone(play.scenario))
    return f"<ol class='exercise-sorts'>{parts}</ol>"


def _sorted(play: Play, sentence: SortSentence) -> str:
    before, now = (_sort(play, prefix, sentence.id) for prefix in ("sort", "resort"))
    ours = f"{kinds()[sentence.kind]}, {_doubt(sentence.doubt)}"
    if before == now:
        pairs = ((say("Before and now"), now), (say("As we read it"), ours))
    else:
        pairs = ((say("Before"), before), (say("Now"), now), (say("As we read it"), ours))
    said = "".join(f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in pairs)
    return f"<li><p>{escape(sentence.text)}</p><dl class='exercise-plan'>{said}</dl></li>"


def _sort(play: Play, prefix: str, sentence: str) -> str:
    kind, doubt = (_note(play, f"{prefix}-{sentence}-{part}") for part in ("kind", "doubt"))
    said = [kinds().get(kind, kind)] if kind else []
    return ", ".join([*said, *([_doubt(doubt)] if doubt else [])]) or say("open")


def _doubt(word: str) -> str:
    return say("no word carries doubt") if word == NO_DOUBT else say("“{word}”", word=word)


def _named(options: Sequence[OptionShown], chosen: str) -> str:
    return next((each.get("label", "") for each in options if each.get("id") == chosen), chosen)


def _note(play: Play, question: str) -> str:
    found = play.notes.get(question, "")
    return found if isinstance(found, str) else ", ".join(found)


def _table(heads: Sequence[str], rows: str) -> str:
    cells = "".join(f"<th scope='col'>{escape(head)}</th>" for head in heads)
    return f"<table class='exercise-beside'><thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table>"
