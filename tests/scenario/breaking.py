"""Ways to break a scenario: each takes the files of a folder and a source of chance, and damages them in place."""

import re
from collections.abc import Callable
from random import Random

Files = dict[str, bytes]

HUGE = (
    "1" + "0" * 400,
    "1e999",
    "nan",
    "-inf",
    "999999999999",
    "-1000000000000",
    "1e-999",
    "0x1F",
    "1_000",
    "٣",
    "1" * 5000,
)
ODD = (
    "",
    "null",
    "~",
    "[]",
    "{}",
    "[[[]]]",
    "true",
    "x" * 5_000,
    "w" * 70_000,
    "\u202eabc\u202c",
    "ab\u200bcd",
    "🙂🙃",
    "<script>alert(1)</script>",
    "{__class__}",
    "{n.__class__}",
    "!!python/object/apply:os.system [ls]",
    "=cmd()",
    "=1+1",
    "#NAME?",
    "*alias",
    "&anchor x",
    "\x00",
    "\x1b[31m",
    "\x7f",
    '"\\u0000"',
    '"\\uD800"',
    "'",
    '"',
    "§%&/()",
    "a: b: c",
    "- - -",
    "a b c " * 2_000,
    "1-Mar",
    "“kursk”",
    "1,5",
    "not(not(x))",
    "[5..1]",
    "..",
    "< ",
    ", ".join(map(str, range(3_000))),
)


def yaml_files(files: Files) -> list[str]:
    return [name for name in files if name.endswith(".yaml")]


def csv_files(files: Files) -> list[str]:
    return [name for name in files if name.endswith(".csv")]


def lines_of(files: Files, name: str) -> list[bytes]:
    return files[name].split(b"\n")


def any_file(files: Files, random: Random) -> str:
    return random.choice(sorted(files))


def truncated(files: Files, random: Random) -> None:
    name = any_file(files, random)
    files[name] = files[name][: random.randrange(len(files[name]) + 1)]


def bytes_inserted(files: Files, random: Random) -> None:
    name = any_file(files, random)
    for _ in range(random.choice((1, 1, 3, 50))):
        at = random.randrange(len(files[name]) + 1)
        files[name] = files[name][:at] + random.randbytes(random.choice((1, 2, 8))) + files[name][at:]


def characters_inserted(files: Files, random: Random) -> None:
    name = any_file(files, random)
    text = files[name].decode()
    at = random.randrange(len(text) + 1)
    files[name] = (text[:at] + random.choice(ODD) + text[at:]).encode()


def character_removed(files: Files, random: Random) -> None:
    name = any_file(files, random)
    at = random.randrange(max(len(files[name]), 1))
    files[name] = files[name][:at] + files[name][at + 1 :]


def line_doubled(files: Files, random: Random) -> None:
    name = any_file(files, random)
    lines = lines_of(files, name)
    at = random.randrange(len(lines))
    lines.insert(at, lines[random.choice((at, random.randrange(len(lines))))])
    files[name] = b"\n".join(lines)


def line_removed(files: Files, random: Random) -> None:
    name = any_file(files, random)
    lines = lines_of(files, name)
    del lines[random.randrange(len(lines))]
    files[name] = b"\n".join(lines)


def lines_swapped(files: Files, random: Random) -> None:
    name = any_file(files, random)
    lines = lines_of(files, name)
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    files[name] = b"\n".join(lines)


def indented(files: Files, random: Random) -> None:
    name = random.choice(yaml_files(files))
    lines = lines_of(files, name)
    at = random.randrange(len(lines))
    lines[at] = random.choice((b" ", b"  ", b"\t", b"    ")) + lines[at]
    files[name] = b"\n".join(lines)


KEY = re.compile(r"(?m)(?<=[\s{,])([a-z_]+)(?=: )")


def key_renamed(files: Files, random: Random) -> None:
    name = random.choice(yaml_files(files))
    text = files[name].decode()
    found = random.choice(list(KEY.finditer(text)))
    key = found.group()
    at = random.randrange(len(key))
    new = random.choice((key[:at] + key[at + 1 :], key + "s", key.upper(), key[::-1], "zzz", "x y", "id", "kind"))
    files[name] = (text[: found.start()] + new + text[found.end() :]).encode()


VALUE = re.compile(r"(?<=: )[^\s{\[>][^\n,}\]]*")


def value_changed(files: Files, random: Random) -> None:
    name = random.choice(yaml_files(files))
    text = files[name].decode()
    found = random.choice(list(VALUE.finditer(text)))
    new = random.choice((random.choice(ODD), random.choice(HUGE), random.choice(VALUE.findall(text))))
    files[name] = (text[: found.start()] + new + text[found.end() :]).encode()


def number_changed(files: Files, random: Random) -> None:
    name = any_file(files, random)
    text = files[name].decode()
    numbers = list(re.finditer(r"(?<=[\s,{:=<>-])[0-9]+(?=[\s,}\].])", text))
    if not numbers:
        return
    found = random.choice(numbers)
    new = random.choice((*HUGE, "0", "-1", "2", "7", "41", "1000", "100000", "10000", "10001", "1000000000"))
    files[name] = (text[: found.start()] + new + text[found.end() :]).encode()


