"""Scenarios made by hand for tests: plain lists and dicts, written out as the folder of files that an author writes."""

import copy
import csv
import io
import json
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from exercise.scenario.library import SHIPPED, read_scenario
from exercise.scenario.model import Scenario

RESTS = "C1 A1"
CLAIMS = (
    "id,locator,kind,confidence,hedge,statement,unused_because\n"
    "C1,P1,fact,flat,,The river rises.,\n"
    "C2,P1,judgement,likely,likely,Water is likely to close the bridge.,\n"
)
ASSUMPTIONS = "id,statement,why_needed,how_kept_honest\nA1,All points are made up.,It is a test.,It says so.\n"


@cache
def shipped(name: str) -> Scenario:
    """A shipped scenario, read once for all tests."""
    return read_scenario(SHIPPED / name)


@dataclass
class Fake:
    """A scenario before it is written: each part in the shape of its file.

    `tables` maps a name to its note (as under `tables:` in scenario.yaml) and its rows, each a dict from column to
    cell; `rule`, `claims`, `basis` and `because` are filled in where a row does not give them.
    """

    decisions: list[dict] = field(default_factory=list)
    measures: list[dict] = field(default_factory=list)
    tables: dict[str, tuple[dict, list[dict]]] = field(default_factory=dict)
    quantities: list[str] = field(default_factory=list)
    totals: dict[str, list[str]] = field(default_factory=dict)
    observations: list[dict] = field(default_factory=list)
    chances: list[dict] = field(default_factory=list)
    end_states: list[str] = field(default_factory=list)
    change: dict | None = None
    injects: list[dict] = field(default_factory=list)
    presets: dict[str, str] = field(default_factory=dict)
    intent: list[dict] = field(default_factory=list)
    sentences: list[dict] = field(default_factory=list)
    checks: list[dict] = field(default_factory=list)
    cases: list[dict] = field(default_factory=list)
    claims: str = CLAIMS
    assumptions: str = ASSUMPTIONS

    def copy(self) -> "Fake":
        """One of its own to change."""
        return copy.deepcopy(self)

    def files(self) -> dict[str, str]:
        """The files by their relative names. JSON is YAML, so YAML files are written as JSON."""
        files = {
            "scenario.yaml": json.dumps(self.frame()),
            "claims.csv": self.claims,
            "assumptions.csv": self.assumptions,
            "variants.yaml": json.dumps([self.variant()]),
            "debrief.yaml": json.dumps({"stages": {"reactions": "First"}, "sentences": self.sentences}),
            "injects.yaml": json.dumps(self.injects),
            "checks.yaml": json.dumps(self.checks),
            "cases.yaml": json.dumps(self.cases),
        }
        files.update({f"tables/{name}.csv": table_text(name, rows) for name, (_, rows) in self.tables.items()})
        return files

    def frame(self) -> dict:
        frame = {
            "id": "fake",
            "title": "A fake",
            "summary": "For tests.",
            "aim": "To test.",
            "seat": {"title": "Tester", "task": "Test."},
            "source": {
                "author": "Nobody",
                "date": "once",
                "citation": "nowhere",
                "known_until": "2020-03-09",
                "reading": [{"paragraph": "1", "text": "The river rises.", "claims": "C1 C2"}],
            },
            "quantities": dict.fromkeys(self.quantities, "pieces"),
            "decisions": self.decisions,
            "measures": self.measures,
            "totals": self.totals,
            "observations": self.observations,
            "chances": self.chances,
            "tables": {name: note for name, (note, _) in self.tables.items()},
            "end_states": [
                {"id": end, "name": f"Ending {end}", "text": f"It ends as {end}.", "claims": RESTS}
                for end in self.end_states
            ],
        }
        return frame if self.change is None else {**frame, "change": self.change}

    def variant(self) -> dict:
        asked: dict[int, list[str]] = {}
        for decision in self.decisions:
            if decision["id"] not in self.presets:
                asked.setdefault(int(decision["turn"]), []).append(decision["id"])
        slots = {
            turn: [
                {"of": i["id"]} for i in self.injects if min((t for t in asked if t >= i["turn"]), default=0) == turn
            ]
            for turn in asked
        }
        turns = [
            {"turn": turn, "title": f"Turn {turn}", "minutes": 3, "decisions": asked[turn], "injects": slots[turn]}
            for turn in sorted(asked)
        ]
        blocks = [{"id": f"t{t['turn']}", "title": "T", "minutes": 3, "kind": "turn", "turn": t["turn"]} for t in turns]
        debrief = {"id": "debrief", "title": "D", "minutes": 30, "kind": "debrief"}
        return {
            "id": "only",
            "label": "Only",
            "minutes": 3 * len(turns) + 30,
            "intent": {"text": "Do well.", "lines": self.intent},
            "presets": self.presets,
            "turns": turns,
            "blocks": [*blocks, debrief],
            "script": [{"stage": "content", "minutes": 30, "asks": ["Why?"]}],
        }

    def write(self, folder: Path) -> Path:
        """Write the files into a folder that need not exist yet."""
        for name, text in self.files().items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder

    def scenario(self) -> Scenario:
        """Written, and read as any scenario is."""
        with tempfile.TemporaryDirectory() as place:
            return read_scenario(self.write(Path(place) / "fake"))


