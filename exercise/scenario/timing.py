"""Do the minutes of a variant add up, and do its words fit into them?"""

from __future__ import annotations

from exercise.scenario.frame import Frame
from exercise.scenario.linking import Links
from exercise.scenario.playing import Block, Inject, Turn, Variant
from exercise.scenario.promises import DebriefText

WORDS_A_MINUTE = 200
MINUTES_A_SENTENCE = 0.75
FILE = "variants.yaml"


def check_timing(
    links: Links, frame: Frame, injects: tuple[Inject, ...], variants: tuple[Variant, ...], debrief: DebriefText
) -> None:
    """Report blocks that do not add up, a debrief under a third, and blocks too short for their words."""
    for index, variant in enumerate(variants):
        _check_sums(links, index, variant)
        for at, block in enumerate(variant.blocks):
            words = sum(block_words(part, block, variant, frame, injects, debrief) for part in block.reads)
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


def block_words(
    part: str, block: Block, variant: Variant, frame: Frame, injects: tuple[Inject, ...], debrief: DebriefText
) -> int:
    """Count the words people read in a part of a block."""
    match part:
        case "summary":
            texts = [frame.title, frame.summary, frame.content_note]
        case "reading":
            texts = [*(paragraph.text for paragraph in frame.source.reading), frame.source.ends]
        case "sort":
            texts = [sentence.text for sentence in debrief.sort]
        case "seat":
            texts = [frame.seat.title, frame.seat.task]
        case "intent":
            texts = [variant.intent.text]
        case "debrief":
            texts = [ask for step in variant.script for ask in step.asks]
        case _:
            turn = next((turn for turn in variant.turns if turn.turn == block.turn), None)
            texts = _turn_texts(turn, frame, injects) if turn else []
    return sum(len(text.split()) for text in texts)


def _turn_texts(turn: Turn, frame: Frame, injects: tuple[Inject, ...]) -> list[str]:
    """Give what a player reads in a turn: its questions, every option, and the longest inject of each slot."""
    texts = [turn.title]
    for decision in frame.decisions:
        if decision.id in turn.decisions:
            texts.append(decision.question)
            texts.extend(f"{option.label} {option.buys} {option.costs}" for option in decision.options)
    for slot in turn.injects:
        chosen = [inject for inject in injects if inject.id in slot.of]
        spoken = [" ".join([inject.text, *(answer.label for answer in inject.answers)]) for inject in chosen]
        texts.append(max(spoken, key=lambda text: len(text.split()), default=""))
    return texts
