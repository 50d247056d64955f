"""Do the minutes of a variant add up, and do its words fit into them?"""

from __future__ import annotations

from collections.abc import Iterable

from exercise.scenario.frame import Frame
from exercise.scenario.linking import Links
from exercise.scenario.playing import Inject, Read, Turn, Variant
from exercise.scenario.promises import DebriefText

WORDS_A_MINUTE = 200
MINUTES_A_SENTENCE = 0.75
FILE = "variants.yaml"


def check_timing(
    links: Links, frame: Frame, injects: tuple[Inject, ...], variants: tuple[Variant, ...], debrief: DebriefText | None
) -> None:
    """Report blocks that do not add up, a debrief under a third, and blocks too short for their words.

    Each text is counted once, however many variants and blocks read it.
    """
    texts = _Texts(frame, injects, debrief)
    for index, variant in enumerate(variants):
        _check_sums(links, index, variant)
        read, turns = texts.of(variant)
        for at, block in enumerate(variant.blocks):
            words = sum(turns.get(block.turn, 0) if part == "turn" else read[part] for part in block.reads)
            needed = words / WORDS_A_MINUTE + block.typed * MINUTES_A_SENTENCE
            if needed > block.minutes:
                message = (
                    f"{words} words and {block.typed} typed sentences need {needed:.1f} minutes, not {block.minutes}"
                )
                links.add(FILE, (index, "blocks", at), "block-short", message, block.title, "give it more time")


def _check_sums(links: Links, index: int, variant: Variant) -> None:
    total = sum(block.minutes for block in variant.blocks)
    debrief = sum(block.minutes for block in variant.blocks if block.kind == "debrief")
    script = sum(step.minutes for step in variant.script)
    if total != variant.minutes:
        message = f"the blocks add up to {total} minutes, not to {variant.minutes}"
        links.add(FILE, (index, "blocks"), "minutes", message, variant.id, "change a block or the minutes")
    if debrief * 3 < variant.minutes:
        message = f"the debrief has {debrief} of {variant.minutes} minutes, which is under a third"
        links.add(FILE, (index, "blocks"), "debrief-short", message, variant.id, "give the debrief more time")
    if script != debrief:
        message = f"the script adds up to {script} minutes, the debrief blocks to {debrief}"
        links.add(FILE, (index, "script"), "minutes", message, variant.id, "change a step or the block")
    turns = {turn.turn: turn.minutes for turn in variant.turns}
    timed = {block.turn: block.minutes for block in variant.blocks if block.kind == "turn"}
    if turns != timed:
        message = "the turn blocks are not the turns with their minutes"
        mend = "write one block of kind turn for each turn, with its minutes"
        links.add(FILE, (index, "blocks"), "turn-blocks", message, variant.id, mend)


class _Texts:
    """How many words people read, part by part."""

    def __init__(self, frame: Frame, injects: tuple[Inject, ...], debrief: DebriefText | None) -> None:
        self.fixed: dict[Read, int] = {
            "summary": _count([frame.title, frame.summary, frame.content_note]),
            "reading": _count([*(paragraph.text for paragraph in frame.source.reading), frame.source.ends]),
            "sort": _count([sentence.text for sentence in debrief.sort] if debrief else []),
            "seat": _count([frame.seat.title, frame.seat.task]),
        }
        self.decisions = {
            each.id: _count([each.question, *(f"{o.label} {o.buys} {o.costs}" for o in each.options)])
            for each in frame.decisions
        }
        self.injects = {each.id: _count([each.text, *(a.label for a in each.answers)]) for each in injects}

    def of(self, variant: Variant) -> tuple[dict[Read, int], dict[int | None, int]]:
        """Count the words of each part of a variant, and of each of its turns."""
        asks = _count(ask for step in variant.script for ask in step.asks)
        read: dict[Read, int] = {**self.fixed, "intent": _count([variant.intent.text]), "debrief": asks}
        return read, {turn.turn: self.turn_words(turn) for turn in reversed(variant.turns)}

    def turn_words(self, turn: Turn) -> int:
        """Count what a player reads in a turn: its questions, every option, and the longest inject of each slot."""
        asked = sum(self.decisions.get(name, 0) for name in dict.fromkeys(turn.decisions))
        heard = sum(max((self.injects.get(name, 0) for name in slot.of), default=0) for slot in turn.injects)
        return _count([turn.title]) + asked + heard


def _count(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)
