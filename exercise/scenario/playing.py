"""What an author writes about playing: injects with their answers, and variants with their turns and minutes."""

from __future__ import annotations

from typing import Annotated, Literal, Self, cast

from pydantic import BeforeValidator, Field, model_validator

from exercise.scenario.parts import Authored, Cells, Flag, Id, Ids, Minutes, TurnNumber, Words

Stage = Literal[
    "reactions", "description", "reasoning", "content", "yardstick", "rules", "later", "critique", "transfer"
]
STAGES: tuple[Stage, ...] = (
    "reactions",
    "description",
    "reasoning",
    "content",
    "yardstick",
    "rules",
    "later",
    "critique",
    "transfer",
)


class PlanEffect(Authored):
    """What an answer does to the plan itself; exactly one of the four."""

    step: Id | None = None
    by: int = Field(default=0, ge=-40, le=40)
    at_the_end: int = Field(default=0, ge=-40, le=40)
    give: Id | None = None
    order: Ids = ()
    take: Id | None = None
    change: Literal["one"] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(part is not None for part in (self.step, self.give, self.take, self.change)) != 1:
            message = "write exactly one of step, give, take, change"
            raise ValueError(message)
        if self.step is not None and self.by == 0:
            message = "a step needs `by`, as -1 or 1"
            raise ValueError(message)
        return self


class Answer(Authored):
    """One answer to an inject."""

    id: Id
    label: Words
    best_for: str = ""
    default: Flag = False
    spends_the_change: Flag = False
    plan: PlanEffect | None = None


class Version(Authored):
    """A text that is added to an inject's own when its cells hold."""

    id: Words
    when: Cells
    text: Words
    claims: Ids = ()


class Inject(Authored):
    """Information that control sends in to provoke a decision (a line of the MSEL)."""

    id: Id
    turn: TurnNumber
    title: Words
    open_when: Cells = Field(default_factory=dict)
    sender: Words = Field(alias="from")
    to: Words
    text: Words
    versions: tuple[Version, ...] = Field(default=(), max_length=40)
    objectives: Ids = ()
    claims: Ids
    note: str = ""
    answers: tuple[Answer, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _one_default(self) -> Self:
        if self.answers and sum(answer.default for answer in self.answers) != 1:
            message = "exactly one answer needs `default: true`"
            raise ValueError(message)
        return self

    def answer(self, answer_id: str) -> Answer:
        """Give one answer; KeyError for an id that is none."""
        for answer in self.answers:
            if answer.id == answer_id:
                return answer
        raise KeyError(answer_id)

    @property
    def default_answer(self) -> Answer:
        """The answer that applies where nobody answers."""
        return next(answer for answer in self.answers if answer.default)


class IntentLine(Authored):
    """One line of the superior's intent, met when all its cells hold, else to be explained."""

    id: Id
    when: Cells
    text: Words
    claims: Ids


class Intent(Authored):
    """What the superior asks for."""

    text: Words
    lines: tuple[IntentLine, ...] = Field(default=(), max_length=40)


class Slot(Authored):
    """A place in a turn for one inject of several."""

    of: Ids
    drawn: Literal["first_open", "facilitator"] = "first_open"


class Turn(Authored):
    """One cycle of a variant: brief, decide, inject, result."""

    turn: TurnNumber = Field(ge=1)
    title: Words
    minutes: Minutes
    decisions: Ids
    injects: tuple[Slot, ...] = Field(default=(), max_length=20)


Read = Literal["summary", "reading", "sort", "seat", "intent", "turn", "debrief"]
Reads = Annotated[
    tuple[Read, ...], BeforeValidator(lambda v: v.split() if isinstance(v, str) else v or ()), Field(max_length=7)
]


class Block(Authored):
    """A timed part of the session."""

    id: Id
    title: Words
    minutes: Minutes
    kind: Literal["opening", "reading", "turn", "change", "slack", "debrief"]
    turn: TurnNumber | None = None
    reads: Reads = ()
    typed: int = Field(default=0, ge=0, le=100)


class ScriptStep(Authored):
    """One step of the debrief: its minutes, the questions to ask, and what people tend to answer."""

    stage: Stage
    minutes: Minutes
    asks: tuple[Words, ...] = Field(min_length=1, max_length=40)
    likely: tuple[Words, ...] = Field(default=(), max_length=40)


class Variant(Authored):
    """The exercise in a given time."""

    id: Id
    label: Words
    minutes: Minutes
    intent: Intent
    presets: dict[Id, str] = Field(default_factory=dict, max_length=40)
    turns: tuple[Turn, ...] = Field(min_length=1, max_length=40)
    blocks: tuple[Block, ...] = Field(min_length=1, max_length=60)
    script: tuple[ScriptStep, ...] = Field(min_length=1, max_length=60)


# Lists as the files hold them; to a type checker they are plain tuples.
Injects = cast("type[tuple[Inject, ...]]", Annotated[tuple[Inject, ...], Field(max_length=40)])
Variants = cast("type[tuple[Variant, ...]]", Annotated[tuple[Variant, ...], Field(min_length=1, max_length=20)])
