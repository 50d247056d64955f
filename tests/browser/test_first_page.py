"""The first page in a real browser."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect


def test_the_first_page_shows_one_heading(page: Page, server):
    problems: list[str] = []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.goto(server.url)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_count(1)
    expect(heading).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert problems == []


def test_no_request_leaves_the_host(page: Page, server, asked: list[str]):
    page.goto(server.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert any(urlsplit(address).scheme == "ws" for address in asked), "the live connection was not seen"
    assert outside(asked, server.url) == []


def test_a_request_that_leaves_the_host_would_be_seen(page: Page, server, asked: list[str]):
    page.goto(server.url)
    page.evaluate("fetch('http://elsewhere.invalid/counter').catch(() => null)")
    assert outside(asked, server.url) == ["http://elsewhere.invalid/counter"]


def test_a_page_has_no_button_for_developers(page: Page, server):
    page.goto(server.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Deploy")).to_have_count(0)


def outside(addresses: list[str], home: str) -> list[str]:
    """The addresses that are neither the server's nor made up within the page."""
    here = urlsplit(home).netloc
    return [a for a in addresses if urlsplit(a).scheme not in {"data", "blob"} and urlsplit(a).netloc != here]
