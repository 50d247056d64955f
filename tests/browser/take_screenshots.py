"""Takes the screenshots of the documents: `uv run python -m tests.browser.take_screenshots`.

Starts the server as people do, sits down on each screen of a play (see `seated.py`), and writes `docs/images/`.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.seated import asking, seated
from tests.browser.test_one_plan import choose, commit
from tests.conftest import CHROMIUM_FLAGS, EXERCISE, ROOT, RunningServer

IMAGES = ROOT / "docs" / "images"
# Widths as on a desk and on a phone; what lies below the fold of a long page is cut off at the greatest height.
VIEWS = ((1280, 760, 1300, "light"), (360, 740, 1300, "dark"))
# In the order of the walk: the name of the picture, and the screen; "open" where a stop has answered its question.
SCREENS = {
    "guess": "guess",
    "reading": "reading",
    "sort": "sort-confirmed",
    "seat": "seat",
    "brief": "brief-1",
    "choose": "choose-1",
    "inject": "inject-1-0",
    "result": "result-2",
    "change": "inject-5-1",
    "other-side": "sender",
    "debrief-1": "debrief-1",
    "debrief-2": "debrief-2",
    "debrief-3": "debrief-3",
    "debrief-3-answered": "debrief-3 open",
    "debrief-4": "debrief-4",
    "debrief-4-opened": "debrief-4 open",
    "debrief-5": "debrief-5",
    "end": "end",
}


def take(page: Page, name: str, least: int, most: int) -> None:
    """Take a picture as tall as the page is, within bounds."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.set_viewport_size({"width": width, "height": max(least, min(tall, most))})
    page.screenshot(path=IMAGES / f"{name}.png")


def objection(page: Page) -> None:
    """Choose Kursk, and hear what speaks against it."""
    asking(page).get_by_text("The campaign in Kursk", exact=True).click()
    asking(page).locator("[data-weighing] button.primary").click()
    page.locator(".exercise-objection").wait_for()


def reasons(page: Page) -> None:
    """Keep both choices of the first turn, so that the sentence and the forecast are asked."""
    for _ in range(2):
        here = asking(page)
        here.locator("fieldset").first.locator("input:not([disabled])").last.check()
        here.locator("[data-weighing] button.primary").click()
        if here.locator(".exercise-objection").count():
            here.locator("[data-weighing] button.primary").click()


def without_a_play(context: BrowserContext, url: str, view: str, least: int, most: int) -> None:
    """Take the first screen, and one plan at once with what it leads to."""
    page = context.new_page()
    page.goto(url)
    page.locator("[data-key=play-alone]").wait_for()
    take(page, f"welcome-{view}", least, most)
    page.goto(f"{url}/plan")
    choose(page)
    commit(page)
    page.get_by_role("heading", name="Debrief").wait_for()
    burden = page.locator(".exercise-measure").filter(has_text="Logistics burden")
    burden.get_by_text("Why?").click()
    page.get_by_role("heading", name="What that leads to").evaluate("heading => heading.scrollIntoView()")
    page.screenshot(path=IMAGES / f"outcome-{view}.png")
    page.close()


def with_a_play(browser: Browser, server: RunningServer, scheme: str, size: tuple[int, int, int]) -> None:
    """Take every screen of a play."""
    width, least, most = size
    view = f"{width}-{scheme}"
    moved = {"objection": ("choose-1", objection), "commit": ("choose-1", reasons)}
    todo = {name: (step, None) for name, step in SCREENS.items()} | moved
    for name, (step, then) in todo.items():
        context = browser.new_context(viewport={"width": width, "height": least}, color_scheme=scheme)
        sealed, _, opened = step.partition(" ")
        page = seated(context, server, sealed, sealed=not opened)
        if then is not None:
            then(page)
        if name == "result":
            page.get_by_text("Why?").first.click()
        take(page, f"{name}-{view}", least, most)
        if name == "end":
            page.goto(f"{server.url}/my-plays")
            page.get_by_role("button", name="Show it turn by turn").click()
            page.get_by_role("button", name="Hide the turns").wait_for()
            take(page, f"my-plays-{view}", least, most)
        context.close()


def main() -> None:
    """Take every screenshot."""
    IMAGES.mkdir(exist_ok=True)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    for old in IMAGES.glob("*.png"):
        old.unlink()
    database = str(Path(tempfile.mkdtemp()) / "plays.sqlite3")
    words = [EXERCISE, "serve", "--no-browser", "--port", "0", "--database", database]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process, sync_playwright() as playwright:
        assert process.stdout is not None
        server = RunningServer(process.stdout.readline().split()[1], process, [], database)
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        for width, least, most, scheme in VIEWS:
            size = {"width": width, "height": least}
            with browser.new_context(viewport=size, color_scheme=scheme) as context:
                without_a_play(context, server.url, f"{width}-{scheme}", least, most)
            with_a_play(browser, server, scheme, (width, least, most))
        browser.close()
        process.terminate()


if __name__ == "__main__":
    main()
