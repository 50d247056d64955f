"""The debrief to keep in other languages: everything that is ours is said, everything else stays as it was written."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from markdown_it import MarkdownIt

from exercise import words
from exercise.analysis.labels import ANY_PLAN, BREAKS, OURS, SUCH_PLANS
from exercise.debrief.reasons import reason_text
from exercise.debrief.stages import LATER, PLAN, QUESTION, label_words
from exercise.kit.charts import rule_words
from exercise.kit.document import Document, Row, Standing
from exercise.kit.keepsake import as_html, as_markdown, debrief_document
from exercise.kit.wording import course_text, lines_text, points_words, share_text, space_text, spoken
from exercise.play.adjudication import adjudicate
from exercise.play.ledger import QUIET, SCALE, SHIFT
from exercise.play.line import Course, line_of_play
from exercise.play.plan import plan_of
from exercise.play.record import Began, TurnCommitted, kept, outcome_of, replay
from exercise.scenario.library import SHIPPED, read_later
from exercise.scenario.model import Scenario
from exercise.words import speaking
from tests.fakes import Fake, bridge, shipped
from tests.kit.playing import NOTES, played, with_reason
from tests.kit.tongues import (
    Listening,
    authored,
    english,
    language,
    masked,
    sentences,
    texts_of_html,
    texts_of_markdown,
    unsaid,
)

FLAGSHIP = "dprk-deployment"
WORDS = "Because of the river."
MORE = {
    **NOTES,
    "memory": "unsure",
    "gains_before": "same",
    "gains_sure": "sure",
    "gains_after": "receiver",
    "forecast-3-logistics_burden": "severe",
    "resort-rate-doubt": "none",
}


def strained() -> Fake:
    """The small world with a scale that ends early, a quantity without a unit, and no title for most stages."""
    fake = bridge()
    fake.measures[0]["start"]["points"] = 9
    return fake


def small(fake: Fake, course: Course, **chosen: str) -> tuple[Scenario, Document]:
    scenario = fake.scenario()
    scenario.frame.quantities["troops"] = ""
    plan = plan_of(scenario, {"where": "far", "how": "wild", "gifts": "", "watch": "one", **chosen})
    return scenario, debrief_document(scenario, *line_of_play(scenario, plan, course), NOTES, ())


def with_presets(scenario: Scenario) -> Document:
    """A play of a form in which some decisions are given."""
    form = next(each for each in scenario.variants if each.presets)
    defaults = {d.id: d.default if d.choose == "any" else d.default[0] for d in scenario.frame.decisions}
    commits = (
        TurnCommitted(turn=turn.turn, choices={name: defaults[name] for name in turn.decisions}) for turn in form.turns
    )
    record = (Began(scenario=scenario.id, digest=scenario.digest, variant=form.id), *commits)
    return debrief_document(scenario, record, replay(scenario, record), {}, ())


def plays() -> Iterator[tuple[Scenario, Document]]:
    """Plays that have one of everything between them, each with its scenario; made in the language in force."""
    flagship, practice = shipped(FLAGSHIP), shipped("practice")
    later = read_later(SHIPPED / FLAGSHIP)
    yield flagship, debrief_document(flagship, *played(flagship, "line-late"), NOTES, later)
    for name in ("line-early", "line-withdrawn"):
        record, situation = played(flagship, name)
        yield flagship, debrief_document(flagship, with_reason(record, WORDS), situation, MORE, ())
    yield flagship, with_presets(flagship)
    yield practice, debrief_document(practice, *played(practice, "everything"), {}, ())
    yield small(strained(), Course(answers={"I1": "yes"}, late=("where", "near"), seed=1))
    yield small(bridge(), Course(), gifts="tea,bread")


def in_mask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A language in which every letter of a sentence of ours is one that no scenario has."""
    return language(tmp_path, monkeypatch, "de", lambda message, form: masked(english(message, form)))


