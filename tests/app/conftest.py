"""A server with plays of its own, and a visitor who fills in its forms as a browser does."""

import sys
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from exercise.app.cookies import SEAT_COOKIE

PAGE = Path(__file__).with_name("pages") / "alone.py"

# Serves the page of these tests instead of the shipped one, with the same routes, middleware and options.
PROGRAM = """
from pathlib import Path
from exercise.app import server
server.PAGE = Path({page!r})
scenarios = Path({scenarios!r}) if {scenarios!r} else None
server.serve(port=0, scenarios_dir=scenarios, public_url={public_url!r}, database={database!r}, open_browser=False)
"""


def program(database: Path | str, public_url: str = "", scenarios: str = "") -> list[str]:
    """The command of a server that keeps its plays in `database`."""
    told = {"page": str(PAGE), "database": str(database), "public_url": public_url, "scenarios": scenarios}
    return [sys.executable, "-c", PROGRAM.format(**told)]


@dataclass
class Visitor:
    """A browser that knows forms and cookies, and nothing else."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    set: dict[str, str] = field(default_factory=dict)

    def post(self, name: str, body: str | None = None, headers: dict[str, str] | None = None, **fields: str) -> str:
        """Fill in the form of `/play/<name>`; gives where it leads, having checked that it does."""
        answer = self.ask("POST", name, urlencode(fields) if body is None else body, headers)
        assert answer.status == 303, answer.status
        return answer.headers["Location"]

    def ask(self, method: str, name: str, body: str = "", headers: dict[str, str] | None = None) -> HTTPResponse:
        """One request, after which this visitor has the cookies it was given; `set` has them as they were sent."""
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"}
        sent["Cookie"] = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        sent.update(headers or {})
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, f"/play/{name}", body, {k: v for k, v in sent.items() if v})
            answer = connection.getresponse()
            answer.read()
        self.set = {}
        for line in answer.headers.get_all("Set-Cookie", []):
            for key, morsel in SimpleCookie(line).items():
                self.set[key] = line
                self.cookies[key] = morsel.value
                if morsel["max-age"] == "0":
                    del self.cookies[key]
        return answer

    @property
    def seat(self) -> str | None:
        """The token this visitor holds; a browser's page could not read it."""
        return self.cookies.get(SEAT_COOKIE)


@pytest.fixture(scope="session")
def plays_file(tmp_path_factory) -> Path:
    """The database of `plays_server`."""
    return tmp_path_factory.mktemp("plays") / "plays.sqlite3"


@pytest.fixture(scope="session")
def plays_server(start_server, plays_file: Path):
    """A server with the first screen and "My plays"."""
    return start_server(program(plays_file))


@pytest.fixture
def visitor(plays_server) -> Visitor:
    """A browser without a past."""
    return Visitor(plays_server.port)
