"""Lines of play: counted exactly by merging situations, found again by walking every line one by one."""

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from itertools import chain, combinations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from exercise.analysis.axes import SpaceTooLarge
from exercise.analysis.lines import END_STATE, lines
from exercise.play.adjudication import adjudicate, rolls
from exercise.play.ledger import Circumstances
from exercise.play.plan import IllegalPlan, plan_of
from exercise.play.situation import answered, changed, committed, is_open, opening, turn_plan
from exercise.scenario.playing import Slot
from tests.fakes import Fake, bridge, inject, measure, one, shipped, some
from tests.worlds import plans_of, worlds

FLAGSHIP = shipped("dprk-deployment")


MOST_LINES = 30_000


class TooManyError(Exception):
    """More lines than a test should walk one by one."""


class Walker:
    """Walks every line of play one by one, written without the modules it tests; raises TooManyError beyond 30,000."""

    def __init__(self, scenario, variant, changes, dice):
        self.scenario, self.variant, self.changes, self.dice = scenario, variant, changes, dice
        self.lines, self.stuck = 0, Fraction(0)
        self.shares, self.counts = defaultdict(Fraction), defaultdict(int)

    def tried(self, steps):
        found = []
        for step in steps:
            try:
                found.append(step())
            except IllegalPlan:
                continue
        return found

    def run(self, situation):
        turns = list(turn_plan(self.scenario, self.variant))
        places = [("inject", 0, each) for each in self.places(0, turns)] if not situation.turns else []
        for turn in turns:
            if turn not in situation.turns:
                places.append(("turn", turn, None))
            if turn not in situation.turns[:-1]:
                done = {name for name, _ in situation.circumstances.answers}
                over = done if turn in situation.turns else set()
                places += [("inject", turn, each) for each in self.places(turn, turns) if not over & set(each[0])]
        if self.changes and self.scenario.frame.change is not None:
            blocks = [block.kind for v in self.scenario.variants if v.id == self.variant for block in v.blocks]
            if self.variant is None or "change" in blocks:
                places.append(("close", turns[-1], None))
        self.go(situation, places, Fraction(1))
        return self

    def places(self, turn, turns):
        if self.variant is not None:
            variant = next(v for v in self.scenario.variants if v.id == self.variant)
            return [(slot.of, slot.drawn) for each in variant.turns if each.turn == turn for slot in each.injects]
        due = {
            i.id: 0 if i.turn == 0 else min((t for t in turns if t >= i.turn), default=turns[-1])
            for i in self.scenario.injects
        }
        return [((name,), "first_open") for name, when in due.items() if when == turn]

    def go(self, situation, places, share):
        if self.lines >= MOST_LINES:
            raise TooManyError
        if not places:
            return self.end(situation, share)
        kind, turn, place = places[0]
        if kind == "turn":
            after = self.commits(situation, turn)
            if not after:
                self.stuck += share
            for each in after:
                self.go(each, places[1:], share / len(after))
            return None
        forks = [self.closing(situation)] if kind == "close" else self.coming(situation, turn, *place)
        for fork in forks:
            answers = [each for each in fork if each] or [[situation]]
            for ways in answers:
                for each in ways:
                    self.go(each, places[1:], share / len(forks) / len(answers) / len(ways))
        return None

    def commits(self, situation, turn):
        ways = []
        for name in turn_plan(self.scenario, self.variant)[turn]:
            ids = self.scenario.decision(name).option_ids
            sets = chain.from_iterable(combinations(ids, size) for size in range(len(ids) + 1))
            ways.append([(name, each) for each in (ids if self.scenario.decision(name).choose == "one" else sets)])
        return self.tried(
            [lambda c=chosen: committed(self.scenario, situation, turn, dict(c)) for chosen in product(*ways)]
        )

    def every_change(self, situation, when):
        found = []
        for name in self.scenario.frame.change.decisions if self.scenario.frame.change else ():
            before, ids = situation.plan.get(name), self.scenario.decision(name).option_ids
            if before is None:
                continue
            choices = [option for option in ids if option != before]
            if isinstance(before, tuple):
                choices = [tuple(each for each in ids if (each in before) is not (each == item)) for item in ids]
            found += [lambda n=name, c=choice: changed(self.scenario, situation, when, n, c) for choice in choices]
        return self.tried(found)

    def closing(self, situation):
        return [[situation], self.every_change(situation, "late")]

    def coming(self, situation, turn, names, drawn):
        done = {name for name, _ in situation.circumstances.answers}
        injects = [self.scenario.inject(name) for name in names if name not in done]
        came = [each for each in injects if each.answers and is_open(self.scenario, each, situation)]
        forks = []
        for each in came if drawn == "facilitator" else came[:1]:
            fork = [self.answering(situation, each, answer) for answer in each.answers]
            rule = self.scenario.frame.change
            if self.changes and rule is not None and turn in rule.early_turns:
                fork.append(self.every_change(situation, "early"))
            forks.append(fork)
        return forks or [[[situation]]]

    def answering(self, situation, inject, answer):
        effect = answer.plan
        if not self.changes and (answer.spends_the_change or (effect is not None and effect.change)):
            return []
        items = situation.plan.get(effect.take) or () if effect is not None and effect.take else [None]
        said = self.tried(
            [lambda i=item: answered(self.scenario, situation, inject.id, answer.id, i) for item in items]
        )
        if effect is not None and effect.change:
            return [after for each in said for after in self.every_change(each, "late")]
        return said

    def end(self, situation, share):
        given = dict(situation.circumstances.rolls)
        said = [(Fraction(1), situation.circumstances.rolls)]
        if self.dice:
            said = [(p, s) for p, s in rolls(self.scenario) if all(given.get(n, v) == v for n, v in s)]
        whole = sum(p for p, _ in said)
        for probability, each in said:
            happened = situation.circumstances
            around = Circumstances(happened.answers, happened.observed, happened.change, each)
            outcome = adjudicate(self.scenario, situation.plan, around)
            self.lines += 1
            for name, place in [*((m.measure, m.band) for m in outcome.measures), (END_STATE, outcome.end_state)]:
                self.shares[name, place] += share * probability / whole
                self.counts[name, place] += 1