def test_nothing_of_ours_in_the_page_or_in_the_markdown_stays_unsaid(tmp_path, monkeypatch):
    # People's own words, what was reported later, and what chance may say, which has no label.
    later = authored(read_later(SHIPPED / FLAGSHIP))
    others = {*NOTES.values(), *MORE.values(), WORDS, "dry", "wet", *later}
    with in_mask(tmp_path, monkeypatch):
        for scenario, document in plays():
            html, markdown = as_html(document), as_markdown(document)
            assert len(texts_of_html(html)) > 400
            assert unsaid(texts_of_html(html), scenario, others) == []
            assert len(texts_of_markdown(markdown)) > 100
            assert unsaid(texts_of_markdown(markdown), scenario, others) == []


def test_what_is_unsaid_would_be_found():
    scenario, document = small(bridge(), Course())
    found = unsaid(texts_of_html(as_html(document)), scenario, NOTES.values())
    assert len(found) > 100
    assert any("The ledger as a waterfall" in text for text in found)
    assert len(unsaid(texts_of_markdown(as_markdown(document)), scenario, NOTES.values())) > 50


def test_these_plays_say_every_sentence_of_the_debrief(monkeypatch):
    listening = Listening()
    monkeypatch.setattr(words, "_catalogue", lambda _: listening)
    for _, document in plays():
        as_html(document)
        as_markdown(document)
    as_html(replace(document, differences=("one",)))
    share_text(replace(document, plans=1000), 1)
    share_text(replace(document, plans=1000), 999)
    course_text(Standing(1, 3, "", None, ()))
    rule_words(Row(-1, "", "learning.shift", ()), "danger")
    ours = re.compile("exercise/(kit|debrief)/")
    known = {message.id for message in sentences() if any(ours.match(name) for name, _ in message.locations)}
    assert len(known) > 150
    assert known - listening.heard == set()


def test_scenario_text_and_what_people_wrote_stay_as_they_were_written(tmp_path, monkeypatch):
    scenario = shipped(FLAGSHIP)
    record, situation = played(scenario, "line-late")
    with in_mask(tmp_path, monkeypatch):
        document = debrief_document(scenario, with_reason(record, WORDS), situation, NOTES, ())
        html = as_html(document)
    assert document.title == scenario.frame.title
    for claim in scenario.claims.values():
        assert claim.statement.replace("'", "&#39;") in html
    assert f"<p>{WORDS}</p>" in html
    assert [measure.label for measure in document.measures] == [each.label for each in scenario.frame.measures]


def test_a_file_names_the_language_that_it_speaks(tmp_path, monkeypatch):
    _, document = small(bridge(), Course())
    assert '<html lang="en">' in as_html(document)
    for name, named in (("de", "de"), ("pt_BR", "pt-BR")):
        with language(tmp_path, monkeypatch, name, english):
            assert f'<html lang="{named}">' in as_html(document)
            # Asked for a language that there is none of, it says what it speaks instead.
            with speaking("fr"):
                assert spoken() == "en"
    with speaking('"><script>'):
        assert spoken() == "en"


def test_one_language_leaves_nothing_behind_for_the_next(tmp_path, monkeypatch):
    _, before = small(strained(), Course())
    files = as_html(before), as_markdown(before)
    with in_mask(tmp_path, monkeypatch):
        _, masked_document = small(strained(), Course())
        assert as_html(masked_document) != files[0]
    _, after = small(strained(), Course())
    assert (as_html(after), as_markdown(after)) == files


def numbered(message: Message, form: int) -> str:
    """The sentence with the number of its plural form before it."""
    return f"({form}) {english(message, form)}"


def test_counts_take_the_plural_form_of_their_language(tmp_path, monkeypatch):
    with language(tmp_path, monkeypatch, "pl", numbered):
        _, document = small(bridge(), Course())
        said = document.stages[0].sentences[0]
        for count, form in ((1, 0), (2, 1), (5, 2), (22, 1)):
            some = replace(document, roads=(document.roads[0],) * count)
            told = f"({form}) {'The only' if form == 0 else f'All {count}'} single change"
            assert f"\n\n{told}" in as_markdown(some)
            assert f"<p>{told}" in as_html(some)
            assert points_words(count) == f"({form}) {count} point{'' if count == 1 else 's'}"
            assert space_text(replace(document, plans=count)).startswith(f"({form}) Our tables know {count} plan")
            lines = lines_text(replace(said, rules=("a",) * count))
            assert lines == (f"({form}) {count} ledger lines" if count > 1 else "")
        for count, form in ((1, 0), (2, 1), (3, 1)):
            moved = tuple(replace(each, is_sum=at < count, moved=1.0) for at, each in enumerate(document.measures))
            assert f"<figcaption>({form}) The ledger as a waterfall" in as_html(replace(document, measures=moved))
        assert "(2) Ours, not the source's (A1)" in as_markdown(document)


