"""The first screen and "My plays" in a real browser, served with a stand-in for the screens between them."""

import re
import shutil
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from exercise.app.cookies import OWNER_COOKIE, SEAT_COOKIE
from exercise.play.flow import steps_of
from exercise.play.record import StepReached, TurnCommitted
from exercise.play.situation import open_decisions
from exercise.scenario.library import scenario_folders
from exercise.sessions.position import Play
from exercise.sessions.service import Service
from exercise.sessions.store import Store
from tests.app.conftest import program

FLAGSHIP = "Troops from North Korea, October 2024"


@pytest.fixture(scope="module")
def plays_file(tmp_path_factory):
    """The database of this module's server."""
    return tmp_path_factory.mktemp("plays") / "plays.sqlite3"


@pytest.fixture(scope="module")
def alone(start_server, plays_file):
    """A server with the first screen and "My plays"."""
    return start_server(program(plays_file))


@pytest.fixture(scope="module")
def service(alone, plays_file) -> Service:  # noqa: ARG001 (the server makes the file)
    """The same plays, looked at from outside the server."""
    return Service(Store(plays_file))


def cookie(context: BrowserContext, name: str) -> str:
    """A cookie as the browser keeps it; no page can read it."""
    return next(each["value"] for each in context.cookies() if each["name"] == name)


def play_alone(page: Page):
    return page.locator("[data-key=play-alone]")