def agree(scenario, situation, changes=True, dice=True):
    found = lines(scenario, situation, changes=changes, dice=dice, most_steps=10**9)
    walker = Walker(scenario, situation.variant, changes, dice).run(situation)
    assert (found.lines, found.stuck, found.samples) == (walker.lines, walker.stuck, 0)
    for leads in found.leads:
        assert (leads.exact, leads.error) == (True, 0)
        assert {each.id: each.share for each in leads.reached} == shares_of(walker, leads.of)
        assert {each.id: each.lines for each in leads.reached} == {
            place: count for (name, place), count in walker.counts.items() if name == leads.of
        }
    return found


def shares_of(walker, of):
    return {place: share for (name, place), share in walker.shares.items() if name == of}


@st.composite
def played_worlds(draw):
    """A small world, read, whose injects may ask for something to be open, move the plan, and share one place."""
    fake = draw(worlds())
    single = [each for each in fake.decisions if each.get("choose") != "any"]
    sets = [each for each in fake.decisions if each.get("choose") == "any"]
    for sent in fake.injects:
        effects = [
            None,
            {"step": draw(st.sampled_from(single))["id"], "by": "1", "at_the_end": draw(st.sampled_from("01"))},
        ]
        if sets:
            chosen = draw(st.sampled_from(sets))
            items = " ".join(option["id"] for option in chosen["options"])
            effects += [{"give": chosen["id"], "order": items}, {"take": chosen["id"]}]
        effects += [{"change": "one"}] if fake.change else []
        for answer in sent["answers"]:
            effect = draw(st.sampled_from(effects))
            answer.update({} if effect is None else {"plan": effect})
            answer["spends_the_change"] = draw(st.booleans())
        if draw(st.booleans()):
            asked = draw(st.sampled_from(single))
            sent["open_when"] = {asked["id"]: draw(st.sampled_from(asked["options"]))["id"]}
    scenario = fake.scenario()
    assume(0 < sum(1 for _ in plans_of(scenario)) <= 40)
    if fake.injects and draw(st.booleans()):
        (variant,) = scenario.variants
        shared = (Slot(of=("I1", "I2"), drawn=draw(st.sampled_from(["first_open", "facilitator"]))),)
        places = [draw(st.booleans()) for _ in variant.turns]
        assume(any(places))
        turns = tuple(
            turn.model_copy(update={"injects": shared if place else ()})
            for turn, place in zip(variant.turns, places, strict=True)
        )
        closing = variant.blocks[0].model_copy(update={"kind": "change", "turn": None})
        changed_one = variant.model_copy(update={"turns": turns, "blocks": (*variant.blocks, closing)})
        scenario = replace(scenario, variants=(changed_one,))
    return scenario


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_lines_of_a_small_world_are_counted_and_weighed_as_when_each_is_walked(data):
    scenario = data.draw(played_worlds())
    variant = data.draw(st.sampled_from([None, "only"]))
    try:
        agree(scenario, opening(scenario, variant), data.draw(st.booleans()), data.draw(st.booleans()))
    except TooManyError:
        assume(False)


