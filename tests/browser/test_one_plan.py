"""One plan at once, in a real browser."""

from playwright.sync_api import Page, expect

PLAN = {
    "deployment": "The campaign in Kursk",
    "contingent": "10,000 (highest reported number)",
    "unit": "Battalions attached to Russian brigades",
    "command": "Russian command",
    "liaison": "A liaison team in every battalion",
    "training": "Two weeks",
    "sustainment": "All Russian",
    "equipment": "Russian kit",
    "posture": "Stay ambiguous",
}


def choose(page: Page, **changes: str) -> None:
    """Choose the default plan, with some choices made differently."""
    for decision, label in {**PLAN, **changes}.items():
        page.locator(f".st-key-decision-{decision}").get_by_text(label, exact=True).click()


def commit(page: Page) -> None:
    page.locator(".st-key-commit").get_by_role("button").click()


def test_a_committed_plan_shows_bands_reasons_and_debrief(page: Page, server):
    page.goto(f"{server.url}/plan")
    choose(page)
    page.locator(".st-key-decision-package").get_by_text("Financial incentives", exact=False).click()
    commit(page)
    expect(page.get_by_role("heading", name="What that leads to")).to_be_visible()
    burden = page.locator(".exercise-measure", has=page.get_by_role("heading", name="Logistics burden"))
    expect(burden.locator("[aria-current]")).to_have_text("severe, here it stands")
    burden.get_by_text("Why?").click()
    expect(burden.get_by_text("Where Russian supply carries everything")).to_be_visible()
    expect(burden.get_by_role("row", name="11 points in all")).to_be_visible()
    price = page.locator(".exercise-measure", has=page.get_by_role("heading", name="Price paid by Russia"))
    expect(price.locator("[aria-current]")).to_have_text("light, here it stands")
    expect(page.get_by_text("An account left open").first).to_be_visible()
    debrief = page.locator(".exercise-stage")
    expect(debrief.filter(has_text="The text itself").or_(debrief.filter(has_text="critique")).first).to_be_visible()
    expect(page.get_by_text("the available text ends before saying what").first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_plan_that_does_not_hold_together_says_why_and_keeps_the_choices(page: Page, server):
    page.goto(f"{server.url}/plan")
    choose(page, unit="Individual fill into Russian units", command="Combined headquarters")
    commit(page)
    expect(page.get_by_text("This plan does not hold together", exact=False)).to_be_visible()
    expect(page.get_by_text("no headquarters of their own", exact=False)).to_be_visible()
    expect(page.get_by_role("heading", name="What that leads to")).to_have_count(0)
    chosen = page.locator(".st-key-decision-deployment input:checked")
    expect(chosen).to_have_count(1)


def test_what_is_not_decided_is_named(page: Page, server):
    page.goto(f"{server.url}/plan")
    page.locator(".st-key-decision-deployment").get_by_text(PLAN["deployment"], exact=True).click()
    commit(page)
    expect(page.get_by_text("Still to be decided: Contingent", exact=False)).to_be_visible()


def test_later_facts_stay_sealed_until_the_seal_is_opened(page: Page, server):
    page.goto(f"{server.url}/plan")
    choose(page)
    commit(page)
    expect(page.get_by_role("heading", name="Debrief")).to_be_visible()
    expect(page.get_by_text("read in", exact=False)).to_have_count(0)
    page.locator(".st-key-seal").get_by_text("Open the seal", exact=False).click()
    expect(page.get_by_text("read in", exact=False).first).to_be_visible()


def test_the_practice_scenario_plays_on_the_same_page(page: Page, server):
    page.goto(f"{server.url}/plan")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.locator(".st-key-scenario").get_by_role("combobox").click()
    page.get_by_role("option", name="practice").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The bridge at Lantern Ford")
    page.locator(".st-key-decision-crossing").get_by_role("radio").first.check(force=True)
    commit(page)
    expect(page.get_by_role("heading", name="What that leads to")).to_be_visible()
