"""What a debrief is made of: stages in a fixed order, and sentences that carry what they rest on."""

from __future__ import annotations

from dataclasses import dataclass

from exercise.play.ledger import LedgerLine
from exercise.scenario.playing import Stage

ANY_PLAN = "holds for any plan"
OURS = "depends on designer assumptions"
QUESTION = "question"
PLAN = "your plan"
LATER = "reported later"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its claims, assumptions and ledger lines, and a label that says how far it carries."""

    text: str
    claims: tuple[str, ...]
    assumptions: tuple[str, ...]
    ledger: tuple[LedgerLine, ...]
    label: str
    id: str = ""


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
