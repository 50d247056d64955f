"""What an author writes in `scenario.yaml`; `docs/scenario-files.md` says what each field means."""

from __future__ import annotations

from math import prod
from typing import Literal, Self

from pydantic import Field, model_validator

from exercise.scenario.board import Board
from exercise.scenario.measures import Band, Chance, Measure, Observation, Ratio
from exercise.scenario.parts import Authored, Day, Id, Ids, Minutes, Numbers, Points, Quantity, TurnNumber, Words

MOST_ROLLS = 10_000
MOST_WORDS = 40


class Objective(Authored):
    """What a participant can do after the session."""

    id: Id
    text: Words


class Seat(Authored):
    """Whose chair the players sit in."""

    title: Words
    task: Words
    why: str = ""


class Paragraph(Authored):
    """One paragraph of what was known, in the author's own words."""

    paragraph: TurnNumber
    text: Words
    claims: Ids = ()


class Source(Authored):
    """The text that the exercise rests on."""

    author: Words
    date: Words
    citation: Words
    note: str = ""
    ends: str = ""
    known_until: Day
    known_names: Ids = ()
    hedges: Ids = ()
    reading: tuple[Paragraph, ...] = Field(min_length=1, max_length=100)


class Option(Authored):
    """One way to decide."""

    id: Id
    label: Words
    buys: Words
    costs: str = ""
    says: Words
    claims: Ids
    quantities: dict[Id, Quantity] = Field(default_factory=dict, max_length=20)
    likelihood: str = ""
    likelihood_order: Points = 0


class DecisionPoint(Authored):
    """One question that a plan answers, with one option or with any number of items."""

    id: Id
    label: Words
    question: Words
    turn: TurnNumber = Field(ge=1)
    owner: str = ""
    choose: Literal["one", "any"] = "one"
    default: Ids = ()
    none_says: str = ""
    recall: str = ""
    options: tuple[Option, ...] = Field(min_length=1, max_length=40)

    @property
    def option_ids(self) -> tuple[str, ...]:
        """The ids of the options, in their order."""
        return tuple(option.id for option in self.options)

    def option(self, option_id: str) -> Option:
        """Give one option; KeyError for an id that is none."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


TableKind = Literal["modifier", "answer_effects", "change_effects", "limits", "coherence", "end_states", "decision"]


class TableNote(Authored):
    """How a table is read."""

    kind: TableKind
    hit_policy: Literal["U", "A", "F"] = "U"
    values: Ids = ()
    default: str = ""
    max_shift: Points | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind == "decision":
            if not self.values or len(set(self.values)) < len(self.values) or len(self.values) > MOST_WORDS:
                message = f"a decision table needs `values:`, each once and at most {MOST_WORDS}"
                raise ValueError(message)
            if self.default and self.default not in self.values:
                message = f"the default must be one of the values: {', '.join(self.values)}"
                raise ValueError(message)
        elif self.values or self.default or self.hit_policy != "U":
            message = "only a decision table has values, a default or a hit policy"
            raise ValueError(message)
        if self.max_shift is not None and self.kind != "modifier":
            message = "only a modifier table has a max_shift"
            raise ValueError(message)
        return self


class EndState(Authored):
    """A name for where a plan leaves everybody; none is better than another."""

    id: Id
    name: Words
    text: Words
    claims: Ids


class ChangeRule(Authored):
    """The one change of plan: what may be changed, and when."""

    decisions: Ids
    early_turns: Numbers = ()
    late_turn: TurnNumber
    claims: Ids = ()


class OtherSide(Authored):
    """Whose side the seat is not on: how both are called, what the other side has, and what lies beyond both."""

    title: Words
    ours: Words
    theirs: Words
    has: Ids
    beyond: Ids = ()


class Role(Authored):
    """A seat at the table."""

    id: Id
    label: Words
    from_people: Minutes = 1
    measures: Ids = ()
    asks: str = ""


class Term(Authored):
    """A word and its meaning here."""

    term: Words
    text: Words


class Frame(Authored):
    """All of `scenario.yaml`."""

    id: Id
    title: Words
    summary: Words
    content_note: str = ""
    limits: tuple[Words, ...] = Field(default=(), max_length=40)
    aim: Words
    objectives: tuple[Objective, ...] = Field(default=(), max_length=40)
    seat: Seat
    source: Source
    quantities: dict[Id, str] = Field(default_factory=dict, max_length=40)
    decisions: tuple[DecisionPoint, ...] = Field(min_length=1, max_length=40)
    measures: tuple[Measure, ...] = Field(min_length=1, max_length=60)
    totals: dict[Id, Ids] = Field(default_factory=dict, max_length=40)
    frontier: Ids = ()
    observations: tuple[Observation, ...] = Field(default=(), max_length=40)
    chances: tuple[Chance, ...] = Field(default=(), max_length=40)
    tables: dict[Id, TableNote] = Field(default_factory=dict, max_length=60)
    end_states: tuple[EndState, ...] = Field(default=(), max_length=40)
    change: ChangeRule | None = None
    other_side: OtherSide | None = None
    board: Board | None = None
    roles: tuple[Role, ...] = Field(default=(), max_length=40)
    glossary: tuple[Term, ...] = Field(default=(), max_length=200)

    @model_validator(mode="after")
    def _rolls_can_be_listed(self) -> Self:
        if prod(len(chance.values) for chance in self.chances) > MOST_ROLLS:
            message = (
                f"chance can say more than {MOST_ROLLS:,} things at once; leave out a chance or some of its values"
            )
            raise ValueError(message)
        return self


__all__ = [
    "Band",
    "Chance",
    "DecisionPoint",
    "Frame",
    "Measure",
    "Observation",
    "Option",
    "Ratio",
    "TableKind",
    "TableNote",
]
