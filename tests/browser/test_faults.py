"""What goes wrong while somebody plays alone: two presses, two tabs, two devices, long and strange texts, a store and a
server that fail. Each time the page says what happened, nothing is stored twice, and no word is lost without one."""

import contextlib
import json
import re
import resource
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from exercise.play.record import AnyEvent, StepReached, TurnCommitted
from exercise.sessions.position import Play
from exercise.sessions.service import Service
from exercise.sessions.store import Store
from tests.browser.seated import asking, seated
from tests.conftest import CHROMIUM_FLAGS, EXERCISE, ROOT, RunningServer, StartServer, chromium_file, free_port
from tests.sessions.playing import commit as commit_next

MOST = 10_000
LATE = "Your play had gone on already"
NOT_STORED = "You had typed this here, and it is not stored:"


def sit(context: BrowserContext, server: RunningServer, step: str, scenario: str = "practice") -> Page:
    """A page on a screen of the short scenario, quickly."""
    return seated(context, server, step, scenario=scenario, choices={})


def keep_every_choice(page: Page) -> Locator:
    """Choose on the screen until only the sentences are left to write; gives the questions."""
    here = asking(page)
    while here.locator("[data-weighing]").count():
        here.locator("fieldset").first.locator("input:not([disabled])").first.check()
        here.locator("[data-weighing] button.primary").click()
        if here.locator(".exercise-objection").count():
            here.locator("[data-weighing] button.primary").click()
    return here


def reason(page: Page) -> Locator:
    return asking(page).get_by_label("Why? One sentence")


def commit(page: Page) -> Locator:
    return page.locator("[data-key=commit]")


def stands_on(page: Page, step: str) -> None:
    """Wait until the page shows this screen, and no error."""
    expect(page.locator(f"[data-asking][data-place$=':{step}'] button").first).to_be_visible()
    expect(page.locator("[data-asking]")).to_have_count(1)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def play_of(context: BrowserContext, database: str) -> Play:
    """The play of this browser, as the record has it."""
    return Service(Store(database)).position(cookie(context, "exercise-seat"))


def cookie(context: BrowserContext, name: str) -> str:
    """A cookie as the browser keeps it; no page can read it."""
    return next(each["value"] for each in context.cookies() if each["name"] == name)


def commits_in(record: Sequence[AnyEvent]) -> list[TurnCommitted]:
    return [event for event in record if isinstance(event, TurnCommitted)]


@pytest.mark.parametrize("twice", ["two clicks", "Enter and a click", "Enter twice"])
def test_a_commit_pressed_twice_is_one_commit(context: BrowserContext, server, twice: str):
    page = sit(context, server, "choose-1")
    keep_every_choice(page)
    reason(page).fill("once")
    button = commit(page)
    button.focus()
    if twice == "two clicks":
        button.dblclick()
    else:
        box = button.bounding_box()
        assert box is not None
        page.keyboard.press("Enter")
        if twice == "Enter twice":
            page.keyboard.press("Enter")
        else:
            page.mouse.click(box["x"] + 5, box["y"] + 5)
    stands_on(page, "result-1")
    expect(page.get_by_text(LATE, exact=False)).to_have_count(0)
    play = play_of(context, server.database)
    assert [event.reason for event in commits_in(play.record)] == ["once"]
    assert play.step == "result-1"


def two_tabs(context: BrowserContext, server: RunningServer) -> tuple[Page, Page]:
    """Two tabs on the same screen, with the choice made and a sentence of its own in each."""
    first = sit(context, server, "choose-1")
    keep_every_choice(first)
    second = context.new_page()
    second.goto(server.url)
    reason(second).fill("what the second tab says")
    reason(first).fill("what the first tab says")
    return first, second


