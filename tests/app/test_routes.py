"""The addresses that say who sits where, asked over the network as browsers and their enemies ask."""

import socket

import pytest

from exercise.app.cookies import OWNER_COOKIE, SEAT_COOKIE
from exercise.app.patience import ONE_BROWSER
from exercise.app.routes import LONGEST
from exercise.sessions.errors import NoSuchSeat
from exercise.sessions.service import Service
from exercise.sessions.store import Store
from tests.app.conftest import Visitor, program

NAMES = ("start", "open", "rejoin", "delete", "leave")


@pytest.fixture(scope="module")
def service(plays_server, plays_file):  # noqa: ARG001 (the server makes the file)
    """The same plays, looked at from outside the server."""
    return Service(Store(plays_file))


def sessions_of(service: Service, visitor: Visitor) -> list[str]:
    """The plays of a visitor, by their names."""
    return [each.session for each in service.list_plays(visitor.cookies[OWNER_COOKIE])]


def test_start_begins_a_play_and_only_cookies_know_whose_it_is(visitor: Visitor, service: Service):
    assert visitor.post("start", scenario="practice", variant="solo") == "/"
    assert visitor.seat is not None
    play = service.position(visitor.seat)
    assert (play.scenario.id, play.situation.variant) == ("practice", "solo")
    for name in (OWNER_COOKIE, SEAT_COOKIE):
        parts = {part.strip().lower() for part in visitor.set[name].split(";")[1:]}
        assert {"httponly", "samesite=lax", "path=/"} <= parts
        assert "secure" not in parts
        assert any(part.startswith("max-age=") and part != "max-age=0" for part in parts)


def test_over_https_the_cookies_never_travel_in_the_clear(start_server, tmp_path):
    server = start_server(program(tmp_path / "plays.sqlite3", "https://exercise.example"))
    visitor = Visitor(server.port)
    assert visitor.post("start", scenario="practice", headers={"Origin": "https://exercise.example"}) == "/"
    assert all("Secure" in line for line in visitor.set.values())
    assert len(visitor.set) == 2


def test_without_a_variant_it_is_the_one_for_somebody_alone(visitor: Visitor, service: Service):
    visitor.post("start", scenario="dprk-deployment", variant="")
    assert service.position(visitor.seat or "").situation.variant == "solo"


def test_a_second_click_on_start_starts_nothing(visitor: Visitor, service: Service):
    visitor.post("start", scenario="practice", variant="solo")
    first = visitor.seat
    visitor.post("start", scenario="practice", variant="solo")
    assert visitor.seat == first
    assert len(sessions_of(service, visitor)) == 1


def test_leave_open_and_delete_lead_out_and_in_and_to_nothing(visitor: Visitor, service: Service):
    visitor.post("start", scenario="practice", variant="solo")
    token = visitor.seat
    [session] = sessions_of(service, visitor)
    assert visitor.post("leave") == "/"
    assert visitor.seat is None
    assert visitor.post("open", session=session) == "/"
    assert visitor.seat == token
    assert visitor.post("delete", session=session, back="plays") == "/my-plays?news=deleted"
    assert visitor.seat is None
    assert sessions_of(service, visitor) == []
    assert visitor.post("open", session=session, back="plays") == "/my-plays?problem=gone"
    with pytest.raises(NoSuchSeat):
        service.position(token or "")


def test_deleting_another_play_leaves_the_seat_alone(visitor: Visitor, service: Service):
    visitor.post("start", scenario="practice", variant="solo")
    [first] = sessions_of(service, visitor)
    visitor.post("start", scenario="dprk-deployment", variant="solo")
    token = visitor.seat
    visitor.post("delete", session=first)
    assert visitor.seat == token
    assert service.position(token or "").scenario.id == "dprk-deployment"


def test_a_browser_reaches_no_play_of_another_one(plays_server, service: Service):
    one, other = Visitor(plays_server.port), Visitor(plays_server.port)
    for each in (one, other):
        each.post("start", scenario="practice", variant="solo")
    [session] = sessions_of(service, one)
    assert session not in sessions_of(service, other)
    before = other.seat
    assert other.post("open", session=session) == "/?problem=gone"
    assert other.post("delete", session=session) == "/?problem=gone"
    assert other.seat == before
    assert service.position(one.seat or "").session == session
    assert Visitor(plays_server.port).post("open", session=session) == "/?problem=gone"


def test_a_code_moves_the_seat_and_ends_it_where_it_was(plays_server, visitor: Visitor, service: Service):
    visitor.post("start", scenario="practice", variant="solo")
    code = service.fresh_code(visitor.seat or "")
    phone = Visitor(plays_server.port)
    assert phone.post("rejoin", code=f" {code.lower().replace('-', ' ')} ") == "/"
    assert len(sessions_of(service, phone)) == 1
    assert sessions_of(service, visitor) == []
    with pytest.raises(NoSuchSeat):
        service.position(visitor.seat or "")


@pytest.mark.parametrize("code", ["", "0000-0000", "<b>", "é" * 200])
def test_a_code_of_no_play_leads_back_and_gives_no_seat(visitor: Visitor, code: str):
    assert visitor.post("rejoin", code=code) == "/?problem=code"
    assert set(visitor.cookies) == {OWNER_COOKIE}


