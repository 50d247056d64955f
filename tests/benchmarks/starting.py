"""How long one waits for the first answer: commands in fresh processes, a server, and a page in a real browser."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from measuring import FLAGSHIP, PRACTICE, Findings, Pace, Sample, side_by_side
from playwright.sync_api import Browser, sync_playwright
from serving import EXERCISE, SECONDS, Served, exercise_served, page_served

COMMANDS = "Commands in a fresh process"
SERVER = "Server and first page"
# As root, in a container, and without calls home.
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
TRIVIAL = 'import streamlit as st\n\nst.title("A page")\n'


def measure(pace: Pace) -> Findings:
    """Time commands, then servers and pages."""
    found = commands(pace)
    with tempfile.TemporaryDirectory() as folder:
        found.add(servers(pace, Path(folder)))
    return found


def commands(pace: Pace) -> Findings:
    """Time whole commands from start to end, in turns with a Python that does nothing."""
    practice = [EXERCISE, "play", PRACTICE, "--set", "crossing=families"]
    asked = {
        "help": ("exercise --help", [EXERCISE, "--help"], 0.3),
        "play": ("exercise play practice", practice, None),
        "check": (f"exercise check {FLAGSHIP}", [EXERCISE, "check", FLAGSHIP], None),
        "floor": ("floor: python -c pass", [sys.executable, "-c", "pass"], None),
        "streamlit": ("python -c 'import streamlit'", [sys.executable, "-c", "import streamlit"], None),
    }
    works = {name: (lambda command=command: _run(command)) for name, (_, command, _) in asked.items()}
    taken = side_by_side(works, pace.of(5, 1), warm=not pace.quick)
    floor = taken["floor"].median
    found = Findings()
    for name, (what, _, aim) in asked.items():
        ratio = None if name == "floor" else taken[name].median / floor
        says = "" if name == "floor" else "times python -c pass"
        found.rows.append(
            taken[name].row(f"command.{name}", COMMANDS, what, "s", ratio=ratio, ratio_says=says, aim=aim)
        )
    return found


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)


def servers(pace: Pace, folder: Path) -> Findings:
    """Time our server and a trivial Streamlit script, each started afresh several times."""
    kinds = ("ours", "trivial")
    ready: dict[str, list[float]] = {kind: [] for kind in kinds}
    first: dict[str, list[float]] = {kind: [] for kind in kinds}
    again: dict[str, list[float]] = {kind: [] for kind in kinds}
    with _browser() as browser:
        for _ in range(pace.of(5, 1)):
            for kind in kinds:
                with _server(kind, folder) as served:
                    ready[kind].append(served.seconds)
                    if browser is not None:
                        first[kind].append(_page(browser, served.url))
                        again[kind] += [_page(browser, served.url) for _ in range(pace.of(3, 1))]
    found = Findings()
    _beside(found, "ready", "until the server answers: ready line | 200 for /", ready, 3.0)
    if browser is None:
        found.remarks.append("No browser was found (chromium on the PATH, or CHROMIUM=...): pages were left out.")
        return found
    _beside(found, "page", "first page of a fresh server, request to heading shown", first, 1.5)
    _beside(found, "visit", "first page for further visitors, nothing cached", again, 1.5)
    return found


def _beside(found: Findings, name: str, what: str, taken: dict[str, list[float]], aim: float) -> None:
    ours, trivial = Sample(tuple(taken["ours"])), Sample(tuple(taken["trivial"]))
    mine, _, theirs = what.partition(" | ")
    ratio = ours.median / trivial.median
    says = "times a trivial Streamlit script"
    found.rows.append(ours.row(f"server.{name}", SERVER, mine, "s", ratio=ratio, ratio_says=says, aim=aim))
    floor = f"floor: a trivial Streamlit script, {theirs or 'the same'}"
    found.rows.append(trivial.row(f"server.{name}.floor", SERVER, floor, "s"))


def _server(kind: str, folder: Path) -> AbstractContextManager[Served]:
    return exercise_served(folder) if kind == "ours" else page_served(TRIVIAL, folder, same_options=False)


@contextlib.contextmanager
def _browser() -> Iterator[Browser | None]:
    """The system's Chromium, headless, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        # The first page of all pays for the browser's own start.
        browser.new_page().goto("data:text/html,<h1>warm</h1>")
        yield browser
        browser.close()


def _page(browser: Browser, url: str) -> float:
    """Open a page in a browser without a past; gives the seconds from the request to a heading that is seen."""
    context = browser.new_context()
    page = context.new_page()
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator("h1").first.wait_for(state="visible", timeout=SECONDS * 1_000)
    seconds = time.perf_counter() - start
    context.close()
    return seconds
