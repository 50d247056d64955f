"""The benchmarks run from end to end; nothing here says how fast."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

RUN = Path(__file__).with_name("run.py")
PAGES = ["page"] if sys.platform == "linux" else []
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the benchmarks as the documents say, with this Python."""
    return subprocess.run([sys.executable, RUN, *arguments], capture_output=True, text=True, check=False, timeout=240)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that a quick run of everything writes."""
    file = tmp_path_factory.mktemp("benchmarks") / "quick.json"
    ran = run("--quick", "--out", file)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return file


def test_every_part_is_measured_and_nothing_has_no_figure(results: Path):
    document = json.loads(results.read_text(encoding="utf-8"))
    rows = {row["id"]: row for row in document["rows"]}
    parts = {name.partition(".")[0] for name in rows}
    assert parts == {"plan", "table", "space", "growth", "cone", "whatif", "reading", "command", "server", *PAGES}
    assert len(rows) == len(document["rows"]), "two rows have one id"
    assert [name for name, row in rows.items() if not 0 < row["least"] <= row["value"] <= row["most"]] == []
    assert {f"cone.turn{turn}" for turn in range(6)} <= set(rows)
    assert {f"whatif.turn{turn}" for turn in range(1, 6)} <= set(rows)


@pytest.mark.skipif(not PAGES, reason="NOT TESTED, another process's processor time is read on Linux only")
def test_every_kind_of_screen_is_measured_drawn_first_and_again(results: Path):
    rows = {row["id"]: row for row in json.loads(results.read_text(encoding="utf-8"))["rows"]}
    screens = ["guess", "reading", "seat", "brief-1", "choose-1", "inject-1-0", "result-1", "sender", "end", "floor"]
    screens += [*(f"debrief-{stop}" for stop in range(1, 6)), "debrief-4-open", "welcome", "my-plays", "plan"]
    assert {f"page.{each}{drawn}" for each in screens for drawn in ("", ".first")} <= set(rows)
    assert {"page.commit", "page.outcome"} <= set(rows)
    for kind in ("sort", "resort"):
        assert [name for name in rows if name.startswith(f"page.{kind}-")], kind
    assert all(rows[each]["ratio_most"] == 4 for each in ("page.choose-1", "page.commit"))


def test_a_page_is_measured_where_there_is_a_browser(results: Path):
    if not (os.environ.get("CHROMIUM") or any(map(shutil.which, BROWSERS))):
        pytest.skip("NOT TESTED, a browser is missing")
    rows = {row["id"] for row in json.loads(results.read_text(encoding="utf-8"))["rows"]}
    assert {"server.page", "server.page.floor", "server.visit"} <= rows


def test_figures_name_no_host_and_no_folder(results: Path):
    text = results.read_text(encoding="utf-8")
    assert os.uname().nodename not in text
    assert str(Path.home()) not in text


def test_two_runs_can_be_set_side_by_side(results: Path, tmp_path: Path):
    ran = run("--quick", "--only", "reading", "--compare", results, "--out", tmp_path / "now.json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "reading.read" in ran.stdout
    assert "Only in the earlier run: plan.ours" in ran.stdout