def playing(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Playing")


def start(page: Page, alone) -> None:
    page.goto(alone.url)
    play_alone(page).click()
    playing(page)


def commit_turn(service: Service, context: BrowserContext, reason: str = "") -> Play:
    """What the screens in between do when a turn is committed and the next one is asked for."""
    token = cookie(context, SEAT_COOKIE)
    play = service.position(token)
    turn = len(play.situation.turns) + 1
    choices: dict[str, str | tuple[str, ...]] = {
        decision.id: () if decision.choose == "any" else decision.default[0]
        for decision in open_decisions(play.scenario, play.situation)
    }
    events = [TurnCommitted(turn=turn, choices=choices, reason=reason), StepReached(step=f"choose-{turn + 1}")]
    return service.submit(token, events, play.standing)


def test_the_first_screen_says_what_this_is_and_has_one_main_button(page: Page, alone):
    page.goto(alone.url)
    expect(page.get_by_role("heading", level=1)).to_have_text(FLAGSHIP)
    said = page.get_by_text("A one-sided decision exercise from one short, cut-off article.", exact=False)
    expect(said).to_contain_text("that is not approval. Results are possible, not predicted.")
    expect(page.get_by_text("About 35 minutes; stop whenever you like.")).to_be_visible()
    expect(play_alone(page)).to_have_text("Start")
    expect(page.locator("button.primary")).to_have_count(1)
    page.get_by_text("Content note, and what this cannot tell").click()
    expect(page.get_by_text("This is about a real war", exact=False)).to_be_visible()
    expect(page.get_by_text("Nothing here is a forecast.", exact=False)).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_before_the_first_control_there_are_at_most_sixty_words(page: Page, alone):
    page.goto(alone.url)
    expect(play_alone(page)).to_be_visible()
    said = page.get_by_role("heading", level=1).inner_text() + " ".join(
        page.locator(".exercise-welcome > p").all_inner_texts()
    )
    assert 20 < len(said.split()) <= 60


def test_start_and_go_on_need_no_mouse_and_no_secret_shows(
    page: Page, context: BrowserContext, alone, service: Service
):
    addresses: list[str] = []
    page.on("framenavigated", lambda frame: addresses.append(frame.url))
    page.goto(alone.url)
    expect(play_alone(page)).to_be_visible()
    press_until(page, "play-alone")
    playing(page)
    assert "exercise-" not in page.evaluate("document.cookie")
    for _ in range(2):
        commit_turn(service, context)
    press_until(page, "leave")
    expect(play_alone(page)).to_have_text("Go on: turn 3")
    press_until(page, "play-alone")
    playing(page)
    expect(page.get_by_text("turns (1, 2)", exact=False)).to_be_visible()
    secrets = [cookie(context, OWNER_COOKIE), cookie(context, SEAT_COOKIE)]
    assert not [each for each in addresses for secret in secrets if secret in each]
    assert not [secret for secret in secrets if secret in page.content()]


def press_until(page: Page, key: str) -> None:
    """Go on with Tab until the button with this key has the focus, then press Enter."""
    expect(page.locator(f"[data-key={key}]")).to_be_visible()
    within = "let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(f"() => {{ {within} return at?.dataset?.key }}") == key:
            page.keyboard.press("Enter")
            return
    pytest.fail(f"Tab never came to {key}")


def test_start_anew_keeps_what_was_begun(page: Page, context: BrowserContext, alone, service: Service):
    start(page, alone)
    commit_turn(service, context)
    page.locator("[data-key=leave]").click()
    page.locator("[data-key=start-anew]").click()
    playing(page)
    expect(page.get_by_text("turns ()", exact=False)).to_be_visible()
    assert len(service.list_plays(cookie(context, OWNER_COOKIE))) == 2


def test_the_practice_is_one_tap_away_and_waits_beside_the_first_scenario(page: Page, context, alone, service: Service):
    page.goto(alone.url)
    expect(page.locator("[data-key=practice]")).to_have_text("5-minute practice: The bridge at Lantern Ford")
    page.locator("[data-key=practice]").click()
    expect(page.get_by_text("practice, solo", exact=False)).to_be_visible()
    commit_turn(service, context)
    page.locator("[data-key=leave]").click()
    expect(play_alone(page)).to_have_text("Start")
    page.get_by_role("button", name="Go on with The bridge at Lantern Ford: turn 2").click()
    expect(page.get_by_text("turns (1,)", exact=False)).to_be_visible()


def test_a_code_brings_the_seat_to_another_device_and_ends_it_here(page: Page, browser, alone):
    start(page, alone)
    page.goto(f"{alone.url}/my-plays")
    page.get_by_role("button", name="Show a code for another device").click()
    code = page.get_by_test_id("stCode").inner_text().strip()
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", code)
    with browser.new_context() as other:
        phone = other.new_page()
        phone.goto(alone.url)
        phone.get_by_text("Go on from another device").click()
        phone.get_by_label("The code that the other device showed").fill(code.lower())
        phone.keyboard.press("Enter")
        playing(phone)
        page.goto(alone.url)
        expect(play_alone(page)).to_have_text("Start")
        page.goto(f"{alone.url}/my-plays")
        expect(page.get_by_text("There are none yet.")).to_be_visible()


def test_a_wrong_code_is_said_in_words_once_and_the_address_is_clean_again(page: Page, alone):
    page.goto(alone.url)
    page.get_by_text("Go on from another device").click()
    page.get_by_label("The code that the other device showed").fill("0000-0000")
    page.get_by_role("button", name="Move my seat here").click()
    expect(page.get_by_text("No play has this code.", exact=False)).to_be_visible()
    page.wait_for_url(lambda address: urlsplit(address).query == "")
    page.reload()
    expect(play_alone(page)).to_be_visible()
    expect(page.get_by_text("No play has this code.", exact=False)).to_have_count(0)


def test_nobody_can_put_words_on_the_page_with_a_link(page: Page, alone):
    page.goto(f"{alone.url}/?problem=Call%20this%20number")
    expect(play_alone(page)).to_be_visible()
    expect(page.get_by_text("Call this number")).to_have_count(0)


def test_my_plays_shows_turn_by_turn_what_was_chosen_and_shown(page: Page, context, alone, service: Service):
    start(page, alone)
    commit_turn(service, context, "Because <b>bold</b> *stars*")
    page.goto(alone.url)
    page.locator("[data-key=leave]").click()
    page.get_by_role("link", name="My plays").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My plays")
    expect(page.get_by_text("It stands at: turn 2.", exact=False)).to_be_visible()
    page.get_by_role("button", name="Show it turn by turn").click()
    expect(page.get_by_role("heading", name="Turn 1: Where and how many")).to_be_visible()
    expect(page.get_by_text("Because <b>bold</b> *stars*")).to_be_visible()
    expect(page.get_by_text("What that moved, as it was shown then:")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Turn 1: Where and how many")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    playing(page)


def test_deleting_asks_first_by_keyboard_too_and_then_nothing_is_left(page: Page, context, alone, service: Service):
    start(page, alone)
    token = cookie(context, SEAT_COOKIE)
    page.goto(f"{alone.url}/my-plays")
    opener = page.get_by_role("button", name="Delete", exact=True)
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Yes, delete it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The play is deleted, on every device.")).to_be_visible()
    expect(page.get_by_text("There are none yet.")).to_be_visible()
    assert service.list_plays(cookie(context, OWNER_COOKIE)) == ()
    assert SEAT_COOKIE not in {each["name"] for each in context.cookies()}, token


def test_a_finished_play_does_not_stand_in_the_way_of_a_new_one(page: Page, context, alone, service: Service):
    start(page, alone)
    token = cookie(context, SEAT_COOKIE)
    play = service.position(token)
    service.submit(token, [StepReached(step=steps_of(play.scenario, "solo")[-1].id)], None)
    page.goto(alone.url)
    page.locator("[data-key=leave]").click()
    expect(play_alone(page)).to_have_text("Start")
    page.get_by_role("link", name="My plays").click()
    expect(page.get_by_text("It stands at: finished.", exact=False)).to_be_visible()


def test_a_form_typed_into_survives_the_page_being_drawn_again(page: Page, alone):
    page.goto(alone.url)
    page.get_by_text("Go on from another device").click()
    field = page.get_by_label("The code that the other device showed")
    field.fill("K7QM")
    page.locator("[data-testid=stExpander] summary").click()
    page.locator("[data-testid=stExpander] summary").click()
    expect(field).to_have_value("K7QM")


def test_a_store_that_fails_is_a_page_with_a_way_on_and_no_traceback(page: Page, start_server, tmp_path):
    missing = tmp_path / "nowhere" / "plays.sqlite3"
    server = start_server(program(missing))
    # Somebody with a past, else nothing is asked of the store.
    page.context.add_cookies([{"name": OWNER_COOKIE, "value": "x" * 40, "url": server.url}])
    page.goto(server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your play cannot be reached just now")
    expect(page.get_by_text("Nothing that was stored is lost.", exact=False)).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    page.get_by_text("For whoever runs this server").click()
    expect(page.get_by_text("there is no such folder", exact=False)).to_be_visible()
    missing.parent.mkdir()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FLAGSHIP)


def test_a_library_of_ones_own_is_offered_and_a_play_says_when_its_rules_changed(page: Page, start_server, tmp_path):
    library = tmp_path / "library"
    shutil.copytree(scenario_folders()["practice"], library / "mine")
    own = library / "mine" / "scenario.yaml"
    own.write_text(own.read_text("utf-8").replace("id: practice", "id: mine", 1), "utf-8")
    (library / "spoiled").mkdir()
    server = start_server(program(tmp_path / "plays.sqlite3", scenarios=str(library)))
    page.goto(server.url)
    expect(page.get_by_text("left out: spoiled.", exact=False)).to_be_visible()
    page.get_by_label("Another scenario").select_option(value="mine")
    page.get_by_role("button", name="Start this one").click()
    expect(page.get_by_text("mine, solo", exact=False)).to_be_visible()
    page.goto(f"{server.url}/my-plays")
    expect(page.get_by_text("It stands at", exact=False)).to_be_visible()
    expect(page.get_by_text("have changed since", exact=False)).to_have_count(0)
    own.write_text(own.read_text("utf-8").replace("The bridge at Lantern Ford", "The other bridge", 1), "utf-8")
    page.reload()
    expect(page.get_by_text("The rules of this scenario have changed since.", exact=False)).to_be_visible()
    expect(page.get_by_role("heading", name="The bridge at Lantern Ford")).to_be_visible()
    shutil.rmtree(library / "mine")
    page.reload()
    expect(page.get_by_text("This scenario is not here any more.", exact=False)).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_page(page: Page, alone, width: int):
    page.set_viewport_size({"width": width, "height": 800})
    widths = "() => [document.scrollingElement.scrollWidth, innerWidth]"
    start(page, alone)
    page.locator("[data-key=leave]").click()
    expect(page.locator("[data-key=start-anew]")).to_be_visible()
    page.get_by_text("Go on from another device").click()
    expect(page.get_by_label("The code that the other device showed")).to_be_visible()
    wide, room = page.evaluate(widths)
    assert wide <= room
    page.goto(f"{alone.url}/my-plays")
    page.get_by_role("button", name="Delete", exact=True).click()
    wide, room = page.evaluate(widths)
    assert wide <= room