def small_bridge(**change):
    """The bridge with fewer choices, so that every line can be walked; its injects move the plan."""
    fake = bridge()
    fake.decisions = [one("where", ["near", "far"], 1, troops=[10, 30]), one("how", ["slow", "wild"], 1)]
    fake.decisions += [some("gifts", ["tea", "bread"], 2), one("watch", ["none", "one"], 3)]
    for key, value in change.items():
        setattr(fake, key, value)
    return fake


@pytest.mark.parametrize("changes", [False, True])
@pytest.mark.parametrize("variant", [None, "only"])
def test_answers_that_give_take_step_and_change_are_walked_as_the_rules_have_them(variant, changes):
    scenario = small_bridge().scenario()
    found = agree(scenario, opening(scenario, variant), changes)
    assert found.lines > 100


def test_a_facilitator_may_send_any_inject_that_is_open_and_a_form_may_close_with_the_change():
    scenario = small_bridge(
        chances=[], tables={n: t for n, t in bridge().tables.items() if n not in {"ground", "danger"}}
    )
    variant = scenario.scenario().variants[0]
    turns = [
        turn.model_copy(update={"injects": (Slot(of=("I1", "I2"), drawn="facilitator"),) if turn.turn == 2 else ()})
        for turn in variant.turns
    ]
    closing = variant.blocks[0].model_copy(update={"kind": "change", "turn": None})
    changing = variant.model_copy(update={"turns": tuple(turns), "blocks": (*variant.blocks, closing)})
    made = replace(scenario.scenario(), variants=(changing,))
    with_change = agree(made, opening(made, "only"))
    without = agree(made, opening(made, "only"), changes=False)
    assert with_change.lines > without.lines


def watched(row, answers=()):
    """Two measures of which a turn shows the higher, read off one decision; a third counts on what was shown."""
    fake = Fake(decisions=[one("a", ["x", "y"], 1), one("b", ["x", "y"], 2)], end_states=[])
    fake.measures = [measure("high", start=2), measure("low", start=3), measure("last", bands=(2,))]
    highest = {"high": "high", "low": "low"}
    fake.observations = [{"id": "seen", "after_turn": 2, "reading": "b", "highest_of": highest}]
    fake.tables = {
        "high": ({"kind": "modifier"}, [{**row, "then high": "2"}]),
        "last": ({"kind": "modifier"}, [{"if seen": "high", "then last": "3"}]),
    }
    if answers:
        fake.injects = [inject("I1", 1, [{"id": "no"}, {"id": "yes"}])]
        fake.tables["answered"] = ({"kind": "answer_effects"}, list(answers))
    return fake.scenario()


def test_what_an_observation_will_read_is_told_apart_until_it_is_made():
    scenario = watched({"if b": "y"})
    found = agree(scenario, opening(scenario, None)).of("last")
    assert [(each.id, each.lines) for each in found.reached] == [("b0", 2), ("b1", 2)]
    assert found.situations == 2


def test_answers_that_move_what_an_observation_will_show_are_told_apart_until_it_is_made():
    answer = {"if inject": "I1", "if answer": "yes", "then measure": "high", "then points": "4"}
    scenario = watched({"if b": "-"}, [answer])
    found = agree(scenario, opening(scenario, None)).of("last")
    assert [each.lines for each in found.reached] == [8]
    scenario = watched({"if b": "y"}, [{**answer, "then measure": "low"}])
    found = agree(scenario, opening(scenario, None)).of("last")
    assert [(each.id, each.lines) for each in found.reached] == [("b0", 6), ("b1", 2)]


