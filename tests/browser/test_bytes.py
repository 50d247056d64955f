"""What a visit costs on the air, counted on the wire."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.seated import played, seated

FIRST_PAGE = 700_000
RELOAD = 10_000


class Meter:
    """A wire between a browser and a server that counts what comes down it."""

    def __init__(self, port: int) -> None:
        self.received = 0
        self._to = ("127.0.0.1", port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Take nobody new."""
        self._listening.close()

    def _listen(self) -> None:
        while True:
            try:
                browser, _ = self._listening.accept()
            except OSError:
                return
            server = socket.create_connection(self._to)
            for source, target, counts in ((browser, server, False), (server, browser, True)):
                threading.Thread(target=self._carry, args=(source, target, counts), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        with contextlib.suppress(OSError):
            while part := source.recv(65_536):
                self.received += len(part) if counts else 0
                target.sendall(part)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def meter(server) -> Iterator[Meter]:
    made = Meter(server.port)
    yield made
    made.close()


def settled(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-asking] button, [data-key=play-alone]").first).to_be_visible()
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("step", ["", "choose-1"])
def test_a_first_page_costs_less_than_700_kilobytes_and_a_reload_next_to_nothing(
    browser: Browser, server, meter: Meter, step: str
):
    context = browser.new_context()
    if step:
        token, owner = played(server, step)
        sat = {"exercise-owner": owner, "exercise-seat": token}
        context.add_cookies([{"name": name, "value": value, "url": meter.url} for name, value in sat.items()])
    page = context.new_page()
    page.goto(meter.url)
    settled(page)
    assert 100_000 < meter.received < FIRST_PAGE
    before = meter.received
    page.reload()
    settled(page)
    assert meter.received - before < RELOAD
    context.close()


def test_no_icon_stands_as_its_name(browser: Browser, server):
    context = browser.new_context()
    page = seated(context, server, "brief-1")
    icon = page.get_by_test_id("stIconMaterial").first
    expect(icon).to_be_visible()
    page.evaluate("document.fonts.ready")
    for each in page.get_by_test_id("stIconMaterial").all():
        box = each.bounding_box()
        assert box is not None
        assert box["width"] < 40, each.inner_text()
    context.close()


def test_letters_that_are_cut_away_come_from_the_system(page: Page, server):
    page.goto(server.url)
    settled(page)
    width = """text => {
        const made = document.createElement('span');
        made.style.font = '20px "Source Sans", sans-serif';
        made.textContent = text;
        document.body.append(made);
        return made.getBoundingClientRect().width;
    }"""
    for text in ("Łódź", "Київ", "평양"):
        assert page.evaluate(width, text) > 0
