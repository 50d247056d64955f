"""The debrief to keep as one HTML file, opened in a real browser that has no network."""

import re
import subprocess
import sys
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from markupsafe import escape
from playwright.sync_api import BrowserContext, Page

from exercise.kit.keepsake import as_html, as_markdown, debrief_document
from exercise.kit.pictures import PictureError, picture
from exercise.play.line import Course, line_of_play
from exercise.play.plan import plan_of
from tests.fakes import bridge, shipped
from tests.kit.playing import HOSTILE, NOTES, played, with_reason

FLAGSHIP = "dprk-deployment"


@pytest.fixture(scope="module")
def document():
    scenario = shipped(FLAGSHIP)
    return debrief_document(scenario, *played(scenario, "line-late"), NOTES, ())


@pytest.fixture(scope="module")
def html(document) -> str:
    return as_html(document)


@pytest.fixture
def opened(html: str, tmp_path: Path, context: BrowserContext, page: Page) -> Page:
    """The file in a browser without a network."""
    return open_file(html, tmp_path, context, page)


def open_file(html: str, folder: Path, context: BrowserContext, page: Page) -> Page:
    file = folder / "debrief.html"
    file.write_text(html, encoding="utf-8")
    context.set_offline(True)
    page.goto(file.as_uri())
    return page


def test_it_opens_offline_and_asks_for_nothing_but_itself(opened: Page, asked: list[str]):
    assert [address for address in asked if not address.startswith("data:")] == [opened.url]
    assert opened.locator("h1").count() == 1


def test_it_holds_no_script_and_no_address(html: str):
    assert not re.search(r"<script|<iframe|<link(?! rel=\"icon\" href=\"data:,\")|@import|@font-face", html)
    assert not re.search(r"(?i)https?:|//[a-z]+\.|url\(", html)
    assert set(re.findall(r"(?:href|src)=\"([^\"]{0,5})", html)) <= {
        "data:",
        *set(re.findall(r"href=\"(#[^\"]{0,4})", html)),
    }
    families = set(re.findall(r"font-family=\"([^\"]+)\"", html))
    assert families == {"sans-serif"}


def test_headings_stand_in_order_and_every_link_inside_arrives(opened: Page):
    levels = opened.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = opened.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
    assert len(ids) == len(set(ids))
    asked_for = opened.evaluate(
        "[...document.querySelectorAll('a')].map(a => a.getAttribute('href').slice(1))"
        ".concat([...document.querySelectorAll('[aria-labelledby]')].map(e => e.getAttribute('aria-labelledby')))"
        ".concat([...document.querySelectorAll('[aria-describedby]')].map(e => e.getAttribute('aria-describedby')))"
    )
    assert len(asked_for) > 300
    assert set(asked_for) <= set(ids)


def test_tables_have_captions_and_scopes_and_as_many_cells_as_heads(opened: Page):
    tables = opened.evaluate(
        """[...document.querySelectorAll('table')].map(table => ({
            caption: table.caption?.textContent ?? '',
            heads: [...table.tHead.rows[0].cells].map(cell => cell.tagName + ' ' + cell.getAttribute('scope')),
            rows: [...table.tBodies[0].rows].map(row => row.cells.length),
            loose: [...table.querySelectorAll('th:not([scope])')].length,
        }))"""
    )
    assert len(tables) == 3 + 14 + 1
    for table in tables:
        assert table["caption"]
        assert set(table["heads"]) == {"TH col"}
        assert set(table["rows"]) == {len(table["heads"])}
        assert table["loose"] == 0


def test_every_picture_is_a_drawing_with_a_name_and_a_text(opened: Page):
    pictures = opened.evaluate(
        """[...document.querySelectorAll('svg')].map(svg => [svg.getAttribute('role'), svg.getAttribute('aria-label'),
            document.getElementById(svg.getAttribute('aria-describedby'))?.textContent.trim().length ?? 0])"""
    )
    assert len(pictures) == 14 + 3 + 1
    assert all(role == "img" and name and length > 20 for role, name, length in pictures)


def test_every_sentence_and_source_of_the_document_stands_in_the_page(opened: Page, document):
    text = " ".join(opened.locator("body").inner_text().split())
    for stage in document.stages:
        for said in stage.sentences:
            ids = " ".join(rest.id for rest in said.rests)
            assert f"{' '.join(said.text.split())} {ids} {said.label}" in text
        for rest in stage.rests:
            assert " ".join(rest.statement.split()) in text
    for rest in (*document.claims, *document.assumptions):
        assert opened.locator(f"#rest-{rest.id} dd").first.inner_text() == rest.statement
    assert opened.locator(".road").count() == len(document.roads) == 21


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_can_be_read_in_light_and_dark(opened: Page, width: int, scheme: str):
    opened.set_viewport_size({"width": width, "height": 900})
    opened.emulate_media(color_scheme=scheme)
    assert opened.evaluate("document.documentElement.scrollWidth") == width
    paper, ink = opened.evaluate("(s => [s.backgroundColor, s.color])(getComputedStyle(document.body))")
    assert (paper, ink) == {
        "light": ("rgb(255, 255, 255)", "rgb(22, 25, 29)"),
        "dark": ("rgb(20, 24, 29)", "rgb(236, 239, 242)"),
    }[scheme]
    fills = opened.evaluate(
        "[...new Set([...document.querySelectorAll('svg text')].map(t => getComputedStyle(t).fill))]"
    )
    assert set(fills) == {"light": {ink, "rgb(77, 87, 97)"}, "dark": {ink, "rgb(170, 180, 190)"}}[scheme]


