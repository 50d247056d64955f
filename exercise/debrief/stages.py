"""What a debrief is made of: stages in a fixed order, and sentences that carry what they rest on."""

from __future__ import annotations

from dataclasses import dataclass

from exercise.analysis.labels import ANY_PLAN, BREAKS, OURS, SUCH_PLANS
from exercise.play.ledger import LedgerLine
from exercise.scenario.playing import Stage
from exercise.words import say

__all__ = [
    "ANY_PLAN",
    "LATER",
    "OURS",
    "PLAN",
    "QUESTION",
    "SUCH_PLANS",
    "Debrief",
    "DebriefStage",
    "Sentence",
    "label_words",
    "stage_title",
]

QUESTION = "question"
PLAN = "your plan"
LATER = "reported later"


def label_words(label: str) -> str:
    """Say a label to people, in the reader's language."""
    words = {
        ANY_PLAN: say("holds for any plan"),
        SUCH_PLANS: say("holds for any such plan"),
        OURS: say("depends on designer assumptions"),
        BREAKS: say("breaks"),
        QUESTION: say("question"),
        PLAN: say("your plan"),
        LATER: say("reported later"),
    }
    return words.get(label, label)


def stage_title(stage: Stage) -> str:
    """Say what a stage is called where its scenario gives it no title."""
    titles: dict[Stage, str] = {
        "reactions": say("Reactions"),
        "description": say("Description"),
        "reasoning": say("Reasoning"),
        "content": say("Content"),
        "yardstick": say("Yardstick"),
        "rules": say("Rules"),
        "later": say("Later"),
        "critique": say("Critique"),
        "transfer": say("Transfer"),
    }
    return titles[stage]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its claims, assumptions and ledger lines, and a label that says how far it carries.

    The label is an id, the same in every language; `label_words` says it.
    """

    text: str
    claims: tuple[str, ...]
    assumptions: tuple[str, ...]
    ledger: tuple[LedgerLine, ...]
    label: str
    id: str = ""

    @property
    def is_reason(self) -> bool:
        """Whether it only says why the sentence before it is so: the reason of one ledger line."""
        return self.id.startswith("because-")


@dataclass(frozen=True, slots=True)
class DebriefStage:
    """One stage of the debrief."""

    id: Stage
    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Debrief:
    """The whole debrief of one outcome."""

    stages: tuple[DebriefStage, ...]

    def stage(self, stage_id: Stage) -> DebriefStage:
        """Give one stage; KeyError for an id that is none."""
        for stage in self.stages:
            if stage.id == stage_id:
                return stage
        raise KeyError(stage_id)

    def sentences(self) -> tuple[Sentence, ...]:
        """Give every sentence, stage by stage."""
        return tuple(sentence for stage in self.stages for sentence in stage.sentences)
