"""The flagship from the first screen to the end with the keys alone: Tab, Space, Enter, and letters."""

from playwright.sync_api import Page, expect

MOST_KEYS = 1500

# What has the focus: what it is, whether it is done, and the place of the screen it is on.
FOCUSED = """() => {
    let here = document.activeElement;
    while (here && here.shadowRoot && here.shadowRoot.activeElement) here = here.shadowRoot.activeElement;
    const root = document.querySelectorAll('[data-asking]');
    const group = here && here.name ? [...document.querySelectorAll(`[name="${here.name}"]`)] : [];
    return {
        tag: here ? here.tagName.toLowerCase() : '',
        kind: here ? here.type || '' : '',
        key: here ? here.dataset.key || '' : '',
        text: here ? here.textContent.trim() : '',
        inside: Boolean(here && here.closest('[data-asking]')),
        main: Boolean(here && here.classList.contains('primary')),
        done: group.some(each => each.checked) || Boolean(here && here.value && here.tagName === 'TEXTAREA'),
        place: root.length === 1 ? root[0].dataset.place || '' : '',
        heading: (document.querySelector('h1') || {}).textContent || '',
    };
}"""


def wait_for_another(page: Page, before: str) -> None:
    """Wait until another screen stands and its heading has the focus, or the play is at its end."""
    page.wait_for_function(
        """before => {
            const root = document.querySelectorAll('[data-asking]');
            const heading = document.querySelector('h1');
            if (heading && heading.textContent === 'Your debrief is ready') return root.length === 0;
            const other = root.length === 1 && root[0].dataset.place && root[0].dataset.place !== before;
            return other && document.activeElement === heading;
        }""",
        arg=before,
    )


def press_button(page: Page, at: dict[str, str]) -> None:
    """Press the button that has the focus, and wait for what it leads to."""
    page.keyboard.press("Enter")
    if at["key"] == "hunt-try":
        expect(page.get_by_text("tried 1, found 0").first).to_be_visible()
        # While one screen gives way to the next there are two.
        expect(page.locator("[data-asking]")).to_have_count(1)
        expect(page.locator("[data-key=hunt-try]")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    elif not at["key"]:
        if page.evaluate(FOCUSED)["text"].startswith("Keep it"):
            page.keyboard.press("Enter")
        return
    wait_for_another(page, at["place"])


def play_by_keys(page: Page) -> tuple[int, list[str]]:
    """Press keys until the end; gives how many, and the headings that came."""
    headings: list[str] = []
    for count in range(MOST_KEYS):
        # After the last choice is kept the focus is in the sentence already.
        at = page.evaluate(FOCUSED)
        if at["tag"] == "textarea" and not at["done"]:
            page.keyboard.type("kept")
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if not headings or headings[-1] != at["heading"]:
            headings.append(at["heading"])
        if not at["inside"]:
            continue
        if at["kind"] == "radio" and not at["done"]:
            page.keyboard.press("Space")
        elif at["tag"] == "textarea" and not at["done"]:
            page.keyboard.type("kept")
        elif at["tag"] == "button" and at["main"]:
            press_button(page, at)
            if page.evaluate(FOCUSED)["heading"] == "Your debrief is ready":
                return count, [*headings, "Your debrief is ready"]
    return MOST_KEYS, headings


def test_the_flagship_is_played_to_the_end_by_keyboard_alone(page: Page, server):
    page.goto(server.url)
    expect(page.locator("[data-key=play-alone]")).to_be_visible()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED)["key"] == "play-alone":
            break
    page.keyboard.press("Enter")
    expect(page.locator("[data-asking] button").first).to_be_visible()
    count, headings = play_by_keys(page)
    assert headings[-1] == "Your debrief is ready", headings
    assert headings.count("What that did") == 5
    assert count < MOST_KEYS
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED)["text"].startswith("Save my debrief (plain text"):
            break
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    assert "kept" in saved.value.path().read_text("utf-8")
