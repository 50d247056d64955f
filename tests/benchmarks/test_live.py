"""The visitor without a browser sends what Chromium sends, and can play."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import live
import pytest
import tab
from playwright.sync_api import BrowserContext, Page, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.browser.seated import asking, played

pytestmark = pytest.mark.slow

Given = TypeVar("Given")

MOST_SCREENS = 60
CHOICES = {"deployment": "kursk", "contingent": "7000"}
TEXT = 'Курськ, because "soon" is near'
RESTS = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"


def run(work: Coroutine[Any, Any, Given]) -> Given:
    """Run it in a thread: a test with a browser has a loop of its own in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[BackMsg]:
    """Everything that visitors send."""
    messages: list[BackMsg] = []
    request = tab.Tab.request

    def recorded(self: tab.Tab, *triggers: Any) -> BackMsg:
        messages.append(request(self, *triggers))
        return messages[-1]

    monkeypatch.setattr(tab.Tab, "request", recorded)
    return messages


class Chromium:
    """A page of Chromium, its live connection, and everything it sends over that."""

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self.sent: list[BackMsg] = []
        self.page.on("websocket", self._listen)

    def open(self, address: str) -> None:
        """Open a page and wait until it is drawn."""
        self.page.goto(address)
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        self.page.locator(RESTS).wait_for()
        # A control tells the page what it holds once its own script has come.
        self.page.wait_for_load_state("networkidle")
        expect(self.page.locator("[data-testid^=stSkeleton]")).to_have_count(0)

    def send(self, press: Callable[[], None]) -> None:
        """Press something, and wait until it is sent."""
        with self.socket.expect_event("framesent"):
            press()

    def _listen(self, socket: WebSocket) -> None:
        self.socket = socket
        socket.on("framesent", self._keep)

    def _keep(self, frame: bytes | str) -> None:
        self.sent.append(BackMsg.FromString(frame if isinstance(frame, bytes) else frame.encode()))


def seat(server: Any, context: BrowserContext, step: str) -> dict[str, str]:
    token, owner = played(server, step)
    cookies = {"exercise-owner": owner, "exercise-seat": token}
    context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in cookies.items()])
    return {**live.greeting(server.url), **cookies}


def spoken(messages: list[BackMsg]) -> list[str]:
    """Each message in full; in which order a page's controls are named means nothing."""
    for message in messages:
        message.rerun_script.widget_states.widgets.sort(key=lambda state: state.id)
    return [str(message) for message in messages]


@pytest.mark.parametrize("path", ["", "my-plays", "plan"])
def test_a_visitor_asks_for_a_page_as_chromium_does(server, context, sent: list[BackMsg], path: str):
    cookies = seat(server, context, "choose-1")
    chromium = Chromium(context)
    chromium.open(f"{server.url}/{path}")
    chromium.send(lambda: chromium.page.keyboard.press("r"))

    async def visit() -> None:
        async with live.Visitor(server.url, cookies, page=path) as visitor:
            await visitor.draw()
            await visitor.draw()

    run(visit())
    assert len(sent) == 2
    assert spoken(chromium.sent) == spoken(sent)


def test_a_visitor_commits_a_turn_as_chromium_does(server, context, sent: list[BackMsg]):
    cookies = seat(server, context, "choose-1")
    chromium = Chromium(context)
    chromium.open(server.url)
    fill(chromium.page)

    async def commit() -> None:
        async with live.Visitor(server.url, cookies) as visitor:
            await visitor.draw()
            assert visitor.asking is not None
            await visitor.press("commit", visitor.asking.answers(CHOICES, TEXT))

    # The visitor is first to press; what Chromium sends then is too late for the play, and the same for all that.
    run(commit())
    button = asking(chromium.page).locator("[data-key=commit]")
    chromium.send(button.click)
    assert len(sent) == 2
    assert spoken(chromium.sent) == spoken(sent)


def fill(page: Page) -> None:
    """Answer everything that the first turn asks: CHOICES, the first band, TEXT."""
    here = asking(page)
    for decision, option in CHOICES.items():
        here.locator(f"#q-{decision}-{option}").check()
        here.locator("[data-weighing] button.primary").click()
        if here.locator(".exercise-objection").count():
            here.locator("[data-weighing] button.primary").click()
    # In the order of the page, which is the order in which they are sent.
    for control in here.locator("textarea, fieldset").all():
        if control.evaluate("node => node.tagName") == "TEXTAREA":
            control.fill(TEXT)
        else:
            control.locator("input").first.check()


def test_a_visitor_plays_from_the_first_screen_to_the_end(server):
    async def play() -> None:
        token, owner = played(server, "guess")
        cookies = {"exercise-owner": owner, "exercise-seat": token}
        places: list[str] = []
        async with live.Visitor(server.url, cookies) as visitor:
            await visitor.draw()
            while visitor.asking is not None and len(places) < MOST_SCREENS:
                places.append(visitor.asking.place)
                drawn = await visitor.press(visitor.asking.onward, visitor.asking.answers())
                assert drawn.received > 0
        assert len(set(places)) == len(places), "a screen came twice"
        steps = [place.partition(":")[2] for place in places]
        assert steps[0] == "guess"
        assert {"choose-1", "choose-5", "debrief-5"} <= set(steps)

    run(play())


def test_a_press_on_a_button_that_is_not_there_is_refused(server):
    async def press() -> None:
        async with live.Visitor(server.url) as visitor:
            await visitor.draw()
            await visitor.press("commit")

    with pytest.raises(live.PageFailed, match="no button 'commit'"):
        run(press())


def test_a_session_is_taken_over_with_what_it_holds(server):
    async def lose_and_come_back() -> tuple[str, str]:
        async with live.Visitor(server.url) as visitor:
            await visitor.draw()
            first = visitor.session
        async with live.Visitor(server.url, session=first) as visitor:
            await visitor.draw()
            return first, visitor.session

    first, then = run(lose_and_come_back())
    assert first == then != ""
