"""Small worlds at random: scenarios that read without a fault, with every kind of table, for laws to be tried on."""

from itertools import compress, product

from hypothesis import assume
from hypothesis import strategies as st

from exercise.play.ledger import Change, Circumstances
from exercise.play.plan import Plan, refusals
from exercise.scenario.model import Scenario
from tests.fakes import Fake, inject, measure, one, some

POINTS = st.integers(-4, 4).map(str)


@st.composite
def a_cell(draw, kind):
    """The text of a cell for an input whose kind is ("words" | "scale", words), ("number", numbers) or ("flag",)."""
    if draw(st.integers(0, 2)) == 0:
        return "-"
    if kind[0] == "flag":
        return draw(st.sampled_from(["true", "false", "not(true)"]))
    values = [str(value) for value in kind[1]]
    value = draw(st.sampled_from(values))
    shapes = [value]
    if len(values) > 1:
        other = draw(st.sampled_from(values))
        shapes += [f"not({value})", f"{value}, {other}"]
    if kind[0] == "number":
        shapes += [f"< {value}", f">= {value}", f"> {value}", f"[{value}..{kind[1][-1] + 1}]"]
    if kind[0] == "scale":
        shapes += [f">= {value}", f"<= {value}", f"[{value}..{values[-1]}]"]
        shapes += [f"< {value}"] if value != values[0] else []
    return draw(st.sampled_from(shapes))


@st.composite
def rows(draw, inputs, then, *, least=1, most=4):
    """Rows over some of the inputs, a dict from name to kind; `then` draws the then-cells of one row."""
    names = sorted(inputs)
    read = draw(st.lists(st.sampled_from(names), unique=True, max_size=3)) if names else []
    count = draw(st.integers(least, most))
    return [{**{f"if {name}": draw(a_cell(inputs[name])) for name in read}, **draw(then)} for _ in range(count)]


@st.composite
def some_decisions(draw):
    """Two to four decisions in turns 1 to 3, and the inputs they give."""
    decisions, inputs = [], {}
    for at in range(draw(st.integers(2, 4))):
        turn = draw(st.integers(1, 3))
        if at and draw(st.integers(0, 3)) == 0:
            items = ["i", "j", "k"][: draw(st.integers(1, 3))]
            decisions.append(some(f"d{at}", items, turn))
            inputs.update({f"d{at}.{item}": ("flag",) for item in items})
            inputs[f"d{at}.size"] = ("number", list(range(len(items) + 1)))
            continue
        options = ["a", "b", "c"][: draw(st.integers(1, 3))]
        numbers = [draw(st.sampled_from([0, 1, 3, 10, 25])) for _ in options] if at == 0 or draw(st.booleans()) else []
        decisions.append(one(f"d{at}", options, turn, **({"n": numbers} if numbers else {})))
        inputs[f"d{at}"] = ("words", options)
        if numbers:
            inputs[f"d{at}.n"] = ("number", sorted(set(numbers)))
    return decisions, inputs


@st.composite
def a_measure(draw, name, ratio):
    least = draw(st.sampled_from([0, 0, -2, 1]))
    most = least + draw(st.integers(2, 12))
    bands = draw(st.lists(st.integers(least + 1, most + 2), unique=True, max_size=3).map(sorted))
    more = {"direction": draw(st.sampled_from(["less", "more", "neutral"]))}
    if ratio is not None:
        more["ratio"] = {"of": ratio, "per": draw(st.sampled_from([1, 3, 7]))}
    return measure(name, draw(st.integers(least - 2, most + 1)), least, most, tuple(bands), **more)


