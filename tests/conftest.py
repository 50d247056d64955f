"""What tests of every room share: a real server in a process of its own, and a real browser."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
EXERCISE = str(Path(sys.executable).with_name("exercise"))
READY = "ready http://"
SECONDS_TO_START = 60

# The system's Chromium as root, without calls home.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def require(what: str) -> None:
    """Skip for want of `what`, and say so at the end; where everything is required (CI), fail instead."""
    if os.environ.get("CI") or os.environ.get("EXERCISE_REQUIRE_ALL"):
        pytest.fail(f"{what} is missing, and CI or EXERCISE_REQUIRE_ALL is set")
    pytest.skip(f"NOT TESTED, {what} is missing")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every reason for a skip once: a quiet run must not hide what it left out."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason] = reasons.get(reason, 0) + 1
    for reason, times in reasons.items():
        terminalreporter.write_line(f"{times} x {reason}", yellow=True, bold=True)


def free_port() -> int:
    """A port of this machine where nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def committed() -> list[Path]:
    """Every file that is, or would be, committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = sorted(ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file())
    assert ROOT / "pyproject.toml" in files, "the list of committed files is not this project's"
    return files


@pytest.fixture(scope="session")
def committed_texts(committed: list[Path]) -> dict[str, str]:
    """The committed files that are text, by their name below the root."""
    found: dict[str, str] = {}
    for path in committed:
        with contextlib.suppress(UnicodeDecodeError):
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    return found


@pytest.fixture(name="free_port")
def a_free_port() -> int:
    """A port of this machine where nobody listens now."""
    return free_port()


@dataclass
class RunningServer:
    """A server in its own process group: where it answers, what it said, and its plays unless told of others."""

    url: str
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    database: str = ""

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.url.rsplit(":", 1)[1])

    def end(self, how: signal.Signals = signal.SIGTERM, seconds: float = 20) -> int:
        """Send a signal to the server and wait for its exit code; fails after `seconds`."""
        os.killpg(self.process.pid, how)
        return self.process.wait(timeout=seconds)


StartServer = Callable[..., RunningServer]


@pytest.fixture(scope="session")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Start a server (`exercise serve` on a free port, unless told otherwise) and wait for its ready line.

    Each one still running is killed at the end of the session.
    """
    processes: list[subprocess.Popen[str]] = []

    def start(
        command: Sequence[str] = (),
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        ready: str = READY,
        seconds: float = SECONDS_TO_START,
        stdin: int | IO[str] = subprocess.DEVNULL,
    ) -> RunningServer:
        # Never the database of whoever runs the tests.
        plays = str(tmp_path_factory.mktemp("plays") / "plays.sqlite3")
        process = subprocess.Popen(
            command or [EXERCISE, "serve", "--no-browser", "--port", str(free_port()), "--database", plays],
            cwd=cwd or tmp_path_factory.mktemp("elsewhere"),
            env=env,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        processes.append(process)
        too_late = threading.Timer(seconds, os.killpg, (process.pid, signal.SIGKILL))
        too_late.start()
        said: list[str] = []
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if ready in line:
                too_late.cancel()
                server = RunningServer("http://" + line.split("http://")[1].strip(), process, said, plays)
                # Somebody must go on reading, or a talkative server would stand still.
                threading.Thread(target=said.extend, args=(process.stdout,), daemon=True).start()
                return server
        too_late.cancel()
        pytest.fail(f"no {ready!r} within {seconds} s; the server said:\n{''.join(said)}")

    yield start
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="session")
def server(start_server: StartServer) -> RunningServer:
    """One server for all tests that only look at it."""
    return start_server()


def chromium_file() -> str | None:
    """The system's Chromium: the one in CHROMIUM, else the first that the PATH has."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None:
        require(f"a browser ({', '.join(names)}, or its path in CHROMIUM)")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_file(), args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without a past: no cookies, nothing stored."""
    fresh = browser.new_context()
    yield fresh
    fresh.close()


@pytest.fixture
def asked(context: BrowserContext) -> list[str]:
    """The address of every request and live connection that the pages of `context` make, as they make them."""
    addresses: list[str] = []
    context.on("request", lambda request: addresses.append(request.url))
    context.on("page", lambda page: page.on("websocket", lambda socket: addresses.append(socket.url)))
    return addresses


@pytest.fixture
def page(context: BrowserContext, asked: list[str]) -> Page:  # noqa: ARG001 (it must listen before the page opens)
    """An empty page in `context`; its requests are in `asked`."""
    return context.new_page()
