"""Which of many outcomes no other beats, exactly, by meeting in the middle.

Comparing every outcome with every other would take the square of their number. Instead the objectives are dealt into
two halves that repeat themselves often. What lies at or below a combination of the first half is one OR over rows of
bits, a bit for each combination of the second half; whether any of that lies at or below an outcome's own second half
is one AND. Ranks are packed into words with a spare bit above each, so that one subtraction compares a whole word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from exercise.analysis.masks import Mask, Places, SpaceError

Words = npt.NDArray[np.uint64]

WORD = 64
BLOCK = 256
MOST_BITS = 2**31
MOST_COMBINATIONS = 90_000
SAMPLE = 16_384

# Powers of an odd number tell sums of ranks apart well enough to count how many differ.
_ODD = 0x9E3779B97F4A7C15


@dataclass(frozen=True, eq=False, slots=True)
class Ranks:
    """One objective: the rank of each plan, compact, where 0 is best; and how many ranks there are."""

    places: Places
    count: int

    @property
    def width(self) -> int:
        """The bits of a rank and the spare bit above it."""
        return (self.count - 1).bit_length() + 1


@dataclass(frozen=True, eq=False, slots=True)
class Half:
    """Some objectives together: every combination of ranks that occurs, packed into words, and which one a plan has.

    `levels` are the sums of ranks: a combination can only be better than one of a higher level.
    """

    words: tuple[Words, ...]
    spare: tuple[np.uint64, ...]
    levels: Places
    codes: Places

    @property
    def size(self) -> int:
        """The number of combinations."""
        return len(self.levels)

    def nowhere_worse(self, than: Places, among: Places) -> Mask:
        """Tell which of some combinations are nowhere worse than others: [i, j] tells it of among[j] and than[i]."""
        found: Mask = np.ones((len(than), len(among)), np.bool_)
        for word, spare in zip(self.words, self.spare, strict=True):
            found &= (((word[than, None] | spare) - word[among]) & spare) == spare
        return found


@dataclass(frozen=True, eq=False, slots=True)
class Undominated:
    """Which pairs of combinations occur and which of them nothing beats: rows of bits, lowest bit first."""

    first: Half
    second: Half
    present: Words
    best: Words

    def rows(self, layout: tuple[int, ...]) -> Mask:
        """Tell for every plan, in the order of rows, whether no plan beats it."""
        one, other = (_column(half.codes, layout) for half in (self.first, self.second))
        bits = self.best[one, other // WORD] >> (other % WORD).astype(np.uint64)
        return (bits & np.uint64(1)).astype(np.bool_)


def undominated(objectives: Sequence[Ranks], layout: tuple[int, ...]) -> Undominated:
    """Find the outcomes that no other beats: one at least as good in every objective and better in one.

    Raises SpaceError where a half has more than 90,000 combinations, which would take from ten seconds upwards, or
    where the bits of both together would take more than 256 MB.
    """
    chosen = _dealt(objectives, layout)
    halves = [
        _half([each for each, is_first in zip(objectives, chosen, strict=True) if is_first is wanted])
        for wanted in (True, False)
    ]
    # Every combination of the first is a row, with a bit for each of the second: the smaller half goes there.
    second, first = sorted(halves, key=lambda half: half.size)
    if first.size > MOST_COMBINATIONS or first.size * second.size > MOST_BITS:
        message = f"too many different outcomes ({first.size:,} by {second.size:,}); compare fewer objectives, or bands"
        raise SpaceError(message)
    width = -(-second.size // WORD)
    present = _bits(first.size, width, _column(first.codes, layout), _column(second.codes, layout))
    return Undominated(first, second, present, _best(first, second, present))


def _best(first: Half, second: Half, present: Words) -> Words:
    """Keep of the pairs that occur those that nothing beats, level by level.

    What is beaten need not be asked any more: whatever beats it beats all that it would beat. So combinations of the
    first half that have nothing left are passed over from then on.
    """
    width = present.shape[1]
    better = _better(second, width)
    best = np.zeros_like(present)
    alive: Places = np.zeros(0, np.intp)
    order = np.argsort(first.levels, kind="stable")
    for level in np.split(order, np.flatnonzero(np.diff(first.levels[order])) + 1):
        for low in range(0, len(level), BLOCK):
            block = level[low : low + BLOCK]
            for place, near in zip(block, first.nowhere_worse(block, alive), strict=True):
                others = np.flatnonzero(np.unpackbits(present[place].view(np.uint8), bitorder="little"))
                reached = np.bitwise_or.reduce(best[alive[near]], axis=0)
                beaten = (better[others] & (reached | present[place])).any(axis=1)
                same = (reached[others // WORD] >> (others % WORD).astype(np.uint64)) & np.uint64(1)
                best[place] = _row(others[~beaten & (same == 0)], width)
        alive = np.concatenate([alive, level[best[level].any(axis=1)]])
    return best


def _better(half: Half, width: int) -> Words:
    """Give, a bit each, the other combinations that are nowhere worse: shape (combinations, width)."""
    found = np.zeros((half.size, width), "<u8")
    everything = np.arange(half.size)
    for low in range(0, half.size, BLOCK):
        block = everything[low : low + BLOCK]
        wide: Mask = np.zeros((len(block), width * WORD), np.bool_)
        wide[:, : half.size] = half.nowhere_worse(block, everything)
        wide[np.arange(len(block)), block] = False
        found[block] = np.packbits(wide, axis=1, bitorder="little").view("<u8")
    return found


def _row(bits: Places, width: int) -> Words:
    """Set some bits of one row."""
    wide: Mask = np.zeros(width * WORD, np.bool_)
    wide[bits] = True
    return np.packbits(wide, bitorder="little").view("<u8")


def _bits(rows: int, width: int, row: Places, bit: Places) -> Words:
    """Set one bit for each pair of row and bit."""
    found = np.zeros(rows * width, "<u8")
    np.bitwise_or.at(found, row * width + bit // WORD, np.uint64(1) << (bit % WORD).astype(np.uint64))
    return found.reshape(rows, width)


def _column(compact: Places, layout: tuple[int, ...]) -> Places:
    return np.broadcast_to(compact, layout).reshape(-1)


def _half(objectives: Sequence[Ranks]) -> Half:
    """Pack objectives into words, and number the combinations that occur."""
    packed: list[tuple[Words, int]] = []
    room = 0
    for each in objectives:
        ranks = each.places.astype(np.uint64)
        if each.width > room:
            packed.append((np.zeros((1,) * ranks.ndim, np.uint64), 0))
            room = WORD
        word, spare = packed[-1]
        shift = WORD - room
        packed[-1] = (word + (ranks << np.uint64(shift)), spare | 1 << (shift + each.width - 1))
        room -= each.width
    if not packed:
        return Half((), (), np.zeros(1, np.intp), np.zeros(1, np.intp))
    words = [word for word, _ in packed]
    codes, firsts = _numbered(words)
    spread = np.broadcast_shapes(*(word.shape for word in words))
    total = np.zeros((1,) * codes.ndim, np.intp)
    for each in objectives:
        total = total + each.places
    kept = tuple(np.broadcast_to(word, spread).reshape(-1)[firsts] for word in words)
    levels = np.broadcast_to(total, spread).reshape(-1)[firsts]
    return Half(kept, tuple(np.uint64(spare) for _, spare in packed), levels, codes)


def _numbered(words: Sequence[Words]) -> tuple[Places, Places]:
    """Number combinations of words: for each place its number, for each number the first place, flat."""
    joint: Words | Places = words[0]
    firsts: Places
    codes: Places
    _, firsts, codes = np.unique(joint, return_index=True, return_inverse=True)
    codes = codes.reshape(joint.shape)
    for word in words[1:]:
        _, further = np.unique(word, return_inverse=True)
        joint = codes * (int(further.max()) + 1) + further.reshape(word.shape)
        _, firsts, codes = np.unique(joint, return_index=True, return_inverse=True)
        codes = codes.reshape(joint.shape)
    return codes, firsts


def _dealt(objectives: Sequence[Ranks], layout: tuple[int, ...]) -> list[bool]:
    """Deal objectives into two halves of few combinations each: on a sample, the best single move until none helps."""
    # Scattered, because a constant step would keep to some options of the axes it has a factor in common with.
    scattered = np.arange(SAMPLE, dtype=np.uint64) * np.uint64(_ODD) >> np.uint64(24)
    rows = np.unravel_index((scattered % np.uint64(prod(layout))).astype(np.intp), layout)
    parts: list[Words] = []
    factor = 1
    for each in objectives:
        factor = factor * _ODD % 2**WORD
        parts.append(np.broadcast_to(each.places, layout)[rows].astype(np.uint64) * np.uint64(factor))
    order = sorted(range(len(objectives)), key=lambda at: objectives[at].places.size)
    chosen = [False] * len(objectives)
    for at in order[: len(objectives) // 2]:
        chosen[at] = True
    cost = _cost(parts, chosen)
    while True:
        moves = [[is_first != (at == moved) for at, is_first in enumerate(chosen)] for moved in range(len(chosen))]
        costs = [_cost(parts, move) for move in moves]
        if min(costs) >= cost:
            return chosen
        cost = min(costs)
        chosen = moves[costs.index(cost)]


def _cost(parts: Sequence[Words], chosen: Sequence[bool]) -> int:
    """Count the different combinations of both halves in the sample."""
    total = 0
    for half in (True, False):
        mixed = np.zeros_like(parts[0])
        for part, is_first in zip(parts, chosen, strict=True):
            if is_first is half:
                mixed += part
        mixed.sort()
        total += 1 + int(np.count_nonzero(mixed[1:] != mixed[:-1]))
    return total