def test_one_point_is_one_and_a_part_of_one_is_not():
    assert [points_words(each) for each in (1, 1.0, 0, 2, 3.75)] == [
        "1 point",
        "1 point",
        "0 points",
        "2 points",
        "3.75 points",
    ]


# Names that the sentence does not have, braces that are not closed, parts of a value, and a number.
WRONG = ["{wrong}", "{", "}", "{0}", "{title.x.y}", "{title[0][9]}", "{reason:nonsense}", "{ending!x}"]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_translation_with_a_wrong_name_breaks_no_file_and_is_not_used(wrong, tmp_path, monkeypatch):
    def translated(message: Message, form: int) -> str:
        is_named = "{" in "".join(message.id)
        return f"ж {wrong}" if is_named else english(message, form)

    _, calm = small(strained(), Course())
    files = as_html(calm).replace('lang="en"', 'lang="de"'), as_markdown(calm)
    with language(tmp_path, monkeypatch, "de", translated):
        _, document = small(strained(), Course())
        assert (as_html(document), as_markdown(document)) == files


@pytest.mark.parametrize("wrong", ["{{reason}}", "{{wrong}}", "no name at all"])
def test_a_translation_that_loses_its_names_breaks_no_file(wrong, tmp_path, monkeypatch):
    with language(tmp_path, monkeypatch, "de", lambda *_: wrong):
        _, document = small(strained(), Course())
        assert wrong.strip("{}") in as_html(document)
        assert wrong.strip("{}") in as_markdown(document)


MARKUP = """ <b onclick="x">&amp; | *a* `b` [c](d) <!-- \\"""


def test_a_translation_cannot_become_markup(tmp_path, monkeypatch):
    _, calm = small(strained(), Course())
    pages, texts = [as_html(calm)], [as_markdown(calm)]
    with language(tmp_path, monkeypatch, "de", lambda message, form: english(message, form) + MARKUP):
        _, document = small(strained(), Course())
        pages.append(as_html(document))
        texts.append(as_markdown(document))
    tags = [re.findall(r"<(/?\w+)", re.sub(r"<svg.*?</svg>|\"[^\"]*\"", "", page, flags=re.DOTALL)) for page in pages]
    assert tags[0] == tags[1]
    shown = [MarkdownIt("commonmark", {"html": True}).enable("table").render(text) for text in texts]
    tags = [re.findall(r"<(/?\w+)", page) for page in shown]
    assert tags[0] == tags[1]


def test_lines_that_no_author_wrote_say_their_reason_as_the_rules_of_play_do():
    told: set[str] = set()
    for fake in (strained(), bridge()):
        scenario = fake.scenario()
        plan = plan_of(scenario, {"where": "far", "how": "wild", "gifts": "", "watch": "one"})
        for line in adjudicate(scenario, plan, QUIET).ledger():
            assert reason_text(scenario, line) == line.because
            told.add(line.table)
    assert {SCALE, SHIFT} <= told


def test_every_label_is_said_as_it_is_called_where_there_is_no_language(tmp_path, monkeypatch):
    labels = (ANY_PLAN, SUCH_PLANS, OURS, BREAKS, QUESTION, PLAN, LATER)
    assert tuple(map(label_words, labels)) == labels
    with in_mask(tmp_path, monkeypatch):
        assert all(re.fullmatch("[ж ]+", label_words(label)) for label in labels)


def test_a_play_that_today_reads_otherwise_says_so_in_its_language(tmp_path, monkeypatch):
    scenario = shipped(FLAGSHIP)
    record, situation = played(scenario, "default")
    other = kept(outcome_of(scenario, situation)).model_copy(update={"end_states": ("quiet_presence",)})
    with in_mask(tmp_path, monkeypatch):
        text = as_markdown(debrief_document(scenario, (*record, other), situation, {}, ()))
    assert masked("The rules at hand say otherwise than what was shown:") in text
