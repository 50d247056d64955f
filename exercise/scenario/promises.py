"""What an author promises: the sentences of the debrief, checks over every plan, and worked cases."""

from __future__ import annotations

from typing import Annotated, Literal, Self, cast

from pydantic import BeforeValidator, Field, model_validator

from exercise.scenario.parts import Authored, Cells, Flag, Id, Ids, Level, Points, RuleId, TurnNumber, Words
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
    sentences: tuple[Sentence, ...] = Field(default=(), max_length=500)
    sort: tuple[SortSentence, ...] = Field(default=(), max_length=100)


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
    least: Points


class SentenceStands(Authored):
    """Exactly the plans for which `when` holds have exactly one of these sentences."""

    id: Ids
    when: Cells = Field(default_factory=dict)


class Monotone(Authored):
    """Taking the next option, or adding an item, never moves the measure the other way."""

    decision: Id
    measure: Id
    direction: Literal["up", "down"]


TextWords = Annotated[
    tuple[str, ...], BeforeValidator(lambda v: v.split() if isinstance(v, str) else v or ()), Field(max_length=200)
]


class FixedText(Authored):
    """A sentence or likelihood word that must read so, or words that must stand nowhere."""

    sentence: Id | None = None
    option: str | None = None
    exactly: str | None = Field(default=None, alias="is")
    contains: str | None = None
    absent: TextWords = ()
    exempt: Ids = Field(default=(), alias="except")


class NotDominated(Authored):
    """No option is at least as good as another on everything in every context.

    With `on_frontier`, every option is also chosen by some efficient plan: one that no other plan beats.
    """

    decision: Id
    on_frontier: Flag = False
    exempt: dict[Id, Words] = Field(default_factory=dict, alias="except", max_length=40)


class Spread(Authored):
    """No band holds too many plans, and enough bands stay open after a turn."""

    most_percent: int = Field(gt=0, le=100)
    after_turn: TurnNumber = Field(ge=1)
    open_bands: int = Field(ge=1, le=12)


BuiltIn = Literal["cases", "ledger", "determinism", "traceability", "hedges", "hindsight", "choices", "labels"]
Rule = Never | AlwaysLine | SentenceStands | Monotone | FixedText | NotDominated | Spread | BuiltIn


class Check(Authored):
    """Something that must be true of every plan; exactly one of the kinds, or a name for one that is built in."""

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
    built_in: BuiltIn | None = None
    hunt: str = ""

    @property
    def rule(self) -> Rule:
        """The one kind that is filled."""
        return self._kinds()[0]

    def _kinds(self) -> list[Rule]:
        kinds = (self.never, self.always_line, self.sentence, self.monotone, self.fixed_text, self.not_dominated)
        return [kind for kind in (*kinds, self.spread, self.built_in) if kind is not None]

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self._kinds()) != 1:
            message = "write exactly one kind of check"
            raise ValueError(message)
        if self.hunt and (self.never is None or self.never.measure is None):
            message = "only a `never` check on a measure can be hunted; leave `hunt` out"
            raise ValueError(message)
        return self


class EarlyChange(Authored):
    """The one change, spent in a turn instead of answering its inject."""

    turn: TurnNumber
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
    plan: dict[Id, str | tuple[str, ...]] = Field(max_length=40)
    answers: dict[Id, Id] = Field(default_factory=dict, max_length=60)
    early: EarlyChange | None = None
    late: LateChange | None = None
    withdrawn: str | None = None
    expect: dict[Id, tuple[Level, str]] = Field(max_length=60)
    days: float | None = Field(default=None, allow_inf_nan=False, ge=0, le=1_000_000)
    end_state: str | None = None
    limits_that_bit: tuple[RuleId, ...] = Field(default=(), max_length=60)


# Lists as the files hold them; to a type checker they are plain tuples.
Checks = cast("type[tuple[Check, ...]]", Annotated[tuple[Check, ...], Field(max_length=300)])
Cases = cast("type[tuple[Case, ...]]", Annotated[tuple[Case, ...], Field(max_length=500)])
