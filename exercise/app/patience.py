"""How often a wrong rejoin code may be typed before somebody has to wait: a budget a browser, and one for all together.

A program can throw its cookies away, hence the second one. Neither counts addresses: a class shares one. The second is
so large that a class of 500, each with a wrong letter, does not notice it; it comes back slowly enough that nobody
finds one of the 2^40 codes by trying.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

from exercise.sessions.seats import fingerprint


@dataclass(frozen=True, slots=True)
class Budget:
    """How many may be spent at once, and in how many seconds one of them comes back."""

    most: int
    seconds: float


ONE_BROWSER: Final = Budget(10, 30)
TOGETHER: Final = Budget(600, 0.5)


class Patience:
    """The budgets of this process; what is spent comes back with time. Safe to use from many threads."""

    def __init__(
        self, one: Budget = ONE_BROWSER, together: Budget = TOGETHER, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Count with `one` for each browser and `together` for all; `clock` gives seconds that never go back."""
        self._one, self._together, self._clock = one, together, clock
        # For each browser, and under "" for all, the moment at which nothing is spent any more.
        self._whole: dict[str, float] = {}
        self._counting = Lock()

    def spend(self, owner: str) -> int:
        """Take one try from the budgets of the browser with this secret; 0, or the seconds to wait: then none is taken.

        Take it before a code is looked up: with many at once, what was looked up first could be counted too late.
        """
        with self._counting:
            wait = self._wait(owner)
            if not wait:
                self._add(fingerprint(owner), self._one.seconds)
                self._add("", self._together.seconds)
            return wait

    def give_back(self, owner: str) -> None:
        """Give a try back that was none: the code was right, or could not be looked up."""
        with self._counting:
            self._add(fingerprint(owner), -self._one.seconds)
            self._add("", -self._together.seconds)

    def wait(self, owner: str) -> int:
        """Give the whole seconds that this browser has to wait, 0 where it may try."""
        with self._counting:
            return self._wait(owner)

    def _wait(self, owner: str) -> int:
        now = self._clock()
        # What came back whole is forgotten, so there are never more browsers here than tries that still count.
        self._whole = {name: whole for name, whole in self._whole.items() if whole > now}
        alone = self._missing(fingerprint(owner), self._one, now)
        return math.ceil(max(alone, self._missing("", self._together, now)))

    def _missing(self, name: str, budget: Budget, now: float) -> float:
        """Give the seconds until one more may be spent of a budget."""
        spent = self._whole.get(name, now) - now
        return max(0.0, spent - (budget.most - 1) * budget.seconds)

    def _add(self, name: str, seconds: float) -> None:
        self._whole[name] = self._whole.get(name, self._clock()) + seconds


codes: Final = Patience()
