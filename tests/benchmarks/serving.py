"""Servers for benchmarks, each in a process of its own: the exercise, and Streamlit with a page of one line."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

EXERCISE = str(Path(sys.executable).with_name("exercise"))
SECONDS = 60
# Streamlit by itself, with every option that the exercise is served with; a folder's config.toml cannot be forgotten.
SAME_OPTIONS = """\
import sys

import streamlit as st

from exercise.app.configuration import options_for

st.App(sys.argv[1]).run(config=options_for("127.0.0.1", int(sys.argv[2]), ""))
"""


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers: its address, process and database, and the seconds from its start to the answer."""

    url: str
    seconds: float
    process: int
    database: str = ""

    def cpu_seconds(self) -> float:
        """Give the processor time the server has used so far, threads that ended included, in steps of nanoseconds.

        Linux only: the clock of another process, by the number that `clock_getcpuclockid` gives for it. The counters
        in `/proc` stand still for ten milliseconds, as long as a whole page takes.
        """
        return time.clock_gettime((~self.process << 3) | 2)


def free_port() -> int:
    """A port of this machine where nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def exercise_served(folder: Path) -> Iterator[Served]:
    """Serve the exercise with a database in `folder`, from its start to its ready line."""
    port, database = free_port(), str(folder / "plays.sqlite3")
    command = [EXERCISE, "serve", "--no-browser", "--port", str(port), "--database", database]
    with _served(command, folder, port, database, ready="ready http://") as served:
        yield served


@contextlib.contextmanager
def page_served(page: str, folder: Path, *, same_options: bool) -> Iterator[Served]:
    """Serve the source of one page with Streamlit, from its start to its first answer.

    Either with all options of the exercise, or as `streamlit run` does, only without its watcher and its calls home.
    """
    port, script = free_port(), folder / "page.py"
    script.write_text(page, encoding="utf-8")
    options = ["--server.headless=true", "--browser.gatherUsageStats=false", "--server.fileWatcherType=none"]
    place = ["--server.address=127.0.0.1", f"--server.port={port}"]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *place, *options]
    if same_options:
        command = [sys.executable, "-c", SAME_OPTIONS, str(script), str(port)]
    with _served(command, folder, port) as served:
        yield served


@contextlib.contextmanager
def _served(command: Sequence[str], folder: Path, port: int, database: str = "", ready: str = "") -> Iterator[Served]:
    """Start a server in a process group of its own, wait for its ready line or an answer, and end that group."""
    url = f"http://127.0.0.1:{port}/"
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    too_late = threading.Timer(SECONDS, process.kill)
    too_late.start()
    try:
        assert process.stdout is not None
        answers = any(line.startswith(ready) for line in process.stdout) if ready else _answers(url, process)
        seconds = time.perf_counter() - start
        too_late.cancel()
        assert answers, f"{' '.join(command)} did not get ready"
        # Somebody must go on reading, or a talkative server would stand still.
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield Served(url, seconds, process.pid, database)
    finally:
        too_late.cancel()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(url: str, process: subprocess.Popen[str]) -> bool:
    """Ask until the server answers; False where it has ended."""
    while process.poll() is None:
        try:
            with urlopen(url, timeout=5):  # noqa: S310 - our own server on this machine
                return True
        except (URLError, OSError):
            time.sleep(0.005)
    return False
