"""Takes the screenshots of the documents: `uv run python tests/browser/take_screenshots.py`.

Starts the server as people do, plays the default plan in a real browser, and writes `docs/images/`.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
VIEWS = ((1280, 1300, "light"), (360, 1300, "dark"))
CHOICES = {
    "deployment": "The campaign in Kursk",
    "contingent": "10,000 (highest reported number)",
    "unit": "Battalions attached to Russian brigades",
    "command": "Russian command",
    "liaison": "A liaison team in every battalion",
    "training": "Two weeks",
    "sustainment": "All Russian",
    "equipment": "Russian kit",
    "posture": "Stay ambiguous",
}


def play(page: Page, url: str, name: str) -> None:
    """Choose and commit the default plan, with a picture of the choices and one of what they lead to."""
    page.goto(f"{url}/plan")
    page.locator(".st-key-commit").get_by_role("button").wait_for()
    page.locator(".st-key-decision-training").get_by_role("radio").first.wait_for(state="attached")
    page.screenshot(path=IMAGES / f"choose-{name}.png")
    for decision, label in CHOICES.items():
        page.locator(f".st-key-decision-{decision}").get_by_text(label, exact=True).click()
    page.locator(".st-key-commit").get_by_role("button").click()
    burden = page.locator(".exercise-measure").filter(has_text="Logistics burden")
    burden.get_by_text("Why?").click()
    page.get_by_role("heading", name="Debrief").wait_for()
    page.get_by_role("heading", name="What that leads to").evaluate("heading => heading.scrollIntoView()")
    page.screenshot(path=IMAGES / f"outcome-{name}.png")


def play_alone(page: Page, url: str, name: str) -> None:
    """Start a play and take pictures of the first screens, up to what the first turn did."""
    page.goto(url)
    page.locator("[data-key=play-alone]").wait_for()
    page.screenshot(path=IMAGES / f"welcome-{name}.png")
    page.locator("[data-key=play-alone]").click()
    for _ in range(20):
        page.wait_for_function("document.querySelectorAll('[data-asking] button').length > 0")
        root = page.locator("[data-asking]").last
        place = root.get_attribute("data-place")
        while root.locator("[data-weighing]").count():
            root.locator("fieldset").first.locator("input:not([disabled])").last.check()
            root.locator("[data-weighing] button.primary").click()
            if root.locator(".exercise-objection").count():
                if not (IMAGES / f"objection-{name}.png").exists():
                    page.screenshot(path=IMAGES / f"objection-{name}.png")
                root.locator("[data-weighing] button.primary").click()
        for box in root.locator("fieldset").all():
            box.locator("input").first.check()
        if page.get_by_role("heading", level=1).inner_text() == "What that did":
            page.get_by_text("Why?").first.click()
            page.screenshot(path=IMAGES / f"result-{name}.png")
            return
        root.locator(".exercise-buttons button").first.click()
        page.wait_for_function(
            "before => { const all = [...document.querySelectorAll('[data-asking]')];"
            " return all.length === 1 && all[0].dataset.place && all[0].dataset.place !== before; }",
            arg=place,
        )


def main() -> None:
    """Take every screenshot."""
    IMAGES.mkdir(exist_ok=True)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    for old in IMAGES.glob("*.png"):
        old.unlink()
    plays = tempfile.mkdtemp()
    serve = ["serve", "--no-browser", "--port", "0", "--database", f"{plays}/plays.sqlite3"]
    words = [str(Path(sys.executable).with_name("exercise")), *serve]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
        assert server.stdout is not None
        url = server.stdout.readline().split()[1]
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for width, height, scheme in VIEWS:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            play(page, url, f"{width}-{scheme}")
            page.set_viewport_size({"width": width, "height": 1000})
            play_alone(page, url, f"{width}-{scheme}")
        browser.close()
        server.terminate()


if __name__ == "__main__":
    main()
