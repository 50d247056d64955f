"""The stops of the debrief: whose rule it was, pictures with their words, later reports by what they bear on."""

from playwright.sync_api import BrowserContext, expect

from tests.browser.seated import asking, seated


def test_whose_rule_is_asked_before_it_is_shown_and_the_answer_stands_beside_the_truth(context: BrowserContext, server):
    page = seated(context, server, "debrief-3")
    here = asking(page)
    expect(here.locator("fieldset")).to_have_count(3)
    expect(page.locator(".exercise-sorts dt", has_text="It is so")).to_have_count(0)
    for box in here.locator("fieldset").all():
        box.get_by_text("the article says it").click()
    here.get_by_role("button", name="Show whose they are").click()
    answers = page.locator(".exercise-sorts > li")
    expect(answers).to_have_count(3)
    expect(page.locator(".exercise-sorts dt", has_text="You said")).to_have_count(3)
    expect(answers.nth(1)).to_contain_text("it is the designer's assumption")
    expect(page.get_by_text("rest on an assumption of the designer", exact=False)).to_be_visible()
    page.reload()
    expect(page.locator(".exercise-sorts dt", has_text="You said")).to_have_count(3)


def test_skipping_it_shows_whose_they_are_all_the_same(context: BrowserContext, server):
    page = seated(context, server, "debrief-3")
    asking(page).get_by_role("button", name="Skip").click()
    expect(page.locator(".exercise-sorts dt", has_text="It is so")).to_have_count(3)
    expect(page.locator(".exercise-sorts dt", has_text="You said")).to_have_count(0)


def test_every_picture_is_drawn_and_says_the_same_in_words(context: BrowserContext, server):
    for step, count in (("debrief-2", 3), ("debrief-3", 4)):
        page = seated(context, server, step, sealed=False)
        figures = page.locator(".exercise-drawings figure")
        expect(figures).to_have_count(count)
        for figure in figures.all():
            drawn = figure.get_by_role("img")
            expect(drawn).to_be_visible()
            box = drawn.bounding_box()
            assert box is not None
            assert box["width"] > 200
            figure.locator("summary").click()
            described = page.locator(f"#{drawn.get_attribute('aria-describedby')}")
            expect(described.locator("li").first).to_be_visible()
        page.close()


def test_later_reports_stand_under_the_sentence_of_the_source_they_bear_on(context: BrowserContext, server):
    page = seated(context, server, "debrief-4")
    expect(page.get_by_text("What the source said", exact=False)).to_have_count(0)
    asking(page).get_by_role("button", name="Open the seal").click()
    expect(page.get_by_text("What the source said", exact=False)).to_be_visible()
    burden = page.locator("details", has_text="The contingent is likely to be a burden on Russian supply.").first
    burden.locator("summary").first.click()
    expect(burden.get_by_text("reported later").first).to_be_visible()