def test_an_item_put_in_and_one_taken_out_have_their_own_price_also_where_nothing_else_reads_the_set():
    fake = Fake(decisions=[some("gifts", ["i", "j"], 1)], measures=[measure("cost", bands=(1,))])
    fake.change = {"decisions": "gifts", "early_turns": "", "late_turn": "1"}
    price = {"if when": "-", "if changed": "gifts", "if direction": "in", "then measure": "cost", "then points": "1"}
    fake.tables = {"changing": ({"kind": "change_effects"}, [price])}
    scenario = fake.scenario()
    found = agree(scenario, opening(scenario, None)).of("cost")
    assert [(each.id, each.share, each.lines) for each in found.reached] == [
        ("b0", Fraction(3, 4), 8),
        ("b1", Fraction(1, 4), 4),
    ]


def test_an_inject_that_was_answered_in_one_place_does_not_come_in_another():
    fake = Fake(decisions=[one("a", ["x", "y"], 1), one("b", ["x"], 2)], measures=[measure("cost")])
    fake.injects = [inject("I1", 1, [{"id": "no"}, {"id": "yes"}]), inject("I2", 1, [{"id": i} for i in "pqr"])]
    scenario = fake.scenario()
    (variant,) = scenario.variants
    place = (Slot(of=("I1", "I2"), drawn="facilitator"),)
    turns = tuple(turn.model_copy(update={"injects": place}) for turn in variant.turns)
    scenario = replace(scenario, variants=(variant.model_copy(update={"turns": turns}),))
    start = opening(scenario, "only")
    assert agree(scenario, start).lines == 2 * (2 * 3 + 3 * 2)
    # Where its inject is answered a place is over, whatever else could have come there.
    after = answered(scenario, committed(scenario, start, 1, {"a": "x"}), "I1", "no", None)
    assert agree(scenario, after).lines == 3
    one_place = (turns[0], turns[1].model_copy(update={"injects": ()}))
    scenario = replace(scenario, variants=(variant.model_copy(update={"turns": one_place}),))
    assert agree(scenario, after).lines == 1


def test_what_forbids_an_answer_to_move_the_plan_is_told_apart():
    fake = Fake(decisions=[one("a", ["x", "y"], 1), one("b", ["x", "y"], 1)], measures=[measure("cost", bands=(1,))])
    fake.tables = {
        "cost": ({"kind": "modifier"}, [{"if a": "y", "then cost": "1"}]),
        "coherence": ({"kind": "coherence"}, [{"if a": "y", "if b": "y"}]),
    }
    fake.injects = [inject("I1", 1, [{"id": "no"}, {"id": "yes", "plan": {"step": "a", "by": "1"}}])]
    scenario = fake.scenario()
    assert agree(scenario, opening(scenario, None)).lines == 5


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_lines_go_on_from_where_a_play_stands(turns):
    scenario = small_bridge().scenario()
    plan = plan_of(scenario, {"where": "near", "how": "slow", "gifts": "tea", "watch": "one"})
    situation = opening(scenario, None)
    for turn in range(1, turns + 1):
        names = turn_plan(scenario, None)[turn]
        situation = committed(scenario, situation, turn, {name: plan.get(name) for name in names})
        if turn == 1:
            situation = answered(scenario, situation, "I1", "yes", None)
    found = agree(scenario, situation)
    assert found.lines < lines(scenario, opening(scenario, None), [], most_steps=10**9).lines


def test_rolls_that_are_given_stand_and_are_not_thrown_again():
    scenario = small_bridge().scenario()
    wet = replace(opening(scenario, None), circumstances=Circumstances(rolls=(("rain", "wet"),)))
    found = agree(scenario, wet)
    assert 2 * found.lines == lines(scenario, opening(scenario, None), [], most_steps=10**9).lines