@st.composite
def a_derived(draw, name, inputs):
    """A decision table that gives a value for every plan: F with a last row or a default, U or A over one input."""
    words = ["u", "v", "w"][: draw(st.integers(1, 3))]
    word = st.sampled_from(words).map(lambda value: {f"then {name}": value})
    note = {"kind": "decision", "values": words}
    usable = sorted(each for each, kind in inputs.items() if kind[0] in {"words", "scale", "flag"})
    if usable and draw(st.booleans()):
        read = draw(st.sampled_from(usable))
        values = inputs[read][1] if len(inputs[read]) > 1 else ["true", "false"]
        covered = draw(st.lists(st.sampled_from(values), unique=True, min_size=1))
        note |= {"hit_policy": draw(st.sampled_from("UA")), "default": draw(st.sampled_from(words))}
        body = [{f"if {read}": value, **draw(word)} for value in covered]
        if note["hit_policy"] == "A" and draw(st.booleans()):
            body.append(dict(body[0]))
        return note, body, words
    note["hit_policy"] = "F"
    body = draw(rows(inputs, word, most=3))
    if draw(st.booleans()):
        note["default"] = draw(st.sampled_from(words))
    else:
        body.append({**{column: "-" for column in body[0] if column.startswith("if ")}, **draw(word)})
    return note, body, words


@st.composite
def worlds(draw):
    """A scenario with one to five measures, as a Fake."""
    fake = Fake(quantities=["n"])
    fake.decisions, plan = draw(some_decisions())
    fixed = dict(plan)
    if draw(st.booleans()):
        shares = draw(st.sampled_from([("1/2", "1/2"), ("2/3", "1/3"), ("0", "1"), ("1/7", "6/7")]))
        fake.chances = [
            {"id": "luck", "label": "Luck", "values": dict(zip("xy", shares, strict=True)), "when_off": "x"}
        ]
        fixed["luck"] = ("scale", ["x", "y"])
    count = draw(st.integers(1, 5))
    kinds = [None, *(draw(st.sampled_from([None, None, "d0.n"])) for _ in range(count - 1))]
    made = [draw(a_measure(f"m{rank}", ratio)) for rank, ratio in enumerate(kinds)]
    pointed = [each["id"] for each in made if "ratio" not in each]
    if draw(st.booleans()):
        watched = draw(st.lists(st.sampled_from(pointed), unique=True, min_size=1, max_size=2))
        reading = draw(st.lists(st.sampled_from([each["id"] for each in fake.decisions]), unique=True, min_size=1))
        highest = {f"w{at}": name for at, name in enumerate(watched)}
        fake.observations = [
            {"id": "seen", "after_turn": draw(st.integers(1, 3)), "reading": reading, "highest_of": highest}
        ]
        fixed["seen"] = ("words", ["none", *highest])
    readable = _tables(draw, fake, made, fixed)
    _endings(draw, fake, readable)
    _around(draw, fake, plan, pointed, fixed)
    # The order of the file is not the order in which measures need one another.
    fake.measures = draw(st.permutations(made))
    return fake


def _tables(draw, fake, made, fixed):
    """Modifier and decision tables, each reading only what is worked out before; gives everything readable."""
    readable = dict(fixed)
    total = draw(st.booleans())
    for rank, each in enumerate(made):
        name = each["id"]
        if draw(st.integers(0, 3)) == 0:
            note, body, words = draw(a_derived(f"t{rank}", readable))
            fake.tables[f"t{rank}"] = (note, body)
            readable[f"t{rank}"] = ("scale", words)
        for number in range(0 if "ratio" in each else draw(st.integers(0, 2))):
            note = {"kind": "modifier"}
            if draw(st.integers(0, 2)) == 0:
                note["max_shift"] = str(draw(st.integers(1, 4)))
            points = POINTS.map(lambda value, name=name: {f"then {name}": value})
            fake.tables[f"{name}-{number}"] = (note, draw(rows(readable, points)))
        readable[name] = ("scale", [band["id"] for band in each["bands"]])
        scale = each["scale"]
        readable[f"{name}.points"] = ("number", list(range(scale["least"], scale["most"] + 1)))
        if total and rank == 1:
            fake.totals = {"both": [made[0]["id"], name]}
            readable["both"] = ("number", [-1, 0, 2, 5, 9])
    return readable


def _endings(draw, fake, readable):
    if draw(st.booleans()):
        fake.end_states = ["e0", "e1", "e2"]
        body = draw(rows(readable, st.sampled_from(fake.end_states).map(lambda end: {"then end_state": end}), most=3))
        last = {column: "-" if column.startswith("if ") else "e2" for column in body[0]}
        fake.tables["endings"] = ({"kind": "end_states"}, [*body, last])


