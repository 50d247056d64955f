"""The board: placing the counter is choosing the option, and the other way round."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.seated import asking, seated


@pytest.fixture
def placing(context: BrowserContext, server) -> Page:
    """A page that asks where the contingent goes."""
    return seated(context, server, "choose-1")


def counter(page: Page):
    return page.locator(".board-counter")


def test_tapping_an_area_chooses_its_option_and_moves_the_counter(placing: Page):
    expect(counter(placing)).to_have_attribute("data-at", "sender")
    placing.locator("[data-area=kursk]").click()
    expect(asking(placing).get_by_role("radio", name="The campaign in Kursk")).to_be_checked()
    expect(counter(placing)).to_have_attribute("data-at", "kursk")
    board = placing.locator("[data-key=board]")
    expect(board).to_have_attribute("aria-label", "Board. The contingent stands at: Kursk.")


def test_choosing_an_option_moves_the_counter_and_asks_the_server_nothing(placing: Page):
    sent: list[str] = []
    placing.on("websocket", lambda socket: socket.on("framesent", lambda _: sent.append("frame")))
    asking(placing).get_by_text("Occupation duty behind the front").click()
    expect(counter(placing)).to_have_attribute("data-at", "rear")
    placing.locator("[data-area=east]").click()
    expect(counter(placing)).to_have_attribute("data-at", "east")
    assert sent == []


def test_an_area_that_is_no_option_does_nothing(placing: Page):
    placing.locator("[data-area=training]").click()
    expect(counter(placing)).to_have_attribute("data-at", "sender")
    assert asking(placing).locator("input:checked").count() == 0


def test_the_counter_takes_the_size_that_was_chosen(context: BrowserContext, server):
    placing = seated(context, server, "choose-1")
    placing.locator("[data-area=kursk]").click()
    here = asking(placing)
    unsized = counter(placing).inner_html()
    here.locator("[data-weighing] button.primary").click()
    here.get_by_role("button", name="Keep it").click()
    here.get_by_text("10,000 (highest reported number)").click()
    label = re.compile("The contingent, 10,000 .*, stands at: Kursk")
    expect(placing.locator("[data-key=board]")).to_have_attribute("aria-label", label)
    assert counter(placing).inner_html() != unsized


def test_later_turns_show_where_the_contingent_stands(context: BrowserContext, server):
    page = seated(context, server, "brief-3")
    expect(counter(page)).to_have_attribute("data-at", "kursk")
    expect(page.locator("[data-key=board]")).to_have_attribute("aria-label", re.compile("7,000"))


def test_a_scenario_without_a_board_has_none(context: BrowserContext, server):
    page = seated(context, server, "brief-1", scenario="practice", choices={})
    assert page.locator("[data-key=board]").count() == 0
