"""Does everything exist that `scenario.yaml` names, and is each name taken once?"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from exercise.scenario.board import Board
from exercise.scenario.frame import Frame
from exercise.scenario.linking import Links
from exercise.scenario.located import Path


def link_frame(links: Links, frame: Frame, folder: str) -> None:
    """Check the references of `scenario.yaml`."""
    file = "scenario.yaml"
    measures = [measure.id for measure in frame.measures]
    roles = [role.id for role in frame.roles]
    decisions = [decision.id for decision in frame.decisions]
    if frame.id != folder:
        links.add(file, ("id",), "id-folder", "the id is not the folder's name", frame.id, f"write {folder}")
    named = {name: path for path, name in _names(frame)}
    for name in dict.fromkeys(links.inputs.twice):
        path = named.get(name.partition(".")[0], ())
        links.add(file, path, "name-twice", "two inputs have this name", name, "rename one of them")
    lists = (("decisions", decisions), ("measures", measures), ("roles", roles))
    for key, ids in (*lists, ("end_states", [end.id for end in frame.end_states])):
        links.once(file, (key,), ids, key.replace("_", " "))
    for index, paragraph in enumerate(frame.source.reading):
        links.rests(file, ("source", "reading", index, "claims"), paragraph.claims)
    _link_decisions(links, frame, roles)
    _link_measures(links, frame)
    _link_frontier(links, frame)
    _link_views(links, frame, measures)
    for index, role in enumerate(frame.roles):
        links.refer(file, ("roles", index, "measures"), role.measures, measures, "measure")
    for index, end in enumerate(frame.end_states):
        links.rests(file, ("end_states", index, "claims"), end.claims, needed=True)
    if frame.change is not None:
        links.refer(file, ("change", "decisions"), frame.change.decisions, decisions, "decision")
        links.rests(file, ("change", "claims"), frame.change.claims)
    for index, chance in enumerate(frame.chances):
        links.rests(file, ("chances", index, "claims"), chance.claims)


def _names(frame: Frame) -> Iterator[tuple[Path, str]]:
    """Give everything that makes an input of its name, with where it stands; the last one of a name counts."""
    for key, ids in (
        ("decisions", [decision.id for decision in frame.decisions]),
        ("measures", [measure.id for measure in frame.measures]),
        ("observations", [observation.id for observation in frame.observations]),
        ("chances", [chance.id for chance in frame.chances]),
    ):
        yield from (((key, index, "id"), each) for index, each in enumerate(ids))
    yield from ((("totals", name, ""), name) for name in frame.totals)
    yield from ((("tables", name, ""), name) for name, note in frame.tables.items() if note.kind == "decision")


def _link_decisions(links: Links, frame: Frame, roles: Collection[str]) -> None:
    file = "scenario.yaml"
    for index, decision in enumerate(frame.decisions):
        path: Path = ("decisions", index)
        links.once(file, (*path, "options"), decision.option_ids, "options")
        links.refer(file, (*path, "default"), decision.default, decision.option_ids, "option")
        if decision.choose == "one" and len(decision.default) != 1:
            links.add(file, path, "default", "a decision needs one default option", "", "add `default:` with an option")
        if decision.choose == "any" and not decision.none_says:
            links.add(file, path, "none-says", "it may be left empty, and nothing says so", "", "add `none_says:`")
        if decision.owner:
            links.refer(file, (*path, "owner"), [decision.owner], roles, "role")
        for at, option in enumerate(decision.options):
            here: Path = (*path, "options", at)
            links.rests(file, (*here, "claims"), option.claims, needed=True)
            links.refer(file, (*here, "quantities"), option.quantities, frame.quantities, "quantity")
            if set(option.quantities) != set(decision.options[0].quantities):
                mend = "give every option of a decision the same quantities"
                links.add(file, here, "quantities", "its quantities differ from the first option's", option.id, mend)


def _link_frontier(links: Links, frame: Frame) -> None:
    """Check that what a frontier compares exists, has one direction, and is counted once."""
    file, directions = "scenario.yaml", {measure.id: measure.direction for measure in frame.measures}
    links.refer(file, ("frontier",), frame.frontier, {*directions, *frame.totals}, "measure or total")
    counted: set[str] = set()
    for name in frame.frontier:
        parts = frame.totals.get(name, (name,))
        found = {directions[part] for part in parts if part in directions}
        if found and found not in ({"less"}, {"more"}):
            mend = "name measures of which the seat wants less, or more"
            links.add(file, ("frontier",), "frontier-direction", "no plan is better in this", name, mend)
        if counted & set(parts):
            mend = "name a total or its parts, not both"
            links.add(file, ("frontier",), "frontier-twice", "this is counted twice", name, mend)
        counted.update(parts)


def _link_views(links: Links, frame: Frame, measures: Collection[str]) -> None:
    """Check what only shows the plan: the other side and the board."""
    if frame.other_side is not None:
        links.refer("scenario.yaml", ("other_side", "has"), frame.other_side.has, measures, "measure")
        links.refer("scenario.yaml", ("other_side", "beyond"), frame.other_side.beyond, measures, "measure")
    if frame.board is not None:
        _link_board(links, frame, frame.board)


def _link_board(links: Links, frame: Frame, board: Board) -> None:
    """Check that the board's areas exist, and that every option of its two decisions has a place and a symbol."""
    file = "scenario.yaml"
    areas = [area.id for area in board.areas]
    links.once(file, ("board", "areas"), areas, "areas")
    links.refer(file, ("board", "starts"), [board.starts], areas, "area")
    for index, route in enumerate(board.routes):
        links.refer(file, ("board", "routes", index), route, areas, "area")
        if len(route) != 2:
            links.add(file, ("board", "routes", index), "route", "a route joins two areas", " ".join(route), "name two")
    links.refer(file, ("board", "places", "at"), board.places.at.values(), areas, "area")
    one_of = {decision.id: decision.option_ids for decision in frame.decisions if decision.choose == "one"}
    for path, decision, given in (
        (("board", "places"), board.places.decision, board.places.at),
        (("board", "counters"), board.counters.decision, board.counters.symbols),
    ):
        links.refer(file, (*path, "decision"), [decision], one_of, "decision with one option")
        options = one_of.get(decision, ())
        key = "at" if path[1] == "places" else "symbols"
        links.refer(file, (*path, key), given, options, "option")
        missing = [option for option in options if option not in given]
        if missing:
            links.add(file, (*path, key), "board", "an option is missing", ", ".join(missing), "add a line for each")


