"""Does everything that is named exist? Each reference that leads nowhere is a fault at its line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from exercise.scenario.faults import MOST_FAULTS, Fault, shortened, suggestion
from exercise.scenario.frame import Frame
from exercise.scenario.inputs import Catalogue, parse_cells
from exercise.scenario.located import Path, Tree
from exercise.scenario.playing import Inject, Variant
from exercise.scenario.promises import DebriefText
from exercise.tables.cells import CellError

PLACEHOLDERS = ("n", "days", "weeks", "cost", "band", "item", "word")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(slots=True)
class Links:
    """Collects the faults of references, each at its place in its file."""

    trees: Mapping[str, Tree]
    known: Collection[str] | None  # the ids of claims and assumptions; None where those could not be read
    inputs: Catalogue
    faults: list[Fault] = field(default_factory=list[Fault])

    @property
    def full(self) -> bool:
        """Whether so many faults are found that looking for more helps nobody."""
        return len(self.faults) >= MOST_FAULTS

    def add(self, file: str, path: Path, code: str, message: str, seen: str = "", mend: str = "") -> None:
        """Add one fault."""
        if self.full:
            return
        place = self.trees[file].place(path)
        self.faults.append(Fault(file, place.line, place.column, code, message, shortened(seen), mend))

    def refer(self, file: str, path: Path, names: Iterable[str], allowed: Collection[str], what: str) -> None:
        """Report every name that is none of those allowed."""
        for name in names:
            if name not in allowed and not self.full:
                mend = suggestion(name, allowed, f"name one that exists: there are {len(allowed)}")
                self.add(file, path, "unknown-name", f"there is no {what} with this name", name, mend)

    def rests(self, file: str, path: Path, ids: Iterable[str], *, needed: bool = False) -> None:
        """Report ids that are neither claim nor assumption; where needed, also an empty list."""
        ids = tuple(ids)
        if self.known is not None:
            self.refer(file, path, ids, self.known, "claim or assumption")
        if needed and not ids:
            self.add(file, path, "claim-missing", "this rests on nothing", "", "name a claim or an assumption")

    def cells(self, file: str, path: Path, cells: Mapping[str, str]) -> None:
        """Report inputs that do not exist or stand only in tables, and cells that cannot be read."""
        for name, text in cells.items():
            source = self.inputs.sources.get(name)
            if source is not None and source.origin == "context":
                message, mend = "only tables of effects may read this", "read a decision, a measure or an observation"
                self.add(file, (*path, name, ""), "input-context", message, name, mend)
                continue
            try:
                parse_cells(self.inputs, {name: text})
            except KeyError:
                mend = suggestion(name, self.inputs.kinds, "name an input that docs/scenario-files.md lists")
                self.add(file, (*path, name, ""), "input-unknown", "there is no input with this name", name, mend)
            except CellError as error:
                self.add(file, (*path, name), "cell", error.message, error.seen, error.mend)

    def once(self, file: str, path: Path, ids: Iterable[str], what: str) -> None:
        """Report an id that two things of a list share."""
        seen: set[str] = set()
        for index, each in enumerate(ids):
            if each in seen:
                message, mend = f"two of these {what} share an id", "give each its own"
                self.add(file, (*path, index), "id-twice", message, each, mend)
            seen.add(each)

    def placeholders(self, file: str, path: Path, text: str, allowed: Collection[str] = PLACEHOLDERS) -> None:
        """Report a placeholder outside the closed list."""
        for match in _PLACEHOLDER.finditer(text):
            if match.group(1) not in allowed:
                mend = suggestion(match.group(1), allowed, "leave the braces out")
                self.add(file, path, "placeholder", "unknown placeholder", match.group(0), mend)


def link_injects(links: Links, frame: Frame, injects: tuple[Inject, ...]) -> None:
    """Check the references of `injects.yaml`."""
    file = "injects.yaml"
    objectives = [objective.id for objective in frame.objectives]
    by_id = {decision.id: decision for decision in frame.decisions}
    links.once(file, (), [inject.id for inject in injects], "injects")
    for index, inject in enumerate(injects):
        links.once(file, (index, "answers"), [answer.id for answer in inject.answers], "answers")
        links.rests(file, (index, "claims"), inject.claims, needed=True)
        links.refer(file, (index, "objectives"), inject.objectives, objectives, "objective")
        links.cells(file, (index, "open_when"), inject.open_when)
        links.placeholders(file, (index, "text"), inject.text, ("item",))
        for at, version in enumerate(inject.versions):
            links.cells(file, (index, "versions", at, "when"), version.when)
            links.rests(file, (index, "versions", at, "claims"), version.claims)
        for at, answer in enumerate(inject.answers):
            if answer.plan is None:
                continue
            path: Path = (index, "answers", at, "plan")
            stepped = [d.id for d in frame.decisions if d.choose == "one"]
            sets = [d.id for d in frame.decisions if d.choose == "any"]
            links.refer(file, (*path, "step"), [answer.plan.step or stepped[0]] if stepped else [], stepped, "decision")
            for name in (answer.plan.give, answer.plan.take):
                links.refer(file, path, [name] if name else [], sets, "decision with `choose: any`")
            if answer.plan.give in by_id:
                items = by_id[answer.plan.give].option_ids
                links.refer(file, (*path, "order"), answer.plan.order, items, "item")


def link_variants(
    links: Links, frame: Frame, injects: tuple[Inject, ...] | None, variants: tuple[Variant, ...]
) -> None:
    """Check the references of `variants.yaml`: every decision must be asked or preset exactly once.

    What names injects is only checked where they could be read.
    """
    file = "variants.yaml"
    known = None if injects is None else [inject.id for inject in injects]
    by_id = {decision.id: decision for decision in frame.decisions}
    links.once(file, (), [variant.id for variant in variants], "variants")
    for index, variant in enumerate(variants):
        for at, line in enumerate(variant.intent.lines):
            links.cells(file, (index, "intent", "lines", at, "when"), line.when)
            links.rests(file, (index, "intent", "lines", at, "claims"), line.claims, needed=True)
        for name, option in variant.presets.items():
            links.refer(file, (index, "presets", name, ""), [name], by_id, "decision")
            if name in by_id:
                parts = [option] if by_id[name].choose == "one" else option.replace(",", " ").split()
                links.refer(file, (index, "presets", name), parts, by_id[name].option_ids, "option")
        asked = [name for turn in variant.turns for name in turn.decisions]
        links.once(file, (index, "turns"), [str(turn.turn) for turn in variant.turns], "turns")
        for at, turn in enumerate(variant.turns):
            links.refer(file, (index, "turns", at, "decisions"), turn.decisions, by_id, "decision")
            for slot, each in enumerate(turn.injects if known is not None else ()):
                links.refer(file, (index, "turns", at, "injects", slot, "of"), each.of, known or (), "inject")
        for name in by_id:
            times = asked.count(name) + (name in variant.presets)
            if times != 1:
                message = f"the decision {name!r} is asked or preset {times} times in this variant"
                links.add(file, (index,), "decision-once", message, variant.id, "ask it in one turn, or preset it")


def link_debrief(links: Links, frame: Frame, debrief: DebriefText) -> None:
    """Check the references of `debrief.yaml`."""
    file = "debrief.yaml"
    measures = [measure.id for measure in frame.measures]
    sets = [decision.id for decision in frame.decisions if decision.choose == "any"]
    links.once(file, ("sentences",), [sentence.id for sentence in debrief.sentences], "sentences")
    for index, sentence in enumerate(debrief.sentences):
        path: Path = ("sentences", index)
        links.cells(file, (*path, "when"), sentence.when)
        links.refer(file, (*path, "about"), sentence.about, measures, "measure")
        links.rests(file, (*path, "claims"), sentence.claims, needed=True)
        links.placeholders(file, (*path, "text"), sentence.text)
        if sentence.each:
            links.refer(file, (*path, "each"), [sentence.each], sets, "decision with `choose: any`")
    for index, each in enumerate(debrief.sort):
        links.rests(file, ("sort", index, "claim"), [each.claim])
