"""The Scenario that a whole folder becomes: frozen, linked, one object with an identity, known by its digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from exercise.scenario.frame import DecisionPoint, Frame, TableKind
from exercise.scenario.inputs import Catalogue
from exercise.scenario.parts import Authored, Day, Id, Ids, Words
from exercise.scenario.playing import Inject, Variant
from exercise.scenario.promises import Case, Check, DebriefText
from exercise.tables.table import Table


class Claim(Authored):
    """One claim of the source, in the author's own words."""

    id: Id
    locator: Words
    kind: Literal["fact", "estimate", "judgement", "speculation"]
    confidence: Words
    hedge: str
    statement: Words
    unused_because: str


class Assumption(Authored):
    """Something the source does not say and the designer had to decide."""

    id: Id
    statement: Words
    why_needed: Words
    how_kept_honest: Words


class LaterFact(Authored):
    """Something reported after the source was written."""

    first: Day = Field(alias="from")
    last: Day | None = Field(alias="to")
    date_text: str
    fact: Words
    kind: Literal["event", "estimate", "forecast"]
    who: Words
    where: Words
    url: str
    status: Words
    claims: Ids


@dataclass(frozen=True, slots=True)
class Reason:
    """What one row rests on, the sentence it prints, and the line of its file."""

    claims: tuple[str, ...]
    assumptions: tuple[str, ...]
    basis: str
    because: str
    line: int


@dataclass(frozen=True, slots=True)
class RuleTable:
    """A table of rules with a reason for each row."""

    name: str
    kind: TableKind
    table: Table
    reasons: tuple[Reason, ...]
    max_shift: int | None = None


@dataclass(frozen=True, eq=False)
class Scenario:
    """A whole scenario, checked and linked; later facts are read apart, when their stage has come."""

    frame: Frame
    claims: dict[str, Claim]
    assumptions: dict[str, Assumption]
    tables: dict[str, RuleTable]
    inputs: Catalogue
    injects: tuple[Inject, ...]
    variants: tuple[Variant, ...]
    debrief: DebriefText
    checks: tuple[Check, ...]
    cases: tuple[Case, ...]
    digest: str

    @property
    def id(self) -> str:
        """The scenario's id, which is its folder's name."""
        return self.frame.id

    def tables_of(self, kind: TableKind) -> tuple[RuleTable, ...]:
        """Give the tables of a kind, in the order of the file."""
        return tuple(table for table in self.tables.values() if table.kind == kind)

    def decision(self, decision_id: str) -> DecisionPoint:
        """Give one decision point; KeyError for an id that is none."""
        for decision in self.frame.decisions:
            if decision.id == decision_id:
                return decision
        raise KeyError(decision_id)

    def inject(self, inject_id: str) -> Inject:
        """Give one inject; KeyError for an id that is none."""
        for inject in self.injects:
            if inject.id == inject_id:
                return inject
        raise KeyError(inject_id)

    def rests(self, ids: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Tell the claims among these ids from the assumptions, each in the order of its file."""
        return tuple(i for i in self.claims if i in ids), tuple(i for i in self.assumptions if i in ids)
