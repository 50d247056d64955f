"""Every page for everybody: axe finds nothing serious, by light and by dark, on a phone and on a desk."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.seated import asking, seated

SCREENS = (
    "guess",
    "reading",
    "sort-confirmed",
    "seat",
    "brief-1",
    "choose-1",
    "inject-1-0",
    "result-2",
    "choose-4",
    "inject-5-1",
    "sender",
    "debrief-1",
    "debrief-2",
    "debrief-3",
    "debrief-3 open",
    "debrief-4",
    "debrief-4 open",
    "debrief-5",
    "end",
)
# The others take two minutes together, and are looked at with the slow tests.
FIRST_LOOKED_AT = {"choose-1", "result-2", "sender", "debrief-2", "debrief-3 open", "end"}
WIDTHS = (1280, 360)
SCHEMES = ("light", "dark")
SERIOUS = {"serious", "critical"}


def found_by_axe(page: Page) -> list[str]:
    """What axe finds that is serious or critical, each with where it is."""
    told: list[str] = []
    for violation in Axe().run(page).response["violations"]:
        if violation["impact"] in SERIOUS:
            nodes = "; ".join(f"{node['target']} {node.get('failureSummary', '')}" for node in violation["nodes"][:3])
            told.append(f"{violation['id']}: {nodes}")
    return told


def check(page: Page) -> None:
    """Look at a page at both widths, in both schemes, with every fold open."""
    page.evaluate("document.querySelectorAll('main details, [data-testid=stMain] details').forEach(d => d.open = true)")
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            background = "rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 24, 29)"
            expect(page.get_by_test_id("stApp")).to_have_css("background-color", background)
            assert found_by_axe(page) == [], (width, scheme)
            wider = page.evaluate("document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth")
            assert not wider, f"scrolls sideways at {width}"


@contextmanager
def opened(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "step", [step if step in FIRST_LOOKED_AT else pytest.param(step, marks=pytest.mark.slow) for step in SCREENS]
)
def test_a_screen_of_a_play_has_nothing_serious(browser: Browser, server, step: str):
    with opened(browser) as page:
        name, _, opened_before = step.partition(" ")
        check(seated(page.context, server, name, sealed=not opened_before))


@pytest.mark.parametrize("address", ["", "/my-plays", "/plan"])
def test_a_page_without_a_play_has_nothing_serious(browser: Browser, server, address: str):
    with opened(browser) as page:
        page.goto(server.url + address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        check(page)


def test_my_plays_with_a_play_shown_turn_by_turn_has_nothing_serious(browser: Browser, server):
    with opened(browser) as page:
        play = seated(page.context, server, "debrief-1")
        asking(play)
        play.goto(f"{server.url}/my-plays")
        play.get_by_role("button", name="Show it turn by turn").click()
        expect(play.get_by_role("button", name="Hide the turns")).to_be_visible()
        check(play)