def test_the_second_of_two_tabs_is_told_and_its_sentence_is_shown_until_it_is_put_away(context: BrowserContext, server):
    first, second = two_tabs(context, server)
    commit(first).click()
    stands_on(first, "result-1")
    expect(first.get_by_text(NOT_STORED)).to_have_count(0)
    commit(second).click()
    stands_on(second, "result-1")
    expect(second.get_by_text(LATE, exact=False)).to_be_in_viewport()
    left = second.locator("[data-left]")
    expect(left).to_contain_text(NOT_STORED)
    expect(left.locator("blockquote")).to_have_text(["what the second tab says"])
    assert [event.reason for event in commits_in(play_of(context, server.database).record)] == [
        "what the first tab says"
    ]
    second.reload()
    expect(left.locator("blockquote")).to_have_text(["what the second tab says"])
    expect(second.get_by_text(LATE, exact=False)).to_have_count(0)
    left.get_by_role("button", name="Put it away").click()
    expect(left).to_have_count(0)
    second.reload()
    stands_on(second, "result-1")
    expect(left).to_have_count(0)
    asking(second).locator("[data-key=next]").click()
    stands_on(second, "brief-2")


def test_a_second_tab_that_is_only_reloaded_still_shows_its_sentence(context: BrowserContext, server):
    first, second = two_tabs(context, server)
    commit(first).click()
    stands_on(first, "result-1")
    second.reload()
    stands_on(second, "result-1")
    expect(second.locator("[data-left] blockquote")).to_have_text(["what the second tab says"])


def test_two_tabs_with_one_sentence_leave_nothing_behind(context: BrowserContext, server):
    first, second = two_tabs(context, server)
    for tab in (first, second):
        reason(tab).fill("the same in both")
        commit(tab).click()
        stands_on(tab, "result-1")
        expect(tab.locator("[data-left]")).to_have_count(0)
    # Everything that was pressed is in the record, so there is nothing to do over and nothing to say.
    expect(second.get_by_text(LATE, exact=False)).to_have_count(0)
    [only] = commits_in(play_of(context, server.database).record)
    assert only.reason == "the same in both"


