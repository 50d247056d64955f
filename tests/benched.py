"""Worlds for the bench: rows that are the source's or ours, sentences, checks; and what brute force says of them."""

from dataclasses import dataclass

from hypothesis import assume
from hypothesis import strategies as st

from exercise.debrief.writing import holds
from exercise.play.adjudication import adjudicate
from exercise.scenario.model import Scenario
from tests.fakes import Fake
from tests.worlds import plans_of, worlds

ASSUMPTIONS = (
    "id,statement,why_needed,how_kept_honest\n"
    "A1,Points are made up.,It is a test.,It says so.\n"
    "A2,More of them.,It is a test.,It says so.\n"
)
POINTED = ("modifier", "answer_effects", "change_effects")


@st.composite
def bench_worlds(draw):
    """A small world whose rows rest on the source or on two assumptions, with sentences and checks; as a Fake."""
    fake = draw(worlds())
    fake.assumptions = ASSUMPTIONS
    for note, rows in fake.tables.values():
        for row in rows:
            ours = draw(st.integers(0, 3)) > 0
            rests = ["A1", "A2", "A1 A2", "C1 A1"] if ours or note["kind"] in POINTED else ["C1", "C2", "C1 C2"]
            row["claims"] = draw(st.sampled_from(rests))
            if note["kind"] in {*POINTED, "limits"}:
                row["basis"] = "assumption" if ours else draw(st.sampled_from(["stated", "derived"]))
    for measure in fake.measures:
        measure["start"]["claims"] = draw(st.sampled_from(["C1 A1", "C1", "C2"]))
    names = [measure["id"] for measure in fake.measures]
    for number in range(draw(st.integers(1, 4))):
        fake.sentences.append(draw(a_sentence(f"s{number}", fake, names)))
    for number in range(draw(st.integers(1, 4))):
        fake.checks.append(draw(a_check(f"k{number}", fake)))
    return fake


@st.composite
def cells(draw, fake):
    """A cell on a band, on points, on an option, or nothing at all."""
    measure = draw(st.sampled_from(fake.measures))
    bands = [band["id"] for band in measure["bands"]]
    decision = next(each for each in fake.decisions if each.get("choose") != "any")
    options = [option["id"] for option in decision["options"]]
    return draw(
        st.one_of(
            st.just({}),
            st.sampled_from(bands).map(lambda band: {measure["id"]: f">= {band}"}),
            st.integers(-1, 6).map(lambda points: {f"{measure['id']}.points": f"< {points}"}),
            st.sampled_from(options).map(lambda option: {decision["id"]: option}),
        )
    )


@st.composite
def a_sentence(draw, name, fake, measures):
    sentence = {"id": name, "stage": draw(st.sampled_from(["content", "critique"])), "when": draw(cells(fake))}
    sentence["claims"] = draw(st.sampled_from(["C1", "C2", "C1 C2", "C1 A1", "A2"]))
    sentence["about"] = " ".join(draw(st.lists(st.sampled_from(measures), unique=True, max_size=2)))
    sentence["text"] = draw(st.sampled_from(["It is so.", "It stands at {band}."])) if sentence["about"] else "So."
    return sentence


@st.composite
def a_check(draw, name, fake):
    measure = draw(st.sampled_from(fake.measures))
    band = draw(st.sampled_from([band["id"] for band in measure["bands"]]))
    over = draw(st.sampled_from(["plans", "extremes"]))
    when = draw(cells(fake))
    points = draw(st.integers(-1, 8))
    kinds = [
        {"never": {"measure": measure["id"], "band": band, "when": when, "over": over}},
        {"never": {"measure": measure["id"], "points": f"< {points}", "when": when, "over": over}},
        {"never": {"measure": measure["id"], "points": f"{points}, {points + 2}", "over": over}},
        {"always_line": {"measure": measure["id"], "claim": "C1", "least": "1"}},
        {"sentence": {"id": fake.sentences[0]["id"], "when": when}},
        {"monotone": {"decision": fake.decisions[0]["id"], "measure": measure["id"], "direction": "up"}},
        {"fixed_text": {"sentence": fake.sentences[0]["id"], "contains": "so"}},
    ]
    rests = draw(st.sampled_from(["C1", "C2", "C1 A1", "A2"]))
    return {"id": name, "text": f"Check {name}.", "claims": rests, **draw(st.sampled_from(kinds))}


@st.composite
def bench_scenarios(draw):
    """A world for the bench, read, with the Fake it was read from; worlds without a coherent plan are passed over."""
    fake = draw(bench_worlds())
    scenario = fake.scenario()
    assume(any(True for _ in plans_of(scenario)))
    return fake, scenario


@dataclass(frozen=True)
class Told:
    """What one plan leads to, and what stands in its debrief: the band that a sentence names, by sentence."""

    bands: dict[str, str | None]
    points: dict[str, int | float]
    end: str | None
    said: dict[str, str | None]


def told_of_all(scenario: Scenario) -> dict:
    """Every plan adjudicated one by one, with the sentences of its debrief: written without the plan space."""
    found = {}
    for plan in plans_of(scenario):
        outcome = adjudicate(scenario, plan)
        bands = {each.measure: each.band for each in outcome.measures}
        said = {}
        for written in scenario.debrief.sentences:
            given = not written.each or bool(plan.get(written.each))
            if given and holds(scenario, outcome, written.when):
                said[written.id] = bands[written.about[0]] if "{band}" in written.text and written.about else ""
        said.update({f"measure-{name}": band for name, band in bands.items()})
        if outcome.end_state is not None:
            said[f"end-{outcome.end_state}"] = ""
        found[plan] = Told(bands, {each.measure: each.points for each in outcome.measures}, outcome.end_state, said)
    return found


def rewritten(fake: Fake, change) -> Fake:
    """A copy in which `change(table's note, row's id, row)` gives each row anew, or None where it is to go."""
    copy = fake.copy()
    for name, (note, rows) in copy.tables.items():
        named = [(f"{name}.r{number}", row) for number, row in enumerate(rows)]
        for number, (rule, row) in enumerate(named):
            row["rule"] = rule
            row.setdefault("because", f"Row {number} of {name} says so.")
        kept = [change(note, rule, dict(row), last=rule == named[-1][0]) for rule, row in named]
        copy.tables[name] = (note, [row for row in kept if row is not None])
    return copy