def _around(draw, fake, plan, pointed, fixed):
    """Limits, coherence, injects with answers, and the one change; they read only what no measure writes."""
    target = st.sampled_from(pointed).flatmap(lambda m: POINTS.map(lambda p: {"then measure": m, "then points": p}))
    limit = st.tuples(st.sampled_from(pointed), st.sampled_from(["floor", "cap"]), st.integers(-2, 8).map(str)).map(
        lambda parts: dict(zip(["then measure", "then kind", "then value"], parts, strict=True))
    )
    if draw(st.booleans()):
        fake.tables["limits"] = ({"kind": "limits"}, draw(rows(fixed, limit)))
    if draw(st.booleans()):
        broken = draw(rows(plan, st.just({}), most=2))
        fake.tables["coherence"] = ({"kind": "coherence"}, broken)
    if draw(st.booleans()):
        fake.injects = [inject(name, turn, [{"id": "no"}, {"id": "yes"}]) for name, turn in (("I1", 1), ("I2", 2))]
        inputs = fixed
        context = st.tuples(st.sampled_from(["I1", "I2", "-"]), st.sampled_from(["no", "yes", "-"]))
        row = st.tuples(context, target).map(lambda p: {"if inject": p[0][0], "if answer": p[0][1], **p[1]})
        fake.tables["answered"] = ({"kind": "answer_effects"}, draw(rows(inputs, row)))
    if draw(st.booleans()):
        names = [each["id"] for each in fake.decisions]
        changed = draw(st.lists(st.sampled_from(names), unique=True, min_size=1))
        fake.change = {"decisions": changed, "early_turns": "2", "late_turn": str(draw(st.integers(1, 3)))}
        context = st.tuples(
            st.sampled_from(["early", "late", "-"]),
            st.sampled_from([*names, "-"]),
            st.sampled_from(["in", "out", "none", "-"]),
        ).map(lambda parts: dict(zip(["if when", "if changed", "if direction"], parts, strict=True)))
        row = st.tuples(context, target).map(lambda pair: {**pair[0], **pair[1]})
        fake.tables["changing"] = ({"kind": "change_effects"}, draw(rows(fixed, row)))


@st.composite
def scenarios(draw):
    """A world, read; worlds in which no plan is coherent are passed over."""
    scenario = draw(worlds()).scenario()
    assume(any(True for _ in plans_of(scenario)))
    return scenario


def plans_of(scenario: Scenario):
    """Every coherent plan in the order of options, sets as a binary counter: written without the plan space."""
    ways = []
    for decision in scenario.frame.decisions:
        if decision.choose == "one":
            ways.append([(decision.id, option) for option in decision.option_ids])
        else:
            counter = product((False, True), repeat=len(decision.option_ids))
            ways.append([(decision.id, tuple(compress(decision.option_ids, bits))) for bits in counter])
    return (plan for plan in map(Plan, product(*ways)) if not refusals(scenario, plan))


@st.composite
def circumstances(draw, scenario):
    """Answers, an observation, a change and a roll, as far as the scenario has them."""
    names = [each.id for each in scenario.injects]
    answers = tuple((name, draw(st.sampled_from(["no", "yes"]))) for name in names if draw(st.booleans()))
    observed = tuple(
        (each.id, draw(st.sampled_from(sorted(each.highest_of))))
        for each in scenario.frame.observations
        if draw(st.booleans())
    )
    change = None
    if scenario.frame.change is not None and draw(st.booleans()):
        decision = scenario.decision(draw(st.sampled_from(scenario.frame.change.decisions)))
        direction = draw(st.sampled_from(["in", "out"])) if decision.choose == "any" else "none"
        change = Change(draw(st.sampled_from(["early", "late"])), decision.id, direction)
    rolls = tuple(
        (each.id, draw(st.sampled_from(list(each.values)))) for each in scenario.frame.chances if draw(st.booleans())
    )
    return Circumstances(answers, observed, change, rolls)