def test_play_that_comes_to_a_turn_in_which_nothing_is_coherent_is_told_and_not_hidden():
    fake = Fake(decisions=[one("a", ["x", "y"], 1), one("b", ["z"], 2)], measures=bridge().measures[:1])
    fake.tables = {"coherence": ({"kind": "coherence"}, [{"if a": "y", "if b": "z"}])}
    scenario = fake.scenario()
    found = agree(scenario, opening(scenario, None))
    assert (found.lines, found.stuck) == (1, Fraction(1, 2))
    drawn = lines(scenario, opening(scenario, None), most_steps=0, samples=1_000)
    assert abs(drawn.stuck - Fraction(1, 2)) < Fraction(1, 20)
    assert sum(each.share for each in drawn.of("danger").reached) + drawn.stuck == 1


@pytest.mark.parametrize("variant", [None, "only"])
def test_a_sample_says_that_it_is_one_and_errs_by_no_more_than_it_says(variant):
    scenario = small_bridge().scenario()
    exact = Walker(scenario, variant, changes=True, dice=True).run(opening(scenario, variant))
    found = lines(scenario, opening(scenario, variant), most_steps=1, samples=2_000, seed=7)
    assert (found.lines, found.samples, found.seed, found.stuck) == (None, 2_000, 7, 0)
    for leads in found.leads:
        assert (leads.exact, leads.situations) == (False, 2_000)
        assert leads.error == pytest.approx(0.0304, abs=0.0001)
        shares = shares_of(exact, leads.of)
        drawn = {each.id: each.share for each in leads.reached}
        assert drawn.keys() <= shares.keys()
        assert all(abs(drawn.get(place, 0) - share) <= leads.error for place, share in shares.items())
        assert all(each.lines is None for each in leads.reached)


def test_the_same_seed_draws_the_same_lines_and_another_draws_others():
    scenario = small_bridge().scenario()
    one_draw, again, other = (
        lines(scenario, opening(scenario, None), ["danger"], most_steps=1, samples=200, seed=seed) for seed in (1, 1, 2)
    )
    assert one_draw == again
    assert one_draw.leads != other.leads


def test_a_question_that_rests_on_little_is_exact_where_others_are_sampled():
    found = lines(FLAGSHIP, opening(FLAGSHIP, "45"), ["price", "operational_effect"], changes=False, samples=100)
    assert [(leads.of, leads.exact) for leads in found.leads] == [("operational_effect", False), ("price", True)]
    assert sum(each.lines for each in found.of("price").reached) == found.lines


@pytest.mark.parametrize(("variant", "count"), [("45", 186_624), ("60", 5_038_848)])
def test_the_lines_of_the_flagship_without_a_change_are_as_many_as_the_balance_notes_count(variant, count):
    assert lines(FLAGSHIP, opening(FLAGSHIP, variant), [], changes=False).lines == count


def test_the_longest_form_has_its_347_621_463_lines_up_to_the_injects_of_the_last_turn():
    whole = next(each for each in FLAGSHIP.variants if each.id == "90")
    turns = tuple(turn.model_copy(update={"injects": ()}) if turn.turn == 5 else turn for turn in whole.turns)
    scenario = replace(FLAGSHIP, variants=(whole.model_copy(update={"turns": turns}),))
    assert lines(scenario, opening(scenario, "90"), [], changes=False).lines == 347_621_463


def test_what_cannot_be_asked_is_refused():
    scenario = bridge().scenario()
    with pytest.raises(KeyError, match="nothing"):
        lines(scenario, opening(scenario, None), ["nothing"])
    with pytest.raises(ValueError, match="0 samples"):
        lines(scenario, opening(scenario, None), samples=0)
    with pytest.raises(KeyError):
        lines(scenario, opening(scenario, None), ["danger"], most_steps=1, samples=1).of("strain")


def test_a_turn_with_more_ways_than_can_be_listed_is_refused():
    fake = Fake(decisions=[some("many", [f"i{at}" for at in range(20)], 1)], measures=bridge().measures[:1])
    fake.tables = {"coherence": ({"kind": "coherence"}, [{"if many.i0": "true", "if many.i1": "true"}])}
    scenario = fake.scenario()
    with pytest.raises(SpaceTooLarge, match="more than 50,000 choices"):
        lines(scenario, opening(scenario, None), [])
