"""What pages need, loaded before anybody waits for it: the first page's before the ready line, the others' after."""

from __future__ import annotations

import contextlib
import time
from importlib import import_module

SECONDS_FOR_THE_FIRST_PAGE = 2
FIRST = ("exercise.app.welcome",)
OTHERS = ("exercise.app.solo.screens", "exercise.app.solo.gone", "exercise.app.my_plays", "exercise.app.one_plan")


def warm_first() -> None:
    """Load the first page and read the scenarios. What fails here the page says by itself."""
    for page in FIRST:
        import_module(page)
    from exercise.app import library  # noqa: PLC0415 - this is what is loaded here

    with contextlib.suppress(Exception):
        for folder in library.folders().values():
            with contextlib.suppress(Exception):
                library.scenario_in(folder)


def warm_others() -> None:
    """Open the store, which a first visitor asks nothing yet, and load the other pages; after the first page is out."""
    time.sleep(SECONDS_FOR_THE_FIRST_PAGE)
    from exercise.app import keeping  # noqa: PLC0415 - this is what is loaded here

    with contextlib.suppress(Exception):
        keeping.service()
    for page in OTHERS:
        import_module(page)
