"""Somebody plays the flagship alone, from the first screen to the last stop of the debrief."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

MOST_SCREENS = 60
FINISHED = "Finish"


@pytest.fixture
def fresh(page: Page, server) -> Page:
    """A browser on the first screen, which has never been here."""
    page.goto(server.url)
    expect(page.locator("[data-key=play-alone]")).to_be_visible()
    return page


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def asking(page: Page) -> Locator:
    """The questions of the screen, ready to be answered; while one screen gives way to the next there are two."""
    found = page.locator("[data-asking]")
    expect(found).to_have_count(1)
    expect(found.locator("button").first).to_be_visible()
    return found


def answer(page: Page, text: str) -> None:
    """Answer everything a screen asks: weigh the choices, tap the first of the others, type a text."""
    here = asking(page)
    while here.locator("[data-weighing]").count():
        options = here.locator("fieldset").first.locator("input:not([disabled])")
        options.nth(min(1, options.count() - 1)).check()
        here.locator("[data-weighing] button.primary").click()
        if here.locator(".exercise-objection").count():
            here.locator("[data-weighing] button.primary").click()
    for box in here.locator("fieldset").all():
        box.locator("input:not([disabled])").first.check()
    for field in here.locator("textarea").all():
        field.fill(text)


def press_and_wait(page: Page, press: Callable[[], None]) -> None:
    """Press, and wait until another screen stands."""
    before = asking(page).get_attribute("data-place")
    press()
    page.wait_for_function(
        """before => {
            const roots = [...document.querySelectorAll('[data-asking]')];
            return roots.length === 1 && roots[0].dataset.place && roots[0].dataset.place !== before;
        }""",
        arg=before,
    )


def to_turn(page: Page, turn: int) -> None:
    """Start, and play to the choices of a turn."""
    page.locator("[data-key=play-alone]").click()
    for _ in range(MOST_SCREENS):
        here = asking(page)
        if here.locator("[data-weighing]").count() and page.get_by_text(f"Turn {turn} of", exact=False).count():
            return
        answer(page, "because")
        press_and_wait(page, lambda here=here: here.locator(".exercise-buttons button").first.click())
    raise AssertionError(f"turn {turn} never came")


def test_the_flagship_is_played_to_the_last_stop_and_no_request_leaves_the_host(fresh: Page, server, asked: list[str]):
    problems: list[str] = []
    fresh.on("pageerror", lambda problem: problems.append(str(problem)))
    fresh.locator("[data-key=play-alone]").click()
    seen: list[str] = []
    hostile = "because <b>it</b> *works* <script>alert(1)</script>"
    for _ in range(MOST_SCREENS):
        here = asking(fresh)
        seen.append(heading(fresh))
        answer(fresh, hostile)
        button = here.locator(".exercise-buttons button:not([data-key=hunt-try])").first
        last = button.inner_text() == FINISHED
        if last:
            button.click()
            expect(fresh.get_by_role("heading", level=1)).to_have_text("Your debrief is ready")
            break
        press_and_wait(fresh, button.click)
    with fresh.expect_download() as saved:
        fresh.locator(".st-key-download-html").get_by_role("button").click()
    kept = saved.value.path().read_text("utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in kept
    assert "<script" not in kept
    with fresh.expect_download() as saved:
        fresh.locator(".st-key-download-markdown").get_by_role("button").click()
    assert saved.value.path().read_text("utf-8").startswith("# ")
    assert seen[0] == "Before you read: two quick answers"
    assert seen.count("What that did") == 5
    assert [title for title in seen if title.startswith("Debrief")][-1] == "Debrief, stop 5 of 5"
    assert "The same plan, seen from Pyongyang" in seen
    assert problems == []
    assert fresh.get_by_test_id("stException").count() == 0
    here = urlsplit(server.url).netloc
    assert {urlsplit(each).netloc for each in asked if urlsplit(each).scheme not in {"data", "blob"}} == {here}


def test_a_reload_comes_back_to_the_same_screen_with_the_half_typed_text(fresh: Page):
    to_turn(fresh, 1)
    here = asking(fresh)
    for _ in range(2):
        options = here.locator("fieldset").first.locator("input")
        options.first.check()
        here.locator("[data-weighing] button.primary").click()
        if here.locator(".exercise-objection").count():
            here.locator("[data-weighing] button.primary").click()
    here.locator("textarea").first.press_sequentially("half a sen")
    fresh.reload()
    expect(asking(fresh).locator("textarea").first).to_have_value("half a sen")
    expect(fresh.get_by_text("Occupation duty behind the front").first).to_be_visible()


def test_choosing_and_hearing_the_objection_asks_the_server_nothing(fresh: Page):
    to_turn(fresh, 1)
    sent: list[str] = []
    fresh.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append("frame")))
    here = asking(fresh)
    here.get_by_text("The offensive in the east", exact=True).click()
    here.locator("[data-weighing] button.primary").click()
    expect(here.get_by_text("A colleague objects:")).to_be_visible()
    here.get_by_role("button", name="Change").click()
    assert sent == []


def test_a_choice_that_does_not_fit_says_why(fresh: Page):
    to_turn(fresh, 2)
    here = asking(fresh)
    here.get_by_text("Individual fill into Russian units").click()
    here.locator("[data-weighing] button.primary").click()
    if here.locator(".exercise-objection").count():
        here.locator("[data-weighing] button.primary").click()
    combined = here.locator(".exercise-option", has_text="Combined headquarters")
    expect(combined.locator("input")).to_be_disabled()
    expect(combined).to_contain_text("no headquarters of their own")


def test_after_a_step_the_reader_stands_on_its_heading(fresh: Page):
    fresh.locator("[data-key=play-alone]").click()
    here = asking(fresh)
    press_and_wait(fresh, lambda: here.get_by_role("button", name="Skip").click())
    expect(fresh.get_by_role("heading", level=1)).to_be_focused()


def test_another_browser_does_not_see_the_play(fresh: Page, server, browser):
    to_turn(fresh, 1)
    other = browser.new_context()
    stranger = other.new_page()
    stranger.goto(server.url)
    expect(stranger.locator("[data-key=play-alone]")).to_have_text("Start")
    other.close()
