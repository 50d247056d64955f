"""Takes the screenshots of the documents: `uv run python tests/browser/take_screenshots.py`.

Starts the server as people do, plays the default plan in a real browser, and writes `docs/images/`.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
VIEWS = ((1280, 1500, "light"), (1280, 1500, "dark"), (360, 1500, "light"), (360, 1500, "dark"))
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


def main() -> None:
    """Take every screenshot."""
    IMAGES.mkdir(exist_ok=True)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    words = [str(Path(sys.executable).with_name("exercise")), "serve", "--no-browser", "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as server, sync_playwright() as playwright:
        assert server.stdout is not None
        url = server.stdout.readline().split()[1]
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for width, height, scheme in VIEWS:
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            play(page, url, f"{width}-{scheme}")
        browser.close()
        server.terminate()


if __name__ == "__main__":
    main()
