"""What `exercise bench` prints for people: what was changed, what falls with it, what the trials have shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from exercise.analysis.bench import BenchResult, CheckMoved, SentenceMoved
from exercise.analysis.changing import POINTS, ROW, Edit
from exercise.analysis.labels import ANY_PLAN, BREAKS, OURS, PROVED
from exercise.analysis.trials import Tally
from exercise.commands.console import OUT, plain
from exercise.scenario.model import Scenario

COLOURS = {ANY_PLAN: "green", OURS: "yellow", BREAKS: "red"}


def print_result(result: BenchResult, *, changed: bool) -> None:
    """Print a change and what it does; without one, what is proved and what depends on the designer."""
    if changed:
        _print_edits(result)
        _print_turned(result)
        _print_checks([each for each in result.checks if each.before != each.after or each.after == BREAKS])
        _print_sentences(result.sentences)
    _print_summary("checks", [each.after for each in result.checks])
    _print_summary("sentences", [each.after for each in result.sentences])


def print_tally(scenario: Scenario, tally: Tally, asked: int, seed: int) -> None:
    """Print in how many trials each check held, and whether the labels of the debrief agree."""
    OUT.rule("Every number of ours moved by -1, 0 or +1", align="left")
    of_all = f"{tally.trials:,} trials" if tally.trials == asked else f"{tally.trials:,} of {asked:,} trials"
    OUT.print(plain(f"{of_all}, seed {seed}, every plan of our tables each time."))
    always = [each for each in tally.checks if each.held == tally.trials]
    table = _table("right", "left", "left")
    for each in sorted(tally.checks, key=lambda check: check.held):
        if each not in always:
            shown = Text(f"{each.held:,} of {tally.trials:,}", style="yellow")
            table.add_row(shown, each.id, plain(f"broke first in trial {each.trial}: {each.witness}"))
    OUT.print(table)
    names = ", ".join(each.id for each in always)
    OUT.print(plain(f"{len(always)} checks held in every trial: {names or 'none'}."))
    texts = {each.id: each.text for each in scenario.debrief.sentences}
    for name in tally.disagreeing:
        OUT.print(Text(f"A trial contradicts the label of {name}: {texts.get(name, '')}", style="red"))
    proved = sum(each.label in PROVED for each in tally.sentences)
    if not tally.disagreeing:
        OUT.print(plain(f"No trial moved any of the {proved} sentences that are labelled as holding for any plan."))


def _print_edits(result: BenchResult) -> None:
    OUT.rule("Changed", align="left")
    table = _table("left", "left")
    for edit in result.edits:
        table.add_row(edit.rule, plain(_edit_words(edit)))
    OUT.print(table if result.edits else plain("  No number and no row: nothing rests on it, or it was so before."))
    if result.kept:
        OUT.print(
            plain(
                f"  These rest on it too and stay, as the source's or because something must be said: "
                f"{', '.join(result.kept)}"
            )
        )
    OUT.print(plain(f"  {result.plans_after:,} plans of our tables, {result.plans_before:,} before."))


def _edit_words(edit: Edit) -> str:
    if edit.what == ROW:
        return f"falls away; it had {edit.before:+}" if isinstance(edit.before, int) else f"falls away: {edit.before}"
    before = f"{edit.before:+}" if edit.what == POINTS and isinstance(edit.before, int) else f"{edit.before}"
    after = f"{edit.after:+}" if edit.what == POINTS and isinstance(edit.after, int) else f"{edit.after}"
    return f"{before} becomes {after}" + ("" if edit.what == POINTS else f" ({edit.what})")


def _print_turned(result: BenchResult) -> None:
    moved = [(name, count) for name, count in result.turned if count]
    OUT.rule("Plans of our tables that change band", align="left")
    table = _table("right", "left")
    for name, count in moved:
        table.add_row(f"{count:,}", name)
    OUT.print(table if moved else plain("  None."))


def _print_checks(checks: Sequence[CheckMoved]) -> None:
    OUT.rule("Checks", align="left")
    for check in checks:
        OUT.print(Text.assemble("  ", (check.id, "bold"), ": ", plain(check.text)))
        OUT.print(Padding(_became(check.before, check.after), (0, 0, 0, 4)))
        if check.witness:
            OUT.print(Padding(plain(check.witness), (0, 0, 0, 4)))
    if not checks:
        OUT.print(plain("  Every check stands as before."))


def _print_sentences(sentences: Sequence[SentenceMoved]) -> None:
    OUT.rule("Sentences of the debrief", align="left")
    fallen = [each for each in sentences if each.before != each.after or each.after == BREAKS]
    for each in fallen:
        OUT.print(Text.assemble("  ", (each.id, "bold"), ": ", plain(each.text)))
        because = [f"{name} breaks" for name in each.fallen] + [f"{name} is left out" for name in each.lost]
        why = f" ({', '.join(because)})" if because else ""
        OUT.print(Padding(_became(each.before, each.after).append(why), (0, 0, 0, 4)))
    if not fallen:
        OUT.print(plain("  Every sentence carries as far as before."))
    table = _table("right", "left", "left")
    for each in sentences:
        if each.moved and each.plans_before != each.plans_after:
            table.add_row(
                f"{each.moved:,}", each.id, plain(f"in {each.plans_after:,} plans, {each.plans_before:,} before")
            )
        elif each.moved:
            table.add_row(f"{each.moved:,}", each.id, "says another thing, or in other plans")
    if table.row_count:
        OUT.print(plain("  Plans of our tables in which a sentence comes, goes or says something else:"))
        OUT.print(table)


def _became(before: str, after: str) -> Text:
    if before == after:
        return Text(after, style=COLOURS.get(after, ""))
    return Text.assemble(f"{before}; now it ", (after, COLOURS.get(after, "green")))


def _print_summary(what: str, verdicts: Iterable[str]) -> None:
    counts = Counter(verdicts)
    said = ", ".join(f"{count} {_plural(verdict)}" for verdict, count in counts.most_common())
    OUT.print(plain(f"Of the {sum(counts.values())} {what}: {said}."))


def _plural(verdict: str) -> str:
    """Put a verdict on one thing so that it fits a number of things."""
    word, _, rest = verdict.partition(" ")
    return " ".join([{"holds": "hold", "depends": "depend", "breaks": "break"}.get(word, word), rest]).strip()


def _table(*sides: str) -> Table:
    table = Table(show_header=False, box=None, padding=(0, 1))
    for side in sides:
        table.add_column(justify="right" if side == "right" else "left", overflow="fold")
    return table