def test_every_colour_of_the_charts_is_turned_for_dark_pages(html: str):
    drawn = set(re.findall(r"(?:fill|stroke)=\"(#[0-9a-f]+)\"", html.split("</style>")[1]))
    turned = dict(re.findall(r"=\"(#[0-9a-f]+)\"\] \{ (?:fill|stroke): (light-dark\(#[0-9a-f]+), #[0-9a-f]+\)", html))
    assert drawn
    assert {colour: turned.get(colour) for colour in drawn} == {colour: f"light-dark({colour}" for colour in drawn}


def test_it_prints(opened: Page):
    printed = opened.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) > 3


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_what_people_write_is_never_markup(
    words: str, tmp_path: Path, context: BrowserContext, page: Page, asked: list[str]
):
    scenario = shipped(FLAGSHIP)
    record, situation = played(scenario, "default")
    notes = {**dict.fromkeys(NOTES, words), "memory": (words, words)}
    found: list[list[str]] = []
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.set_viewport_size({"width": 360, "height": 900})
    for said, told in ((words, notes), ("x", {**dict.fromkeys(NOTES, "x"), "memory": ("x", "x")})):
        html = as_html(debrief_document(scenario, with_reason(record, said), situation, told, ()))
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", html)
        open_file(html, tmp_path, context, page)
        tags = "[...document.querySelectorAll('*')].map(e => e.tagName + ' ' + e.getAttributeNames().join(' '))"
        found.append([tag for tag in page.evaluate(tags) if tag.strip() != "P"])
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert found[0] == found[1]
    assert {address for address in asked if not address.startswith("data:")} == {page.url}


def test_what_people_write_can_be_read_as_it_was_typed(tmp_path: Path, context: BrowserContext, page: Page):
    scenario = shipped(FLAGSHIP)
    words = HOSTILE["pasted HTML"]
    html = as_html(debrief_document(scenario, *played(scenario, "default"), {"keep_sentence": words}, ()))
    assert open_file(html, tmp_path, context, page).locator("blockquote").inner_text() == words


def test_texts_of_a_scenario_are_escaped_in_pages_and_pictures():
    fake = bridge()
    evil = "</text></svg><script>alert(1)</script>"
    for measure in fake.measures:
        measure["label"] = evil
        measure["bands"][0]["label"] = evil
    scenario = fake.scenario()
    plan = plan_of(scenario, {"where": "near", "how": "fast", "gifts": "", "watch": "none"})
    html = as_html(debrief_document(scenario, *line_of_play(scenario, plan, Course()), {}, ()))
    assert "<script" not in html
    assert str(escape(evil)) in html


def test_a_chart_that_would_load_something_is_no_picture():
    spec = {
        "data": {"values": [{"a": 1, "to": "https://example.org"}]},
        "mark": "point",
        "encoding": {"x": {"field": "a", "type": "quantitative"}, "href": {"field": "to"}},
    }
    with pytest.raises(PictureError, match="not a plain picture"):
        picture(spec, "a link", "nowhere")


def test_a_chart_cannot_fetch_while_it_is_drawn():
    spec = {"data": {"url": "https://example.org/a.csv"}, "mark": "bar", "encoding": {}}
    with pytest.raises(ValueError, match="not allowed"):
        picture(spec, "a fetch", "nowhere")


BYTES = """
import hashlib, sys
from exercise.kit.keepsake import as_html, as_markdown, debrief_document
from tests.fakes import shipped
from tests.kit.playing import NOTES, played
scenario = shipped("dprk-deployment")
document = debrief_document(scenario, *played(scenario, "line-late"), NOTES, ())
sys.stdout.write(hashlib.sha256((as_html(document) + as_markdown(document)).encode()).hexdigest())
"""


def test_the_same_record_gives_the_same_bytes_in_another_process(html: str, document):
    root = Path(__file__).resolve().parents[2]
    ran = subprocess.run([sys.executable, "-c", BYTES], cwd=root, capture_output=True, text=True, check=True)
    assert ran.stdout == sha256((html + as_markdown(document)).encode()).hexdigest()
