"""The flagship by hand in NumPy, written from its tables alone, without a line of `exercise`.

`factored` is what somebody who knows NumPy writes: each table is worked out on the decisions it reads and spread out at
the end. `naive` keeps one full column a thing and asks every row of every table of all plans.

Plans stand in the order of `exercise space`: decisions as the scenario lists them, the package as a binary counter.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Columns = dict[str, np.ndarray]

REAR, EAST, KURSK = range(3)
FILL, BATTALION, BRIGADE = range(3)
RUSSIAN, COMBINED, PARALLEL = range(3)
MIXED, DPRK = 1, 2
OWN, LIGHT = 1, 2
DENY, AMBIGUOUS, ANNOUNCE = range(3)
ENDINGS = ("region_takes_note", "account_open", "two_armies", "long_column", "bounded_task", "quiet_presence")
TROOPS = (1500, 4000, 7000, 10000)

# Measure: first points of each band after the lowest, end of the scale.
BANDS = {
    "logistics_burden": ((7, 10), 20),
    "cultural_friction": ((3, 5, 6), 10),
    "doctrinal_friction": ((3, 5, 6), 10),
    "tactical_friction": ((3, 5, 6), 12),
    "operational_effect": ((3, 6, 8), 9),
    "yardstick_days": ((2, 7), 9),
    "dprk_gains": ((3, 6), 10),
    "dprk_modernisation": ((4, 7), 9),
    "korean_peninsula": ((3, 5), 8),
    "pacific": ((3, 5), 8),
    "russian_obligation": ((3, 6), 14),
    "price": ((1, 3, 6), 10),
    "exposure": ((2, 4), 8),
    "weeks": ((2, 5), 14),
}


PARTS = ("unit", "command", "liaison", "training", "supply", "kit")


def formations() -> Columns:
    """Unit, command, liaison, training, sustainment and equipment of the combinations that may stand together."""
    unit, command, liaison, training, supply, kit = np.indices((3,) * 6).reshape(6, -1)
    fill = unit == FILL
    broken = fill & ((command != RUSSIAN) | (supply != 0) | (kit == OWN))
    broken |= (unit != BRIGADE) & (command == PARALLEL)
    broken |= (supply == DPRK) & (kit == 0)
    found = (unit, command, liaison, training, supply, kit)
    return {name: each[~broken].astype(np.int16) for name, each in zip(PARTS, found, strict=True)}


def factored() -> Columns:
    """Points, bands and endings of every plan, each table on the decisions that it reads.

    Arrays have five axes: deployment, contingent, what is read of a formation, posture, package.
    """
    formed = formations()
    shape = (3, 4, len(formed["unit"]), 3, 32)

    def along(axis: int, values: Any) -> np.ndarray:
        return np.asarray(values, np.int16).reshape([-1 if at == axis else 1 for at in range(len(shape))])

    def parts(*names: str) -> tuple[np.ndarray, ...]:
        """The different values of some parts, along the axis of formations, and where each formation stands there."""
        code = np.zeros(shape[2], np.int16)
        for name in names:
            code = code * 3 + formed[name]
        _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
        return (*(along(2, formed[name][first]) for name in names), inverse)

    columns: Columns = {}

    def spread(name: str, array: np.ndarray, inverse: np.ndarray | None) -> np.ndarray:
        """Write a column, and give the array with the axis of formations in full."""
        full = array if inverse is None else array.take(inverse, axis=2)
        columns[name] = np.ascontiguousarray(np.broadcast_to(full, shape)).reshape(-1)
        return full

    def put(name: str, total: np.ndarray, least: int, inverse: np.ndarray | None = None) -> tuple[np.ndarray, ...]:
        points = np.clip(total, least, BANDS[name][1]).astype(np.int16)
        return spread(name, points, inverse), spread(f"{name}.band", _band(name, points), inverse)

    finance, tactics, technologies, captured, nuclear = (along(4, each) for each in np.indices((2,) * 5).reshape(5, -1))
    front, rear = along(0, [0, 1, 1]), along(0, [1, 0, 0])
    many, most, fewest = along(1, [0, 0, 1, 1]), along(1, [0, 0, 0, 1]), along(1, [1, 0, 0, 0])
    announce = along(3, [0, 0, 1])

    unit, command, liaison, training, supply, kit, inverse = parts(*PARTS)
    load = (unit == BRIGADE) * 1 + (command != PARALLEL) + (2 - supply) + (kit != LIGHT)
    load = load - ((supply == DPRK) & (kit == OWN))
    burden = along(1, [2, 3, 4, 5]) + front + (load + liaison + (training == 2))
    logistics, _ = put("logistics_burden", burden, 1, inverse)
    unit, command, liaison, inverse = parts("unit", "command", "liaison")
    culture = (2 - unit) + (command == RUSSIAN) - 1 * (command == PARALLEL) + (1 - liaison) + 2
    cultural, _ = put("cultural_friction", culture + (unit == FILL) * many, 1, inverse)
    unit, command, training, supply, kit, inverse = parts("unit", "command", "training", "supply", "kit")
    method = (unit != FILL) - 1 * (command == COMBINED) + (command == PARALLEL) + (supply != 0) + (kit == OWN)
    doctrinal, _ = put("doctrinal_friction", method + (1 - training) + 2, 1, inverse)
    command, liaison, training, kit, inverse = parts("command", "liaison", "training", "kit")
    drill = (command != RUSSIAN) * 1 + (kit != OWN) + (1 - training) + (liaison == 0)
    tactical, _ = put("tactical_friction", along(0, [2, 4, 3]) - tactics + drill, 1, inverse)
    unit, command, training, supply, kit, inverse = parts("unit", "command", "training", "supply", "kit")
    weight = (unit == FILL) * 1 + (kit == 0) - (supply == DPRK) * 1 + (training == 2) + along(0, [0, 3, 1])
    weight = weight + along(1, [0, 2, 3, 4]) + (unit == BRIGADE) * (many - fewest) - front * (command == PARALLEL)
    hindered = (cultural >= 5) * np.int16(1) + (doctrinal >= 5) + (logistics >= 10)
    effect = np.clip((weight.astype(np.int16).take(inverse, axis=2) - hindered) - (tactical >= 5), 0, 7)
    effect, _ = put("operational_effect", effect, 0)
    days = (np.array(TROOPS) / 1200).reshape(1, 4, 1, 1, 1)
    spread("yardstick_days", days, None)
    spread("yardstick_days.band", _band("yardstick_days", days), None)
    command, inverse = parts("command")
    items = finance + tactics + technologies + captured + 2 * nuclear
    put("dprk_gains", (1 + front + (command == PARALLEL) + announce) + items, 1, inverse)
    unit, inverse = parts("unit")
    service = 2 + many + front + (unit == BRIGADE) - 1 * (unit == FILL)
    modern = np.clip(service + (tactics + technologies + captured + nuclear), 1, 9)
    put("dprk_modernisation", modern, 1, inverse)
    rapid = (modern >= 7) * np.int16(1)
    korea, _ = put("korean_peninsula", (rapid + (modern >= 4)) + (1 + 2 * nuclear + 2 * announce), 1, inverse)
    wider = (1 + captured + 2 * nuclear) + along(3, [0, 1, 1]) + along(0, [1, 1, 0])
    pacific, _ = put("pacific", rapid + wider, 1, inverse)
    unit, command, supply, inverse = parts("unit", "command", "supply")
    owed = along(1, [3, 4, 5, 6]) + front + ((unit == BRIGADE) * 1 + (supply == DPRK) - 1 * (command == PARALLEL))
    thanks = along(3, [1, 0, -1]) - (finance + 2 * technologies + captured + 3 * nuclear)
    obligation, _ = put("russian_obligation", (owed + thanks).astype(np.int16), 1, inverse)
    put("price", 2 * finance + tactics + 2 * technologies + captured + 3 * nuclear, 0)
    training, inverse = parts("training")
    put("exposure", along(3, [2, 1, 0]) + most + rear + (training == 2), 0, inverse)
    unit, command, liaison, training, supply, inverse = parts("unit", "command", "liaison", "training", "supply")
    time = (unit == BRIGADE) * 1 + (command == COMBINED) + (supply == DPRK) + (liaison == 2) + training * (training + 1)
    put("weeks", time, 0, inverse)
    apart = (cultural >= 6) | (doctrinal >= 6) | (tactical >= 6)
    small = np.where(effect >= 3, np.uint8(4), np.uint8(5))
    small = np.where(apart, np.uint8(2), np.where(logistics >= 10, np.uint8(3), small))
    ending = np.where(obligation >= 6, np.uint8(1), small)
    spread("end_state", np.where((korea >= 5) & (pacific >= 5), np.uint8(0), ending), None)
    return columns


def _band(name: str, points: np.ndarray) -> np.ndarray:
    firsts, last = BANDS[name]
    if points.dtype == np.float64:
        return np.searchsorted(firsts, points, side="right").astype(np.uint8)
    # Whole points are few, so each one's band is looked up.
    return np.searchsorted(firsts, np.arange(last + 1), side="right").astype(np.uint8)[points]


def _ending(points: Columns) -> np.ndarray:
    frictions = (points[name] >= 6 for name in ("cultural_friction", "doctrinal_friction", "tactical_friction"))
    first, second, third = frictions
    small = np.where(points["operational_effect"] >= 3, np.uint8(4), np.uint8(5))
    small = np.where(points["logistics_burden"] >= 10, np.uint8(3), small)
    small = np.where(first | second | third, np.uint8(2), small)
    code = np.where(points["russian_obligation"] >= 6, np.uint8(1), small)
    return np.where((points["korean_peninsula"] >= 5) & (points["pacific"] >= 5), np.uint8(0), code)


def naive() -> Columns:
    """The same, with full columns throughout: a comparison, a product and a sum of all plans for every row."""
    formed = formations()
    every = np.indices((3, 4, len(formed["unit"]), 3, 2, 2, 2, 2, 2), np.int16).reshape(9, -1)
    place, size, formation, posture, finance, tactics, technologies, captured, nuclear = every
    troops = np.array(TROOPS, np.int16)[size]
    unit, command, liaison, training, supply, kit = (formed[name][formation] for name in PARTS)
    front = (place == EAST) | (place == KURSK)

    def total(start: int, *rows: tuple[np.ndarray, int]) -> np.ndarray:
        found = np.full(len(place), start, np.int16)
        for mask, points in rows:
            found += mask.astype(np.int16) * np.int16(points)
        return found

    def sized(*points: int) -> list[tuple[np.ndarray, int]]:
        return [(troops == number, each) for number, each in zip(TROOPS[1:], points, strict=True)]

    points: Columns = {}

    def put(name: str, found: np.ndarray, least: int = 1) -> None:
        points[name] = np.clip(np.maximum(found, least), 0, BANDS[name][1])

    put(
        "logistics_burden",
        total(
            2,
            *sized(1, 2, 3),
            (front, 1),
            (unit == BRIGADE, 1),
            (command == RUSSIAN, 1),
            (command == COMBINED, 1),
            (liaison == 1, 1),
            (liaison == 2, 2),
            (training == 2, 1),
            (supply == 0, 2),
            (supply == MIXED, 1),
            (kit == 0, 1),
            (kit == OWN, 1),
            ((supply == DPRK) & (kit == OWN), -1),
        ),
    )
    put(
        "cultural_friction",
        total(
            2,
            (unit == FILL, 2),
            (unit == BATTALION, 1),
            ((troops >= 7000) & (unit == FILL), 1),
            (command == RUSSIAN, 1),
            (command == PARALLEL, -1),
            (liaison == 0, 1),
            (liaison == 2, -1),
        ),
    )
    put(
        "doctrinal_friction",
        total(
            2,
            ((unit == BATTALION) | (unit == BRIGADE), 1),
            (command == COMBINED, -1),
            (command == PARALLEL, 1),
            (training == 0, 1),
            (training == 2, -1),
            (supply == MIXED, 1),
            (supply == DPRK, 1),
            (kit == OWN, 1),
        ),
    )
    put(
        "tactical_friction",
        total(
            2,
            (place == KURSK, 1),
            (place == EAST, 2),
            (command == COMBINED, 1),
            (command == PARALLEL, 1),
            (training == 0, 1),
            (training == 2, -1),
            (kit == 0, 1),
            (kit == LIGHT, 1),
            (liaison == 0, 1),
            (tactics == 1, -1),
        ),
    )
    put(
        "operational_effect",
        np.minimum(
            total(
                0,
                *sized(2, 3, 4),
                (place == KURSK, 1),
                (place == EAST, 3),
                (unit == FILL, 1),
                ((troops >= 7000) & (unit == BRIGADE), 1),
                ((troops == 1500) & (unit == BRIGADE), -1),
                (training == 2, 1),
                (kit == 0, 1),
                (supply == DPRK, -1),
                (front & (command == PARALLEL), -1),
                (points["cultural_friction"] >= 5, -1),
                (points["doctrinal_friction"] >= 5, -1),
                (points["tactical_friction"] >= 5, -1),
                (points["logistics_burden"] >= 10, -1),
            ),
            7,
        ),
        0,
    )
    points["yardstick_days"] = troops / 1200
    put(
        "dprk_gains",
        total(
            1,
            (front, 1),
            (command == PARALLEL, 1),
            (posture == ANNOUNCE, 1),
            (finance == 1, 1),
            (tactics == 1, 1),
            (technologies == 1, 1),
            (captured == 1, 1),
            (nuclear == 1, 2),
        ),
    )
    put(
        "dprk_modernisation",
        total(
            2,
            (troops >= 7000, 1),
            (front, 1),
            (unit == BRIGADE, 1),
            (unit == FILL, -1),
            (tactics == 1, 1),
            (technologies == 1, 1),
            (captured == 1, 1),
            (nuclear == 1, 1),
        ),
    )
    marked, rapid = points["dprk_modernisation"] >= 4, points["dprk_modernisation"] >= 7
    put("korean_peninsula", total(1, (marked, 1), (rapid, 1), (nuclear == 1, 2), (posture == ANNOUNCE, 2)))
    put(
        "pacific",
        total(
            1,
            (rapid, 1),
            (captured == 1, 1),
            (nuclear == 1, 2),
            (posture == AMBIGUOUS, 1),
            (posture == ANNOUNCE, 1),
            (place == REAR, 1),
            (place == EAST, 1),
        ),
    )
    put(
        "russian_obligation",
        total(
            3,
            *sized(1, 2, 3),
            (front, 1),
            (unit == BRIGADE, 1),
            (command == PARALLEL, -1),
            (supply == DPRK, 1),
            (posture == DENY, 1),
            (posture == ANNOUNCE, -1),
            (finance == 1, -1),
            (technologies == 1, -2),
            (captured == 1, -1),
            (nuclear == 1, -3),
        ),
    )
    put(
        "price",
        total(0, (finance == 1, 2), (tactics == 1, 1), (technologies == 1, 2), (captured == 1, 1), (nuclear == 1, 3)),
        0,
    )
    put(
        "exposure",
        total(
            0,
            (posture == DENY, 2),
            (posture == AMBIGUOUS, 1),
            (troops == 10000, 1),
            (place == REAR, 1),
            (training == 2, 1),
        ),
        0,
    )
    put(
        "weeks",
        total(
            0,
            (training == 1, 2),
            (training == 2, 6),
            (unit == BRIGADE, 1),
            (command == COMBINED, 1),
            (liaison == 2, 1),
            (supply == DPRK, 1),
        ),
        0,
    )
    columns = {name: points[name] for name in BANDS}
    columns.update({f"{name}.band": _band(name, points[name]) for name in BANDS})
    columns["end_state"] = _ending(points)
    return columns
