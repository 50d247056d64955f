"""The plan from the other side, and trying to break what holds for every plan."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.seated import asking, seated


def attempt(page: Page) -> None:
    """Try the plan that the pickers hold."""
    page.locator("[data-key=hunt-try]").click()


def test_it_shows_what_was_asked_for_and_what_the_other_side_has(context: BrowserContext, server):
    page = seated(context, server, "sender")
    expect(page.get_by_role("heading", level=1)).to_have_text("The same plan, seen from Pyongyang")
    expect(page.get_by_role("heading", level=2)).to_have_text(
        ["What Moscow asked for", "What Pyongyang has now", "And beyond both", "Try to break it"]
    )
    expect(page.get_by_text("Destabilisation: Pacific region")).to_be_visible()


def test_every_try_counts_once_and_says_whose_rule_stands_in_the_way(context: BrowserContext, server):
    page = seated(context, server, "sender")
    none_yet = "the war is turned: tried 0 of our tables' 435,456 plans."
    expect(page.get_by_text(none_yet)).to_be_visible()
    attempt(page)
    expect(page.get_by_text("tried 1, found 0").first).to_be_visible()
    expect(page.get_by_text("Not found: the war is turned.")).to_be_visible()
    expect(page.get_by_text("Article cap:")).to_be_visible()
    asking(page).get_by_label("Contingent").select_option("10000")
    attempt(page)
    expect(page.get_by_text("tried 2, found 0").first).to_be_visible()
    expect(asking(page).get_by_label("Contingent")).to_have_value("10000")
    attempt(page)
    page.reload()
    expect(page.get_by_text("tried 2, found 0").first).to_be_visible()
    expect(asking(page).get_by_label("Contingent")).to_have_value("10000")


def test_a_plan_that_breaks_a_rule_of_coherence_is_explained_and_not_counted(context: BrowserContext, server):
    page = seated(context, server, "sender")
    asking(page).get_by_label("Unit of integration").select_option("fill")
    attempt(page)
    expect(page.get_by_text(re.compile("no headquarters of their own"))).to_be_visible()
    expect(page.get_by_text("tried 0 of our tables").first).to_be_visible()


def test_going_on_leads_to_the_debrief_which_remembers_the_tries(context: BrowserContext, server):
    page = seated(context, server, "sender")
    attempt(page)
    expect(page.get_by_text("tried 1, found 0").first).to_be_visible()
    for stop in (1, 2, 3):
        asking(page).locator("[data-key=next], [data-key=debrief-next]").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Debrief, stop {stop} of 5")
    asking(page).get_by_role("button", name="Skip").click()
    expect(page.get_by_text("You tried 1 plan to break")).to_be_visible()


def test_a_scenario_without_an_other_side_says_it_in_general(context: BrowserContext, server):
    page = seated(context, server, "sender", scenario="practice", choices={})
    expect(page.get_by_role("heading", level=1)).to_have_text("The same plan, seen from the other side")
    expect(page.get_by_text("of our tables' 20 plans").first).to_be_visible()