def _link_measures(links: Links, frame: Frame) -> None:
    file = "scenario.yaml"
    measures = [measure.id for measure in frame.measures]
    quantities = [name for name, source in links.inputs.sources.items() if source.origin == "quantity"]
    sets = [decision.id for decision in frame.decisions if decision.choose == "any"]
    for index, measure in enumerate(frame.measures):
        path: Path = ("measures", index)
        links.rests(file, (*path, "start", "claims"), measure.start.claims, needed=True)
        links.once(file, (*path, "bands"), measure.band_ids, "bands")
        links.placeholders(file, (*path, "says"), measure.says, ("band", "n", "days", "weeks", "cost"))
        if measure.ratio is not None:
            links.refer(file, (*path, "ratio", "of"), [measure.ratio.of], quantities, "quantity")
        if measure.items:
            links.refer(file, (*path, "items"), [measure.items], sets, "decision with `choose: any`")
    for name, parts in frame.totals.items():
        links.refer(file, ("totals", name), parts, measures, "measure")
        if not parts:
            links.add(file, ("totals", name), "total-empty", "it adds up nothing", name, "name measures")
    for index, observation in enumerate(frame.observations):
        path = ("observations", index)
        links.refer(file, (*path, "reading"), observation.reading, [d.id for d in frame.decisions], "decision")
        links.refer(file, (*path, "highest_of"), observation.highest_of.values(), measures, "measure")
        if not observation.highest_of:
            links.add(file, path, "observation", "it watches nothing", "", "name measures under highest_of")