def test_back_and_forward_show_where_the_play_stands(context: BrowserContext, server):
    page = context.new_page()
    page.goto(server.url)
    page.locator("[data-key=practice]").click()
    stands_on(page, "guess")
    page.get_by_role("button", name="Skip").click()
    stands_on(page, "reading")
    page.get_by_role("button", name="I have read it").click()
    stands_on(page, "sort-s1")
    page.go_back()
    stands_on(page, "sort-s1")
    page.go_forward()
    stands_on(page, "sort-s1")
    page.goto(f"{server.url}/my-plays")
    expect(page.get_by_role("heading", level=1)).to_have_text("My plays")
    page.go_back()
    stands_on(page, "sort-s1")
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("My plays")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_screen_that_the_browser_kept_whole_is_alive_when_back_shows_it(browser: Browser, server):
    # Playwright turns this cache off, people's browsers have it on.
    other = browser.browser_type.launch(
        executable_path=chromium_file(), args=CHROMIUM_FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    page = other.new_page()
    page.goto(server.url)
    page.locator("[data-key=practice]").click()
    stands_on(page, "guess")
    page.evaluate("window.kept = true")
    page.goto(f"{server.url}/my-plays")
    expect(page.get_by_role("heading", level=1)).to_have_text("My plays")
    # A page out of this cache is not loaded, so there is no load to wait for.
    page.go_back(wait_until="commit")
    stands_on(page, "guess")
    assert page.evaluate("window.kept")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")
    page.get_by_role("button", name="Skip").click()
    stands_on(page, "reading")
    other.close()


def test_a_tab_whose_seat_moved_to_another_device_says_so_and_keeps_what_was_typed(
    context: BrowserContext, browser: Browser, server
):
    page = sit(context, server, "choose-1")
    keep_every_choice(page)
    reason(page).fill("typed on the old device")
    service = Service(Store(server.database))
    code = service.fresh_code(cookie(context, "exercise-seat"))
    with browser.new_context() as other:
        phone = other.new_page()
        phone.goto(server.url)
        phone.get_by_text("Go on from another device").click()
        phone.get_by_label("The code that the other device showed").fill(code)
        phone.keyboard.press("Enter")
        stands_on(phone, "choose-1")
        keep_every_choice(phone)
        reason(phone).fill("typed on the phone")
        commit(phone).click()
        stands_on(phone, "result-1")
        commit(page).click()
        expect(page.get_by_role("heading", name="This play is not in this browser any more")).to_be_visible()
        expect(page.get_by_text("What you pressed just now changed nothing.")).to_be_in_viewport()
        for _ in range(2):
            expect(page.locator("[data-left] blockquote")).to_have_text(["typed on the old device"])
            page.reload()
        [only] = commits_in(play_of(other, server.database).record)
        assert only.reason == "typed on the phone"
        # And back again: the sentence is still there beside what the play has become.
        back = service.fresh_code(cookie(other, "exercise-seat"))
        page.get_by_label("The code that the other device showed").fill(back)
        page.keyboard.press("Enter")
        stands_on(page, "result-1")
        expect(page.locator("[data-left] blockquote")).to_have_text(["typed on the old device"])


def test_ten_thousand_characters_are_taken_and_what_is_longer_is_told_and_not_cut(context: BrowserContext, server):
    page = sit(context, server, "choose-1")
    here = keep_every_choice(page)
    mark = here.locator("[data-mark]")
    reason(page).focus()
    # As pasting does it: all at once, and a field with `maxlength` would cut it without a word.
    page.keyboard.insert_text("x" * (MOST + 2_000))
    expect(mark).to_have_text(re.compile(r"^Why\? One sentence is too long by 2000 characters\. Nothing of it is cut"))
    commit(page).click()
    expect(mark).to_contain_text("is too long by 2000 characters")
    expect(reason(page)).to_be_focused()
    assert len(reason(page).input_value()) == MOST + 2_000
    assert not commits_in(play_of(context, server.database).record)
    # A letter outside the first 65,536 is one letter.
    longest = "\N{OLD PERSIAN NUMBER ONE}" * MOST
    reason(page).fill(longest)
    expect(mark).to_have_text("Kept on this device.")
    commit(page).click()
    stands_on(page, "result-1")
    [only] = commits_in(play_of(context, server.database).record)
    assert only.reason == longest


# One line each; pasted at once they are one sentence of seven lines.
HOSTILE = (
    "כי הגשר ייסגר, (אולי) לפני חצות.",
    "لأن الماء يرتفع 20 سم في الساعة",
    "wa\N{ZERO WIDTH SPACE}ter\N{ZERO WIDTH JOINER} ri\N{WORD JOINER}ses",
    "safe \N{RIGHT-TO-LEFT OVERRIDE}evil\N{POP DIRECTIONAL FORMATTING} end",
    "the family \N{FAMILY} and 👩\N{ZERO WIDTH JOINER}🚒",
    "</blockquote></p><h1 id=typed>big</h1><img src=x onerror='alert(1)'><script>alert(2)</script>&lt;b&gt;",
    "# head - item [link](https://example.org) **bold** `code` | cell | $x^2$ :smile: <https://example.org>",
)
TURNING = "\N{RIGHT-TO-LEFT OVERRIDE}\N{POP DIRECTIONAL FORMATTING}"


class Elements(HTMLParser):
    """What a page is made of, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)

    def handle_data(self, data: str) -> None:
        self.text += data

    def holds_nothing_typed(self) -> bool:
        """Whether no element of `HOSTILE` became one, and no link."""
        names = {name for name, _ in self.attributes}
        values = [value or "" for _, value in self.attributes]
        typed = "script" in self.tags or ("id", "typed") in self.attributes or "onerror" in names
        return not typed and not any("example.org" in value for value in values)


def saved(page: Page, key: str) -> str:
    """The file that a button of the last screen saves."""
    with page.expect_download() as download:
        page.locator(f".st-key-{key}").get_by_role("button").click()
    return download.value.path().read_text("utf-8")


def test_whatever_is_typed_is_shown_and_saved_as_text(context: BrowserContext, server):
    page = sit(context, server, "choose-1")
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    keep_every_choice(page)
    typed = "\n".join(HOSTILE)
    for field in asking(page).locator("textarea").all():
        field.fill(typed)
    commit(page).click()
    stands_on(page, "result-1")
    play = play_of(context, server.database)
    assert commits_in(play.record)[0].reason == typed
    go_to(context, server, "debrief-2")
    page.reload()
    stands_on(page, "debrief-2")
    quotes = page.locator("blockquote.exercise-quote")
    assert quotes.all_text_contents() == [typed, typed]
    assert page.locator("#typed, [src=x], a[href*='example.org']").count() == 0
    go_to(context, server, "end")
    page.reload()
    kept = Elements(saved(page, "download-html"))
    plain = saved(page, "download-markdown")
    shown = Elements(MarkdownIt("commonmark", {"html": True}).enable("table").render(plain))
    for file in (kept, shown):
        assert file.holds_nothing_typed()
        for line in HOSTILE:
            assert line.translate(dict.fromkeys(map(ord, TURNING))) in file.text
    assert not Elements(f"<p>{typed}</p>").holds_nothing_typed(), "these tests would see it"
    assert dialogs == []


def go_to(context: BrowserContext, server: RunningServer, step: str) -> None:
    """Let the play of this browser stand on another screen, with every turn committed."""
    service = Service(Store(server.database))
    token = cookie(context, "exercise-seat")
    while not (play := service.position(token)).all_committed:
        service.submit(token, commit_next(play), None)
    service.submit(token, [StepReached(step=step)], None)


@pytest.mark.parametrize("broken", ["\ud800 half a letter", "a NUL \x00 inside"])
def test_what_is_no_text_breaks_nothing(context: BrowserContext, server, broken: str):
    page = sit(context, server, "choose-1")
    keep_every_choice(page)
    reason(page).evaluate(
        "(field, text) => { field.value = JSON.parse(text); field.dispatchEvent(new Event('input')); }",
        json.dumps(broken),
    )
    commit(page).click()
    stands_on(page, "result-1")
    [only] = commits_in(play_of(context, server.database).record)
    assert only.reason == broken.replace("\ud800", "\N{REPLACEMENT CHARACTER}")


@pytest.fixture
def own_server(start_server: StartServer) -> RunningServer:
    """A server that a test may harm."""
    return start_server()


@contextlib.contextmanager
def held_by_another(server: RunningServer) -> Iterator[None]:
    """Another program writes, and takes its time."""
    with contextlib.closing(sqlite3.connect(server.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


@contextlib.contextmanager
def no_room(server: RunningServer) -> Iterator[None]:
    """The system lets no file of the server grow, as a full disk does."""
    _, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (4096, hard))
    yield
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (hard, hard))


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (held_by_another, "another program holds the database"),
        (no_room, "the system refused to read or write|the disk is full"),
    ],
)
def test_a_commit_that_cannot_be_stored_says_so_where_it_was_pressed_and_works_afterwards(
    context: BrowserContext, own_server, trouble: Callable[[RunningServer], AbstractContextManager[None]], said: str
):
    page = sit(context, own_server, "choose-1")
    here = keep_every_choice(page)
    reason(page).fill("not lost")
    before = play_of(context, own_server.database).record
    with trouble(own_server):
        commit(page).click()
        mark = here.locator("[data-mark]")
        expect(mark).to_have_text(re.compile(rf"^This could not be stored: ({said})\. Nothing is lost"), timeout=15_000)
        expect(mark).to_be_in_viewport()
        expect(commit(page)).to_be_enabled()
        expect(reason(page)).to_have_value("not lost")
        expect(page.get_by_test_id("stException")).to_have_count(0)
        assert play_of(context, own_server.database).record == before
    commit(page).click()
    stands_on(page, "result-1")
    [only] = commits_in(play_of(context, own_server.database).record)
    assert only.reason == "not lost"


def test_a_database_that_is_taken_away_is_a_page_with_a_way_back_to_the_sentence(context: BrowserContext, own_server):
    page = sit(context, own_server, "choose-1")
    keep_every_choice(page)
    reason(page).fill("not lost")
    file = Path(own_server.database)
    file.rename(file.with_suffix(".away"))
    commit(page).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your play cannot be reached just now")
    expect(page.get_by_text("What you were typing is still in this browser.", exact=False)).to_be_visible()
    page.get_by_text("For whoever runs this server").click()
    expect(page.get_by_text("the file was taken away while it was in use", exact=False)).to_be_visible()
    file.with_suffix(".away").rename(file)
    page.get_by_role("button", name="Try again").click()
    expect(reason(page)).to_have_value("not lost")
    assert not commits_in(play_of(context, own_server.database).record)
    commit(page).click()
    stands_on(page, "result-1")
    [only] = commits_in(play_of(context, own_server.database).record)
    assert only.reason == "not lost"


def start_again(start_server: StartServer, killed: RunningServer) -> None:
    """Start a server where another one was killed, over the same plays."""
    told = ["--port", str(killed.port), "--database", killed.database]
    start_server([EXERCISE, "serve", "--no-browser", *told])


def test_after_a_killed_server_starts_again_a_reload_finds_the_half_typed_sentence(
    context: BrowserContext, own_server, start_server: StartServer
):
    page = sit(context, own_server, "choose-1")
    keep_every_choice(page)
    reason(page).fill("half a sen")
    own_server.end(signal.SIGKILL)
    start_again(start_server, own_server)
    page.reload()
    expect(reason(page)).to_have_value("half a sen")
    reason(page).press("End")
    reason(page).press_sequentially("tence")
    commit(page).click()
    stands_on(page, "result-1")
    [only] = commits_in(play_of(context, own_server.database).record)
    assert only.reason == "half a sentence"


def test_a_press_while_the_server_is_away_asks_for_another_one_which_works_without_a_reload(
    context: BrowserContext, own_server, start_server: StartServer
):
    page = sit(context, own_server, "choose-1")
    here = keep_every_choice(page)
    reason(page).fill("not lost")
    own_server.end(signal.SIGKILL)
    commit(page).click()
    start_again(start_server, own_server)
    # The page finds the server again by itself.
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=60_000)
    expect(here.locator("[data-mark]")).to_contain_text("No answer yet. Nothing is lost", timeout=15_000)
    expect(reason(page)).to_have_value("not lost")
    commit(page).click()
    stands_on(page, "result-1")
    [only] = commits_in(play_of(context, own_server.database).record)
    assert only.reason == "not lost"


def test_a_play_whose_scenario_is_changed_goes_on_with_its_own_rules_and_says_so(
    context: BrowserContext, start_server: StartServer, tmp_path: Path
):
    folder = tmp_path / "library" / "mine"
    shutil.copytree(ROOT / "scenarios" / "practice", folder)
    own = folder / "scenario.yaml"
    text = own.read_text("utf-8").replace("id: practice", "id: mine", 1)
    own.write_text(text, "utf-8")
    plays = str(tmp_path / "plays.sqlite3")
    told = ["--scenarios", str(folder.parent), "--database", plays]
    server = start_server([EXERCISE, "serve", "--no-browser", "--port", str(free_port()), *told])
    server.database = plays
    page = sit(context, server, "choose-1", scenario=str(folder))
    changed = page.get_by_text("The files of this scenario have changed since; your play goes on with its own rules.")
    title = "Who comes over"
    variants = folder / "variants.yaml"
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(changed).to_have_count(0)
    variants.write_text(variants.read_text("utf-8").replace(title, "Who goes under"), "utf-8")
    page.reload()
    expect(changed).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    keep_every_choice(page)
    reason(page).fill("by its own rules")
    own.write_text("spoiled: [", "utf-8")
    commit(page).click()
    stands_on(page, "result-1")
    expect(changed).to_be_visible()
    shutil.rmtree(folder)
    page.reload()
    expect(changed).to_be_visible()
    asking(page).locator("[data-key=next]").click()
    stands_on(page, "brief-2")
    assert commits_in(play_of(context, plays).record)
