"""What a page costs its server: each screen of somebody who plays alone, beside a page of one line."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from live import Drawn, PageFailed, Visitor, greeting
from measuring import Findings, Pace, Row, Sample
from screens import SEAL_OPEN, Screen, combinations, screens_of, seat_at
from serving import Served, exercise_served, page_served

AGAIN = "Pages, drawn again: processor time of the server"
FIRST = "Pages, a new session: from connecting to the last message"
TURN_AIM = 4.0
SAYS = "times a page of one line"
TRIVIAL = 'import streamlit as st\n\nst.write("A page of one line.")\n'
FLOOR = "floor"


@dataclass(slots=True)
class Taken:
    """Seconds of one page, a figure for each round: waited and worked, drawn first and drawn again; and its size."""

    first_wait: list[float] = field(default_factory=list)
    first_work: list[float] = field(default_factory=list)
    wait: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    first_bytes: int = 0
    bytes: int = 0


def measure(pace: Pace) -> Findings:
    """Visit every screen several times, in turns with a page of one line that Streamlit serves with our options."""
    if sys.platform != "linux":
        return Findings(remarks=["Pages were left out: another process's processor time is read on Linux only."])
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(2)]
        ours = stack.enter_context(exercise_served(folders[0]))
        trivial = stack.enter_context(page_served(TRIVIAL, folders[1], same_options=True))
        return asyncio.run(_measure(ours, trivial, pace))


async def _measure(ours: Served, trivial: Served, pace: Pace) -> Findings:
    floor = Screen(FLOOR, greeting(trivial.url))
    greeted = greeting(ours.url)
    reached = screens_of(ours, one_of_each=pace.quick)
    screens = [replace(screen, cookies={**greeted, **screen.cookies}) for screen in reached]
    await _open_the_seal(ours, screens)
    taken = {screen.name: Taken() for screen in (floor, *screens)}
    for screen in screens if not pace.quick else ():
        await _visit(ours, screen, Taken(), 1)
    for _ in range(pace.of(5, 1)):
        for screen in screens:
            await _visit(ours, screen, taken[screen.name], pace.of(3, 1))
            await _visit(trivial, floor, taken[FLOOR], pace.of(2, 1))
    found = _rows(taken)
    found.add(await _presses(ours, greeted, Sample(tuple(taken[FLOOR].work)).median, pace))
    return found


async def _open_the_seal(ours: Served, screens: list[Screen]) -> None:
    """Press the seal open where a screen is meant to show what is below it."""
    for screen in screens:
        if screen.name == SEAL_OPEN:
            async with Visitor(ours.url, screen.cookies) as visitor:
                await visitor.draw()
                await visitor.press("seal")


async def _visit(server: Served, screen: Screen, taken: Taken, times: int) -> None:
    """Join with a new session, have the page drawn, and then drawn again some times."""
    work, start = server.cpu_seconds(), time.perf_counter()
    async with Visitor(server.url, screen.cookies, page=screen.page) as visitor:
        drawn = await visitor.draw()
        taken.first_wait.append(drawn.finished - start)
        taken.first_work.append(server.cpu_seconds() - work)
        taken.first_bytes = drawn.received
        work, waited = server.cpu_seconds(), 0.0
        for _ in range(times):
            again = await visitor.draw()
            waited += again.seconds
        taken.wait.append(waited / times)
        taken.work.append((server.cpu_seconds() - work) / times)
        taken.bytes = again.received


def _rows(taken: Mapping[str, Taken]) -> Findings:
    """Make two rows a screen: drawn again, and drawn first."""
    floor = taken[FLOOR]
    floor_work, floor_wait = Sample(tuple(floor.work)).median, Sample(tuple(floor.first_wait)).median
    again: list[Row] = []
    first: list[Row] = []
    for name, each in taken.items():
        row_id = f"page.{name}"
        called = "floor: one st.write, our options" if name == FLOOR else name
        work, wait = Sample(tuple(each.work)), Sample(tuple(each.first_wait))
        waited, worked = Sample(tuple(each.wait)).median * 1e3, Sample(tuple(each.first_work)).median * 1e3
        size, first_size = each.bytes / 1e3, each.first_bytes / 1e3
        what = f"{called}: {waited:.1f} ms to wait, {size:.1f} kB"
        more = {"wait_ms": waited, "received_kB": size}
        beside = {} if name == FLOOR else {"ratio": work.median / floor_work, "ratio_says": SAYS}
        most = TURN_AIM if name == "choose-1" else None
        again.append(work.row(row_id, AGAIN, what, more=more, ratio_most=most, **beside))
        what = f"{called}: {worked:.1f} ms of processor time, {first_size:.1f} kB"
        more = {"work_ms": worked, "received_kB": first_size}
        beside = {} if name == FLOOR else {"ratio": wait.median / floor_wait, "ratio_says": SAYS}
        first.append(wait.row(f"{row_id}.first", FIRST, what, more=more, **beside))
    return Findings([*again, *first])


async def _presses(ours: Served, greeted: Mapping[str, str], floor: float, pace: Pace) -> Findings:
    """Commit the first turn and answer what it brings, once in each of several plays that choose differently.

    Choosing differently, none finds what another worked out. The first, which chooses as the screens were played, only
    warms and is not counted.
    """
    commits: list[tuple[float, Drawn]] = []
    outcomes: list[tuple[float, Drawn]] = []
    for choices in combinations()[: pace.of(12, 2)]:
        async with Visitor(ours.url, {**greeted, **seat_at(ours, "choose-1")}) as visitor:
            await visitor.draw()
            commits.append(await _press(ours, visitor, "commit", choices))
            outcomes.append(await _press(ours, visitor, "", {}))
    what = "choose-1 committed, its inject drawn"
    row = _press_row("page.commit", what, commits[1:], floor, TURN_AIM)
    return Findings(
        [row, _press_row("page.outcome", "that inject answered, result-1 drawn", outcomes[1:], floor, None)]
    )


async def _press(ours: Served, visitor: Visitor, button: str, choices: Mapping[str, str]) -> tuple[float, Drawn]:
    """Press a button, the one that leads on where none is named; gives the server's seconds.

    Raises PageFailed where the play does not go on.
    """
    asking = visitor.asking
    assert asking is not None, visitor.heading
    before = ours.cpu_seconds()
    drawn = await visitor.press(button or asking.onward, asking.answers(choices))
    seconds = ours.cpu_seconds() - before
    if visitor.asking is None or visitor.asking.place == asking.place:
        message = f"{asking.place}: pressed, and still there"
        raise PageFailed(message)
    return seconds, drawn


def _press_row(row_id: str, what: str, taken: list[tuple[float, Drawn]], floor: float, most: float | None) -> Row:
    work = Sample(tuple(seconds for seconds, _ in taken))
    waited = Sample(tuple(drawn.seconds for _, drawn in taken)).median * 1e3
    runs, size = taken[-1][1].runs, max(drawn.received for _, drawn in taken) / 1e3
    what = f"{what}: {runs} runs, {waited:.1f} ms to wait, {size:.1f} kB"
    more = {"wait_ms": waited, "received_kB": size, "runs": runs}
    return work.row(row_id, AGAIN, what, more=more, ratio=work.median / floor, ratio_says=SAYS, ratio_most=most)
