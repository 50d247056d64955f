"""The server as people start it: in a process of its own, asked over the network."""

import gzip
import json
import os
import pty
import resource
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
import streamlit

from exercise.app import configuration
from exercise.app.assets import shortened
from exercise.app.server import CannotListen, PortTaken, serve

ROOT = Path(__file__).resolve().parents[2]
STATIC = Path(streamlit.__file__).parent / "static" / "static"


def ask(server, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    """One GET, with the answer read to its end. Header names are written with underscores."""
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer, answer.read()


def open_live_connection(server, origin: str) -> int:
    """The status that a page of `origin` gets when it asks for Streamlit's live connection (101: it is open)."""
    answer, _ = ask(
        server,
        "/_stcore/stream",
        Connection="Upgrade",
        Upgrade="websocket",
        Sec_WebSocket_Version="13",
        Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==",
        Origin=origin,
    )
    return answer.status


def test_after_the_ready_line_the_first_page_is_served_at_once(server):
    answer, body = ask(server, "/")
    assert answer.status == 200
    assert b'<div id="root">' in body
    assert ask(server, "/_stcore/health")[1] == b"ok"


def test_started_from_another_folder_every_option_is_in_force(start_server, tmp_path):
    server = start_server(cwd=tmp_path, env={**os.environ, "HOME": str(tmp_path)})
    options = json.loads(ask(server, "/about")[1])["options"]
    assert options == dict(configuration.OPTIONS)
    assert options["runner.postScriptGC"] is False
    assert options["server.fileWatcherType"] == "none"
    assert options["browser.gatherUsageStats"] is False


def test_the_options_asked_for_are_streamlits_own(monkeypatch):
    monkeypatch.setattr(streamlit.config, "get_option", lambda name: f"what streamlit says of {name}")
    assert configuration.in_force()["runner.postScriptGC"] == "what streamlit says of runner.postScriptGC"


def test_the_configuration_file_says_the_same_as_the_server():
    tables = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert dict(flat(tables)) == dict(configuration.OPTIONS)


def flat(tables: dict, above: str = "") -> Iterator[tuple[str, object]]:
    """Dotted names and values of nested tables."""
    for name, value in tables.items():
        if isinstance(value, dict):
            yield from flat(value, f"{above}{name}.")
        else:
            yield above + name, value


def test_a_taken_port_is_refused_before_anything_starts():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"127.0.0.1:{port}.*--port"):
            serve(port=port, open_browser=False)


def test_the_command_names_a_taken_port_and_ends_with_3(server):
    command = [Path(sys.executable).with_name("exercise"), "serve", "--no-browser", "--port", str(server.port)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 3
    assert f"127.0.0.1:{server.port}" in ran.stderr
    assert ran.stdout == ""


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 0), ("no-such-host.invalid", 0), ("127.0.0.1", 70000)])
def test_an_address_that_is_not_ours_is_refused_in_words(host: str, port: int):
    with pytest.raises(CannotListen, match=f"{host}:{port}"):
        serve(host=host, port=port, open_browser=False)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_cleanly_and_soon(start_server, how: signal.Signals):
    server = start_server()
    began = time.monotonic()
    assert server.end(how, seconds=10) == 0
    assert time.monotonic() - began < 5
    assert "Traceback" not in "".join(server.said)


def test_a_visitor_who_stopped_reading_does_not_hold_up_the_end(start_server):
    server = start_server()
    biggest = max((STATIC / "js").glob("*.js"), key=lambda file: file.stat().st_size)
    with socket.socket() as visitor:
        visitor.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        visitor.connect(("127.0.0.1", server.port))
        visitor.sendall(f"GET /static/js/{biggest.name} HTTP/1.1\r\nHost: here\r\n\r\n".encode())
        assert visitor.recv(8) == b"HTTP/1.1"
        assert server.end(seconds=10) == 0


def test_scripts_come_compressed_and_are_the_same_scripts(server):
    script = max((STATIC / "js").glob("*.js"), key=lambda file: file.stat().st_size)
    path = f"/static/js/{script.name}"
    for _ in range(2):
        answer, body = ask(server, path, Accept_Encoding="gzip")
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["vary"] == "Accept-Encoding"
        assert len(body) == int(answer.headers["content-length"]) < script.stat().st_size / 2
        assert gzip.decompress(body) == script.read_bytes()
    plain, body = ask(server, path)
    assert plain.headers["content-encoding"] is None
    assert body == script.read_bytes()
    part, body = ask(server, path, Accept_Encoding="gzip", Range="bytes=0-9")
    assert (part.status, body) == (206, script.read_bytes()[:10])
    nothing, _ = ask(server, "/static/js/nothing.js", Accept_Encoding="gzip")
    assert nothing.headers["content-encoding"] is None, "made-up names must not fill the memory"


def test_as_many_files_may_be_open_as_the_system_allows(start_server):
    # A process group leader as all others, but with a low soft limit to start from.
    program = "import resource, sys; from exercise.app.server import serve\n"
    program += "resource.setrlimit(resource.RLIMIT_NOFILE, (256, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))\n"
    program += "serve(port=0, open_browser=False)"
    server = start_server([sys.executable, "-c", program])
    soft, hard = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
    assert soft == hard > 256


# Serves, and says so where Streamlit asks a server on the internet for this machine's address.
TELLTALE = """
from streamlit import net_util
net_util._make_blocking_http_get = lambda url, timeout=5: print("ASKED", url, flush=True)
from exercise.app.server import serve
serve(port=0, public_url="PUBLIC", open_browser=False)
"""


@pytest.mark.parametrize("public_url", ["", "https://exercise.example:8443"])
def test_only_our_own_pages_open_a_live_connection_and_nobody_outside_is_asked(start_server, public_url: str):
    server = start_server([sys.executable, "-c", TELLTALE.replace("PUBLIC", public_url)])
    assert open_live_connection(server, "https://exercise.example:8443") == (101 if public_url else 403)
    assert open_live_connection(server, server.url) == 101
    assert open_live_connection(server, "https://stranger.example") == 403
    assert open_live_connection(server, "null") == 403
    assert server.end() == 0
    assert "ASKED" not in "".join(server.said)


def test_streamlit_run_serves_the_same_app_without_asking_for_an_address(start_server, tmp_path):
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), "--server.port", "0"]
    # A terminal to ask at, and a home where nobody has answered yet.
    ours, theirs = pty.openpty()
    env = {**os.environ, "HOME": str(tmp_path)}
    try:
        server = start_server(command, cwd=ROOT, env=env, ready="http://", stdin=theirs)
        assert ask(server, "/")[0].status == 200
        assert json.loads(ask(server, "/about")[1])["options"] == dict(configuration.OPTIONS)
        assert "mail" not in "".join(server.said).lower()
    finally:
        os.close(ours)
        os.close(theirs)


def test_a_style_sheet_is_shortened_without_losing_a_selector():
    styles = "/* why */\n.a :is(p, b) > i { margin: 0 1px;\n  color: red; }\n"
    styles += "@media (max-width: 9rem) {\n  .b { top: 0; }\n}"
    assert shortened(styles) == ".a :is(p,b) > i{margin:0 1px;color:red;}\n@media (max-width:9rem){.b{top:0;}\n}\n"
