"""The closed list of placeholders in a scenario's sentences; there is no template language."""

from __future__ import annotations

from exercise.play.ledger import Outcome
from exercise.scenario.model import Scenario


def filled(scenario: Scenario, outcome: Outcome, text: str, **given: str) -> str:
    """Put values into a sentence: `{n}`, `{days}`, `{weeks}`, `{cost}`, and those given; others stay as they are."""
    if "{" not in text:
        return text
    for name, value in {**_numbers(scenario, outcome), **given}.items():
        text = text.replace("{" + name + "}", value)
    return text


def _numbers(scenario: Scenario, outcome: Outcome) -> dict[str, str]:
    """Give the yardstick's numbers: the quantity, the ratio it makes, the weeks and their cost on the yardstick."""
    numbers: dict[str, str] = {}
    for measure in scenario.frame.measures:
        if measure.ratio is not None:
            quantity = outcome.values.get(measure.ratio.of)
            if quantity is not None:
                numbers["n"] = f"{int(quantity):,}"
                numbers["days"] = days_text(float(outcome.measure(measure.id).points))
        if measure.display == "weeks":
            weeks = int(outcome.measure(measure.id).points)
            rate = next((each.ratio.per for each in scenario.frame.measures if each.ratio is not None), 0)
            numbers["weeks"] = str(weeks)
            numbers["cost"] = f"{weeks * 7 * rate:,}"
    return numbers


def days_text(days: float) -> str:
    """Print days with one decimal, or with two where they are quarters."""
    return f"{days:.2f}" if days != round(days, 1) and days * 4 == round(days * 4) else f"{days:.1f}"


def fitting(label: str) -> str:
    """Give a label as it stands inside a sentence: its first letter small, unless it is an abbreviation or a name."""
    return label[0].lower() + label[1:] if len(label) > 1 and label[1].islower() else label