def test_after_ten_wrong_codes_a_browser_waits_and_another_one_does_not(
    plays_server, visitor: Visitor, service: Service
):
    visitor.post("start", scenario="practice", variant="solo")
    code = service.fresh_code(visitor.seat or "")
    guesser = Visitor(plays_server.port)
    places = [guesser.post("rejoin", code=f"0000-000{number % 10}") for number in range(ONE_BROWSER.most + 1)]
    assert places == ["/?problem=code"] * ONE_BROWSER.most + ["/?problem=wait"]
    assert guesser.post("rejoin", code=code) == "/?problem=wait", "else it could go on guessing"
    assert guesser.seat is None
    assert Visitor(plays_server.port).post("rejoin", code=code) == "/"


def test_right_codes_use_nothing_up(plays_server, visitor: Visitor, service: Service):
    visitor.post("start", scenario="practice", variant="solo")
    code = service.fresh_code(visitor.seat or "")
    phone = Visitor(plays_server.port)
    assert {phone.post("rejoin", code=code) for _ in range(ONE_BROWSER.most * 2)} == {"/"}


@pytest.mark.parametrize("name", ["", "none", "../scenarios/practice", "/etc", "practice/tables", ".."])
def test_a_scenario_that_is_not_here_is_a_problem_and_no_path(visitor: Visitor, name: str):
    assert visitor.post("start", scenario=name, variant="solo") == "/?problem=scenario"
    assert visitor.cookies == {}


def test_a_variant_that_is_not_there_starts_nothing(visitor: Visitor):
    assert visitor.post("start", scenario="practice", variant="nine") == "/?problem=variant"
    assert visitor.cookies == {}


def test_a_secret_too_short_to_be_ours_is_replaced(visitor: Visitor):
    visitor.cookies[OWNER_COOKIE] = "short"
    visitor.post("start", scenario="practice", variant="solo")
    assert len(visitor.cookies[OWNER_COOKIE]) > 30


STRANGERS = [
    {"Origin": "https://stranger.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("headers", STRANGERS, ids=str)
def test_a_form_on_another_sites_page_is_refused(visitor: Visitor, name: str, headers: dict[str, str]):
    answer = visitor.ask("POST", name, "scenario=practice&variant=solo", headers)
    assert answer.status == 403
    assert visitor.set == {}


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": ""}], ids=str)
def test_our_own_page_and_a_client_that_is_no_browser_are_let_in(visitor: Visitor, headers: dict[str, str]):
    assert visitor.post("start", scenario="practice", variant="solo", headers=headers) == "/"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_only_a_post_is_answered(visitor: Visitor, name: str, method: str):
    answer = visitor.ask(method, name)
    assert (answer.status, answer.headers["Allow"]) == (405, "POST")


def test_what_is_large_or_no_form_is_refused(visitor: Visitor):
    assert visitor.ask("POST", "start", "scenario=" + "x" * LONGEST).status == 413
    assert visitor.ask("POST", "start", "{}", {"Content-Type": "application/json"}).status == 415
    assert visitor.ask("POST", "start", "&".join(["a=b"] * 30)).status == 400
    assert visitor.ask("POST", "start", "scenario=%ff").status == 400


def test_a_body_that_says_it_is_endless_is_not_waited_for(plays_server):
    with socket.create_connection(("127.0.0.1", plays_server.port), timeout=30) as connection:
        connection.sendall(
            b"POST /play/start HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        chunk = b"x" * 1024
        for _ in range(LONGEST // len(chunk) + 1):
            connection.sendall(b"400\r\n" + chunk + b"\r\n")
        assert connection.recv(64).startswith(b"HTTP/1.1 413")


def test_no_secret_stands_in_any_address(visitor: Visitor, service: Service):
    places = [visitor.post("start", scenario="practice", variant="solo")]
    secrets = {*visitor.cookies.values(), service.fresh_code(visitor.seat or "")}
    [session] = sessions_of(service, visitor)
    places += [visitor.post(name, session=session, code="0000-0000") for name in ("leave", "open", "rejoin", "delete")]
    assert len(secrets) == 3
    assert not [place for place in places for secret in secrets if secret in place]


def test_where_the_store_fails_the_browser_is_led_to_a_page_that_says_so(start_server, tmp_path):
    missing = tmp_path / "nowhere" / "plays.sqlite3"
    server = start_server(program(missing))
    visitor = Visitor(server.port)
    assert visitor.post("start", scenario="practice", variant="solo") == "/?problem=store"
    assert visitor.cookies == {}
    missing.parent.mkdir()
    assert visitor.post("start", scenario="practice", variant="solo") == "/", "the store is tried again"


def test_a_scenario_with_faults_starts_nothing(start_server, tmp_path):
    folder = tmp_path / "library" / "spoiled"
    folder.mkdir(parents=True)
    folder.joinpath("scenario.yaml").write_text("id: spoiled\n", encoding="utf-8")
    server = start_server(program(tmp_path / "plays.sqlite3", "", str(folder.parent)))
    visitor = Visitor(server.port)
    assert visitor.post("start", scenario="spoiled", variant="solo") == "/?problem=faulty"
    assert visitor.post("start", scenario="spoiled") == "/?problem=faulty"
    assert visitor.cookies == {}
