"""What an author promises: the sentences of the debrief, checks over every plan, and worked cases."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from exercise.scenario.parts import Authored, Cells, Id, Ids, RuleId, Words
from exercise.scenario.playing import Stage


class Sentence(Authored):
    """A sentence of the debrief."""

    id: Id
    stage: Stage
    when: Cells = Field(default_factory=dict)
    about: Ids = ()
    each: str = ""
    text: Words
    claims: Ids


class SortSentence(Authored):
    """A sentence to sort by kind, and by the word that carries its doubt."""

    id: Id
    claim: Id
    text: Words
    kind: Literal["fact", "estimate", "judgement", "speculation"]
    doubt: Words


class DebriefText(Authored):
    """All of `debrief.yaml`."""

    stages: dict[Stage, Words]
    sentences: tuple[Sentence, ...] = ()
    sort: tuple[SortSentence, ...] = ()


class Never(Authored):
    """No plan for which `when` holds has this band, or these points."""

    measure: Id | None = None
    band: Id | None = None
    points: str | None = None
    when: Cells | Literal["defaults"] = Field(default_factory=dict)
    over: Literal["plans", "extremes"] = "plans"


class AlwaysLine(Authored):
    """Every plan's ledger of the measure has a line on the claim with at least so many points."""

    measure: Id
    claim: Id
    least: int


class SentenceStands(Authored):
    """Exactly the plans for which `when` holds have exactly one of these sentences."""

    id: Ids
    when: Cells = Field(default_factory=dict)


class Monotone(Authored):
    """Taking the next option, or adding an item, never moves the measure the other way."""

    decision: Id
    measure: Id
    direction: Literal["up", "down"]


class FixedText(Authored):
    """A sentence or likelihood word that must read so, or words that must stand nowhere."""

    sentence: Id | None = None
    option: str | None = None
    exactly: str | None = Field(default=None, alias="is")
    contains: str | None = None
    absent: Annotated[tuple[str, ...], BeforeValidator(lambda v: v.split() if isinstance(v, str) else v or ())] = ()
    exempt: Ids = Field(default=(), alias="except")


class NotDominated(Authored):
    """No option is at least as good as another on everything in every context."""

    decision: Id
    exempt: dict[Id, Words] = Field(default_factory=dict, alias="except")


class Spread(Authored):
    """No band holds too many plans, and enough bands stay open after a turn."""

    most_percent: int = Field(gt=0, le=100)
    after_turn: int = Field(ge=1)
    open_bands: int = Field(ge=1)


class Check(Authored):
    """Something that must be true of every plan; exactly one of the kinds."""

    id: Id
    text: Words
    claims: Ids = ()
    never: Never | None = None
    always_line: AlwaysLine | None = None
    sentence: SentenceStands | None = None
    monotone: Monotone | None = None
    fixed_text: FixedText | None = None
    not_dominated: NotDominated | None = None
    spread: Spread | None = None

    @property
    def rule(self) -> Never | AlwaysLine | SentenceStands | Monotone | FixedText | NotDominated | Spread:
        """The one kind that is filled."""
        kinds = (self.never, self.always_line, self.sentence, self.monotone)
        more = (self.fixed_text, self.not_dominated, self.spread)
        return next(kind for kind in (*kinds, *more) if kind is not None)

    @model_validator(mode="after")
    def _one(self) -> Self:
        kinds = (self.never, self.always_line, self.sentence, self.monotone)
        if sum(kind is not None for kind in (*kinds, self.fixed_text, self.not_dominated, self.spread)) != 1:
            message = "write exactly one kind of check"
            raise ValueError(message)
        return self


class EarlyChange(Authored):
    """The one change, spent in a turn instead of answering its inject."""

    turn: int
    decision: Id
    option: str


class LateChange(Authored):
    """The one change, made at the end."""

    decision: Id
    option: str


class Case(Authored):
    """A plan the author vouches for."""

    case: Id
    why: Words
    plan: dict[Id, str | tuple[str, ...]]
    answers: dict[Id, Id] = Field(default_factory=dict)
    early: EarlyChange | None = None
    late: LateChange | None = None
    withdrawn: str | None = None
    expect: dict[Id, tuple[int, str]]
    days: float | None = None
    end_state: str | None = None
    limits_that_bit: tuple[RuleId, ...] = ()