def scale_widened(files: Files, random: Random) -> None:
    text = files["scenario.yaml"].decode()
    found = random.choice(list(re.finditer(r"most: \d+", text)))
    most = f"most: {10 ** random.randrange(3, 13)}"
    files["scenario.yaml"] = (text[: found.start()] + most + text[found.end() :]).encode()


def id_changed(files: Files, random: Random) -> None:
    name = any_file(files, random)
    text = files[name].decode()
    ids = list(re.finditer(r"(?<=id: )[\w-]+|(?m:^[\w.-]+(?=,))", text))
    if not ids:
        return
    found = random.choice(ids)
    new = random.choice((random.choice(ids).group(), found.group() + "x", "none", "inject", "when", "C1", *ODD[:8]))
    files[name] = (text[: found.start()] + new + text[found.end() :]).encode()


def word_swapped(files: Files, random: Random) -> None:
    """A word of the scenario's own vocabulary in the place of another: what is left is often still a scenario."""
    name = any_file(files, random)
    text = files[name].decode()
    words = list(re.finditer(r"[A-Za-z_][\w.-]*", text))
    if len(words) < 2:
        return
    found, other = random.choice(words), random.choice(words)
    files[name] = (text[: found.start()] + other.group() + text[found.end() :]).encode()


def cell_damaged(files: Files, random: Random) -> None:
    name = random.choice(csv_files(files))
    lines = lines_of(files, name)
    at = random.randrange(len(lines))
    cells = lines[at].decode().split(",")
    new = random.choice((*ODD, *HUGE, "-", "< 3", ">= 10000", "[1..3]", "true", "not(true)", "5", "-3"))
    cells[random.randrange(len(cells))] = new
    lines[at] = ",".join(cells).encode()
    files[name] = b"\n".join(lines)


def cells_moved(files: Files, random: Random) -> None:
    name = random.choice(csv_files(files))
    lines = lines_of(files, name)
    at = random.randrange(len(lines))
    cells = lines[at].split(b",")
    random.shuffle(cells)
    lines[at] = b",".join(cells)
    files[name] = b"\n".join(lines)


def saved_by_a_spreadsheet(files: Files, random: Random) -> None:
    name = random.choice(csv_files(files))
    text = files[name].decode()
    how = random.randrange(6)
    if how == 0:
        files[name] = text.replace(",", ";").encode()
    elif how == 1:
        files[name] = text.replace(",", "\t").encode()
    elif how == 2:
        files[name] = text.encode("utf-16")
    elif how == 3:
        files[name] = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    elif how == 4:
        files[name] = text.replace("'", "\u2019").replace("a", "\xe4").encode("latin-1", "replace")
    else:
        files[name] = "\n".join(line + ",,," for line in text.split("\n")).encode()


def nested(files: Files, random: Random) -> None:
    name = random.choice(yaml_files(files))
    depth = random.choice((19, 21, 500, 100_000))
    opening, closing = random.choice((("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")))
    deep = opening * depth + closing * depth
    files[name] = random.choice((deep.encode(), files[name] + f"\nzzz: {deep}\n".encode()))


def alias_bomb(files: Files, random: Random) -> None:
    name = random.choice(yaml_files(files))
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
    files[name] = random.choice((bomb.encode(), files[name] + b"\n" + bomb.encode()))


def repeated(files: Files, random: Random) -> None:
    """A file, or one line of it, again and again, up to where size alone is refused."""
    name = any_file(files, random)
    if random.random() < 0.5:
        files[name] = files[name] * random.choice((2, 20, 200))
    else:
        lines = lines_of(files, name)
        at = random.randrange(len(lines))
        lines[at:at] = [lines[at]] * random.choice((50, 1_000, 20_000))
        files[name] = b"\n".join(lines)
    files[name] = files[name][:1_000_000]


def list_lengthened(files: Files, random: Random) -> None:
    name = any_file(files, random)
    text = files[name].decode()
    found = random.choice(list(re.finditer(r"[A-Za-z0-9_]+", text)) or [None])
    if found is not None:
        longer = f"{found.group()} " * random.choice((10, 300, 100_000))
        files[name] = (text[: found.start()] + longer + text[found.end() :]).encode()[:1_000_000]


def emptied(files: Files, random: Random) -> None:
    files[any_file(files, random)] = random.choice(
        (b"", b"\n", b"   ", b"# nothing", b"---", b"\xef\xbb\xbf", b"{}", b"[]")
    )


def exchanged(files: Files, random: Random) -> None:
    one, other = any_file(files, random), any_file(files, random)
    files[one], files[other] = files[other], files[one]


def removed(files: Files, random: Random) -> None:
    del files[any_file(files, random)]


BREAKS: tuple[Callable[[Files, Random], None], ...] = (
    truncated,
    bytes_inserted,
    characters_inserted,
    character_removed,
    line_doubled,
    line_removed,
    lines_swapped,
    indented,
    key_renamed,
    value_changed,
    number_changed,
    scale_widened,
    id_changed,
    word_swapped,
    cell_damaged,
    cells_moved,
    saved_by_a_spreadsheet,
    nested,
    alias_bomb,
    repeated,
    list_lengthened,
    emptied,
    exchanged,
    removed,
)