def table_text(name: str, rows: list[dict]) -> str:
    """Rows as a CSV file; every row has the same columns."""
    filled = [
        {
            "rule": f"{name}.r{number}",
            **row,
            "claims": row.get("claims", RESTS),
            "basis": row.get("basis", "assumption"),
            "because": row.get("because", f"Row {number} of {name} says so."),
        }
        for number, row in enumerate(rows)
    ]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(column for row in filled for column in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(filled)
    return out.getvalue()


def one(name: str, options: list[str], turn: int = 1, **quantities: list[int]) -> dict:
    """A decision for one of some options; each quantity has a number for each option."""
    return {
        "id": name,
        "label": f"Decision {name}",
        "question": "Which?",
        "turn": turn,
        "default": options[0],
        "options": [
            {
                "id": option,
                "label": f"Option {option}",
                "buys": "something",
                "says": f"It is {option}.",
                "claims": RESTS,
                "quantities": {quantity: numbers[at] for quantity, numbers in quantities.items()},
            }
            for at, option in enumerate(options)
        ],
    }


def some(name: str, items: list[str], turn: int = 1) -> dict:
    """A decision for any number of items."""
    return {**one(name, items, turn), "choose": "any", "default": "", "none_says": "Nothing of this."}


def measure(
    name: str, start: int = 0, least: int = 0, most: int = 10, bands: tuple[int, ...] = (), **more: object
) -> dict:
    """A measure; its first band starts at the least of the scale, further bands at `bands`."""
    firsts = [least, *bands]
    return {
        "id": name,
        "label": f"Measure {name}",
        "start": {"points": start, "claims": RESTS, "because": "It starts here."},
        "scale": {"least": least, "most": most},
        "direction": "less",
        "says": "It stands at {band}.",
        "bands": [{"id": f"b{at}", "from": first, "label": f"band {at}"} for at, first in enumerate(firsts)],
        **more,
    }


def inject(name: str, turn: int, answers: list[dict], **more: object) -> dict:
    """An inject; the first of its answers is the default."""
    return {
        "id": name,
        "turn": turn,
        "title": f"Inject {name}",
        "from": "Control",
        "to": "All",
        "text": "Something happened.",
        "claims": RESTS,
        "answers": [
            {"label": f"Answer {answer['id']}", "default": at == 0, **answer} for at, answer in enumerate(answers)
        ],
        **more,
    }


def bridge() -> Fake:
    """A small world with one of everything: what tests change to break one thing."""
    return Fake(
        decisions=[
            one("where", ["near", "far"], 1, troops=[10, 30]),
            one("how", ["slow", "fast", "wild"], 1),
            some("gifts", ["tea", "bread"], 2),
            one("watch", ["none", "one"], 3),
        ],
        quantities=["troops"],
        measures=[
            measure("danger", start=2, most=9, bands=(3, 6)),
            measure("strain", start=3, most=9, bands=(2, 5)),
            measure("days", ratio={"of": "where.troops", "per": 8}, most=9, bands=(2,), direction="more"),
        ],
        totals={"both": ["danger", "strain"]},
        observations=[
            {
                "id": "seen",
                "after_turn": 1,
                "reading": "where how",
                "highest_of": {"danger": "danger", "strain": "strain"},
            }
        ],
        chances=[{"id": "rain", "label": "Rain", "values": {"dry": "2/3", "wet": "1/3"}, "when_off": "dry"}],
        tables={
            "ground": (
                {"kind": "decision", "hit_policy": "U", "values": ["firm", "soft"]},
                [{"if rain": "dry", "then ground": "firm"}, {"if rain": "wet", "then ground": "soft"}],
            ),
            "danger": (
                {"kind": "modifier"},
                [
                    {"if where": "far", "if how": "-", "if ground": "-", "then danger": "2"},
                    {"if where": "-", "if how": "wild", "if ground": "-", "then danger": "3"},
                    {"if where": "-", "if how": "-", "if ground": ">= soft", "then danger": "1"},
                ],
            ),
            "strain": (
                {"kind": "modifier", "max_shift": "3"},
                [
                    {
                        "if danger": ">= b1",
                        "if gifts.tea": "-",
                        "if gifts.size": "-",
                        "if watch": "-",
                        "then strain": "4",
                    },
                    {
                        "if danger": "-",
                        "if gifts.tea": "true",
                        "if gifts.size": "-",
                        "if watch": "-",
                        "then strain": "-2",
                    },
                    {
                        "if danger": "-",
                        "if gifts.tea": "-",
                        "if gifts.size": ">= 2",
                        "if watch": "-",
                        "then strain": "-1",
                    },
                    {
                        "if danger": "-",
                        "if gifts.tea": "-",
                        "if gifts.size": "-",
                        "if watch": "one",
                        "then strain": "1",
                    },
                ],
            ),
            "answered": (
                {"kind": "answer_effects"},
                [
                    {
                        "if inject": "I1",
                        "if answer": "yes",
                        "if watch": "-",
                        "then measure": "danger",
                        "then points": "-1",
                    },
                    {
                        "if inject": "I1",
                        "if answer": "yes",
                        "if watch": "one",
                        "then measure": "strain",
                        "then points": "2",
                    },
                ],
            ),
            "changing": (
                {"kind": "change_effects"},
                [
                    {
                        "if when": "-",
                        "if changed": "where",
                        "if direction": "-",
                        "then measure": "danger",
                        "then points": "1",
                    },
                    {
                        "if when": "late",
                        "if changed": "gifts",
                        "if direction": "out",
                        "then measure": "strain",
                        "then points": "2",
                    },
                ],
            ),
            "limits": (
                {"kind": "limits"},
                [
                    {"if where.troops": "-", "then measure": "strain", "then kind": "floor", "then value": "1"},
                    {"if where.troops": "< 20", "then measure": "danger", "then kind": "cap", "then value": "4"},
                ],
            ),
            "coherence": ({"kind": "coherence"}, [{"if where": "far", "if how": "slow"}]),
            "endings": (
                {"kind": "end_states"},
                [
                    {"if danger": ">= b2", "if strain": "-", "then end_state": "loud"},
                    {"if danger": "-", "if strain": ">= b1", "then end_state": "tired"},
                    {"if danger": "-", "if strain": "-", "then end_state": "calm"},
                ],
            ),
        },
        end_states=["loud", "tired", "calm"],
        change={"decisions": "where how gifts", "early_turns": "2", "late_turn": "3", "claims": "C1"},
        injects=[
            inject("I1", 1, [{"id": "no"}, {"id": "yes"}]),
            inject(
                "I2",
                2,
                [
                    {"id": "pass"},
                    {"id": "give", "plan": {"give": "gifts", "order": "bread tea"}},
                    {"id": "take", "plan": {"take": "gifts"}, "spends_the_change": True},
                    {"id": "step", "plan": {"step": "where", "by": "1", "at_the_end": "-1"}},
                    {"id": "change", "plan": {"change": "one"}, "spends_the_change": True},
                ],
                open_when={"how": "not(wild)"},
            ),
        ],
        intent=[{"id": "calm", "when": {"danger": "< b2"}, "text": "Stay calm.", "claims": RESTS}],
        sentences=[
            {"id": "always", "stage": "content", "text": "It is likely {band}.", "about": "danger", "claims": "C2"},
            {"id": "far", "stage": "reasoning", "when": {"where": "far"}, "text": "{n} went far.", "claims": "C1 A1"},
            {"id": "given", "stage": "content", "each": "gifts", "text": "They got {item}.", "claims": "C1"},
        ],
    )
