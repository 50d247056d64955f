"""The debrief to keep as a document and as Markdown: whole, with its sources, and safe whatever people typed."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from exercise.analysis.cone import cone
from exercise.analysis.roads import roads
from exercise.debrief.stages import QUESTION
from exercise.debrief.writing import debrief
from exercise.kit.charts import course_chart, ledger_chart, space_chart
from exercise.kit.keepsake import as_html, as_markdown, debrief_document
from exercise.kit.markdown import plain, quoted
from exercise.kit.wording import as_typed
from exercise.play.adjudication import adjudicate
from exercise.play.line import Course, line_of_play
from exercise.play.plan import IllegalPlan, plan_of
from exercise.play.record import Began, TurnCommitted, apply, outcome_of, replay
from exercise.play.record import kept as kept_outcome
from exercise.play.situation import opening
from exercise.scenario.library import SHIPPED, read_later
from tests.fakes import bridge, shipped
from tests.golden import assert_golden
from tests.kit.playing import HOSTILE, NOTES, played, with_reason

FLAGSHIP = "dprk-deployment"
CASES = ["default", "line-late", "line-early", "line-withdrawn", "heaviest", "lightest-load"]


def kept(name="line-late", notes=NOTES, later=()):
    scenario = shipped(FLAGSHIP)
    record, situation = played(scenario, name)
    return debrief_document(scenario, record, situation, notes, later)


def rendered(markdown: str) -> str:
    """What a careless page would show of Markdown: raw HTML let through, tables on, bare addresses left alone."""
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)


def test_the_debrief_of_a_small_world_reads_as_ever():
    scenario = bridge().scenario()
    plan = plan_of(scenario, {"where": "far", "how": "fast", "gifts": "tea", "watch": "none"})
    record, situation = line_of_play(scenario, plan, Course(answers={"I1": "yes"}))
    notes = {"reason-1": "It is *near* enough.\nAnd dry.", "keep_sentence": "Look at the river."}
    document = debrief_document(scenario, record, situation, notes, ())
    # The digest is the only thing in it that moves with the files of the small world.
    text = as_markdown(document).replace(scenario.digest, "(digest)")
    assert_golden(Path(__file__).parent / "golden" / "bridge.md", text)
    # Drawings hang on the fonts of a machine, and styles say nothing.
    page = as_html(document).replace(scenario.digest, "(digest)")
    page = re.sub(r"<(svg|style)\b.*?</\1>", r"(\1)", page, flags=re.DOTALL)
    assert_golden(Path(__file__).parent / "golden" / "bridge.html", page)


@pytest.mark.parametrize("name", CASES)
def test_every_sentence_of_the_debrief_stands_in_the_markdown_with_its_sources(name):
    scenario, document = shipped(FLAGSHIP), kept(name)
    _, situation = played(scenario, name)
    text = as_markdown(document)
    told = debrief(scenario, outcome_of(scenario, situation))
    assert len(told.sentences()) > 60
    for sentence in told.sentences():
        if sentence.label == QUESTION:
            assert f"\n- {plain(sentence.text)}\n" in text
            continue
        ids = ", ".join((*sentence.claims, *sentence.assumptions))
        assert f"- {plain(sentence.text)} [{ids}; {sentence.label}" in text
    for stage in document.stages:
        resolved = {rest.id for rest in stage.rests}
        assert resolved == {rest.id for said in stage.sentences for rest in said.rests}
        for rest in stage.rests:
            statement = (scenario.claims.get(rest.id) or scenario.assumptions[rest.id]).statement
            assert rest.statement == statement
            assert f"- {rest.id}: {plain(statement)} (" in text


@pytest.mark.parametrize("name", CASES)
def test_every_single_change_is_listed_with_the_rules_behind_it(name):
    scenario, document = shipped(FLAGSHIP), kept(name)
    _, situation = played(scenario, name)
    found = roads(scenario, situation)
    assert len(document.roads) == len(found) > 15
    for part, road in zip(document.roads, found, strict=True):
        lines = [[line.rule for line in turned.lines] for turned in road.turned]
        assert [[row.rule for row in (*turned.gone, *turned.come)] for turned in part.turned] == lines
    section = as_markdown(document).split("## Roads not taken")[1].split("\n## ")[0]
    assert section.count("\n### ") == len(found)
    assert {line.rule for road in found for turned in road.turned for line in turned.lines} <= set(
        re.findall(r"`([^`]+)`", section)
    )


def test_every_ledger_adds_up_to_the_measure_that_is_shown():
    document = kept()
    assert len(document.measures) == len(shipped(FLAGSHIP).frame.measures)
    for measure in document.measures:
        assert sum(row.points for row in measure.rows) == measure.points
        assert [band.label for band in measure.bands if band.here] == [measure.band]
        assert sum(band.plans for band in measure.bands) == document.plans == 435_456


def test_the_course_of_a_measure_is_the_cone_after_each_turn_and_closes_at_the_end():
    scenario, document = shipped(FLAGSHIP), kept("default")
    record, situation = played(scenario, "default")
    after = line_until(scenario, record, 1)
    first, outcome_first = cone(scenario, after), outcome_of(scenario, after)
    for measure in document.measures:
        assert [each.turn for each in measure.course] == [1, 2, 3, 4, None]
        assert measure.course[-1].reach == (measure.points, measure.points)
        reach = first.reach[measure.id]
        assert measure.course[0].reach == (reach.least, reach.most)
        assert measure.course[0].points == outcome_first.measure(measure.id).points
    assert situation.turns == (1, 2, 3, 4, 5)


def line_until(scenario, record, turn):
    """The situation before the turn after this one is committed."""
    situation = opening(scenario, None)
    for event in record:
        if isinstance(event, TurnCommitted) and event.turn > turn:
            break
        situation = apply(scenario, situation, event)
    return situation


def test_later_facts_stand_in_it_only_where_they_are_handed_in():
    later = read_later(SHIPPED / FLAGSHIP)
    sealed, opened = as_markdown(kept()), as_markdown(kept(later=later))
    assert len(later) > 5
    assert not any(plain(fact.fact) in sealed for fact in later)
    assert all(plain(fact.fact) in opened for fact in later)


def test_guesses_forecasts_and_sorts_stand_beside_what_came_of_them():
    document = kept()
    asked = {each.question: each for each in document.written}
    guess = asked["How many days of the reported losses are 10,000 soldiers?"]
    assert (guess.answer, guess.beside.split(".")[0]) == ("20", "Computed: 10,000 / 1,200 = 8")
    assert asked["What did you remember of what happened, before you read?"].answer == "The campaign in Kursk"
    assert asked["Who will gain more? Before the first turn"].answer == "those who plan, not sure"
    assert asked["Who will gain more? At the end"].answer == "the other side"
    first, second = (each for each in document.written if each.question.startswith("Forecast"))
    assert (first.answer, second.answer) == ("heavy", "severe")
    assert first.beside == "After that turn it was still open; at the end it is severe."
    rate = next(each for each in document.sorted if each.claim == "C20")
    assert (rate.kinds, rate.doubts, rate.read_as) == (("fact", "estimate"), ("none", "around"), ("estimate", "around"))


def test_what_was_said_of_a_rule_stands_beside_whose_it_is_and_whether_the_condition_came_true():
    asked = {each.question: each for each in kept().written}
    assert asked["What would change your mind: had it happened?"].answer == "partly"
    [rule] = [each for question, each in asked.items() if question.startswith("Whose rule is it? Logistics burden")]
    assert (rule.answer, rule.beside) == ("the article says it", "It is so: it follows from the article")


def test_the_other_side_is_every_measure_that_nobody_was_asked_about():
    document = kept()
    assert [side.measure for side in document.other_side] == [
        "Gains for North Korea",
        "Modernisation of the North Korean military",
    ]
    for side in document.other_side:
        movers = [road for road in document.roads for turned in road.turned if turned.measure == side.measure]
        assert len(side.movers) == len(movers)


def test_a_play_without_a_note_has_no_empty_heading():
    text = as_markdown(kept(notes={}))
    assert "What you guessed" not in text
    assert "How sure is each sentence?" not in text
    assert "\n\n\n" not in text


def test_a_plan_that_is_not_finished_is_refused_with_what_is_open():
    scenario = shipped(FLAGSHIP)
    with pytest.raises(IllegalPlan, match="'deployment' is not made"):
        debrief_document(scenario, (), opening(scenario, None), {}, ())


def test_the_same_record_gives_the_same_document_without_a_date():
    assert kept() == kept()
    assert as_markdown(kept()) == as_markdown(kept())


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_what_people_write_is_never_markup(words):
    scenario = shipped(FLAGSHIP)
    record, situation = played(scenario, "default")
    notes = {**dict.fromkeys(NOTES, words), "memory": (words, words)}
    harmless = dict.fromkeys(NOTES, "x")
    text, calm = (
        as_markdown(debrief_document(scenario, with_reason(record, w), situation, n, ()))
        for w, n in ((words, notes), ("x", {**harmless, "memory": ("x", "x")}))
    )
    tags = [re.findall(r"<(?!/?p>|/?blockquote>)[^>]*>", rendered(each)) for each in (text, calm)]
    assert tags[0] == tags[1]
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
    assert not re.search(r"(https?|javascript|data):|(?<!\\)www\.|\w@\w", text)


def test_ten_thousand_characters_are_kept_to_the_last():
    words = HOSTILE["ten thousand characters"]
    assert len(words) == 10_000
    assert as_typed(words) == words
    assert quoted(words) == f"> {words}"


def test_charts_are_plain_vega_lite_without_an_address():
    document = kept()
    specs = [space_chart(document), *map(course_chart, document.measures), *map(ledger_chart, document.most_moved())]
    assert len(document.most_moved()) == 3
    for spec in specs:
        assert "url" not in repr(spec)
        assert "href" not in repr(spec)


def test_the_measures_that_moved_most_stand_farthest_from_their_start():
    scenario, document = shipped(FLAGSHIP), kept()
    _, situation = played(scenario, "line-late")
    outcome = adjudicate(scenario, situation.plan, situation.circumstances)
    away = {
        m.id: abs(outcome.measure(m.id).points - m.start.points) / (m.scale.most - m.scale.least)
        for m in scenario.frame.measures
        if m.ratio is None
    }
    most = [measure.id for measure in document.most_moved()]
    assert min(away[name] for name in most) >= max(far for name, far in away.items() if name not in most)


@pytest.mark.parametrize("variant", ["45", "60", "90", "solo"])
def test_a_play_of_every_form_becomes_a_document(variant):
    scenario = shipped(FLAGSHIP)
    form = next(each for each in scenario.variants if each.id == variant)
    defaults = {d.id: d.default if d.choose == "any" else d.default[0] for d in scenario.frame.decisions}
    commits = (
        TurnCommitted(turn=turn.turn, choices={name: defaults[name] for name in turn.decisions}, reason="So.")
        for turn in form.turns
    )
    record = (Began(scenario=scenario.id, digest=scenario.digest, variant=variant), *commits)
    document = debrief_document(scenario, record, replay(scenario, record), {}, ())
    assert document.variant == form.label
    assert {c.how for c in document.plan} == {f"turn {t.turn}" for t in form.turns} | (
        {"given from the start"} if form.presets else set()
    )
    assert [each.turn for each in document.measures[0].course] == [*(turn.turn for turn in form.turns[:-1]), None]
    assert len([each for each in document.written if each.answer == "So."]) == len(form.turns)


def test_a_play_that_today_reads_otherwise_says_so():
    scenario = shipped(FLAGSHIP)
    record, situation = played(scenario, "default")
    shown = kept_outcome(outcome_of(scenario, situation))
    other = shown.model_copy(update={"end_states": ("quiet_presence",)})
    text = as_markdown(debrief_document(scenario, (*record, other), situation, {}, ()))
    assert "The rules at hand say otherwise" in text
    assert "The rules at hand say otherwise" not in as_markdown(
        debrief_document(scenario, (*record, shown), situation, {}, ())
    )
