"""Cuts the two fonts of a first page: `uv run --no-project --with fonttools --with brotli .ci/cut_fonts.py`.

Reads them from the installed Streamlit and writes `exercise/app/lettering/`; to be run again when a new Streamlit
brings other fonts or icons. Source Sans keeps Latin and Cyrillic, and gets another name, as its licence asks of a
changed font; Material Symbols keeps the icons that Streamlit's own scripts name.
"""

import re
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parents[1]
STATIC = next((ROOT / ".venv").glob("lib/python*/site-packages/streamlit/static/static"))
CUT = ROOT / "exercise" / "app" / "lettering"
LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x300, 0x309),
    *range(0x400, 0x460),
    0x490,
    0x491,
    *range(0x2000, 0x2070),
    *range(0x20A0, 0x20C0),
    *range(0x2100, 0x2150),
    *range(0x2190, 0x2200),
    0x2212,
    0x2248,
    0x2260,
    0x2264,
    0x2265,
    0x25A0,
    0x25CB,
    0x25CF,
]
NAMES_OF_A_FONT = (1, 3, 4, 6, 16)


def options() -> Options:
    """What is left out of both: hints, old tables, names nobody reads."""
    kept = Options()
    kept.flavor = "woff2"
    kept.hinting = False
    kept.desubroutinize = True
    return kept


def cut_text() -> bytes:
    """Cut Source Sans to the scripts above, under another name."""
    source = next((STATIC / "media").glob("SourceSansVF-Upright.*.woff2"))
    font = TTFont(source)
    kept = options()
    kept.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum", "lnum"]
    subset = Subsetter(kept)
    subset.populate(unicodes=LETTERS)
    subset.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": (400, 700)})
    for record in font["name"].names:
        if record.nameID in NAMES_OF_A_FONT:
            record.string = record.toUnicode().replace("Source", "Exercise")
    return saved(font, "text.woff2")


def cut_icons() -> bytes:
    """Cut Material Symbols to the icons that Streamlit's scripts name, with the letters that spell them."""
    named = {"arrow_drop_down", "arrow_drop_up", "expand_more", "expand_less", "warning", "help", "settings", "search"}
    for script in (STATIC / "js").glob("*.js"):
        named.update(re.findall(r":material/([a-z0-9_]+):", script.read_text(encoding="utf-8", errors="replace")))
    source = next((STATIC / "media").glob("MaterialSymbols-Rounded.*.woff2"))
    font = TTFont(source)
    letters = {
        code: name for code, name in font.getBestCmap().items() if chr(code) in "abcdefghijklmnopqrstuvwxyz0123456789_"
    }
    spelled = {"".join(chr(code) for code in [*word]): glyph for word, glyph in ligatures(font, letters)}
    kept = options()
    kept.layout_closure = False
    kept.layout_features = ["*"]
    subset = Subsetter(kept)
    subset.populate(glyphs=[*letters.values(), *(spelled[name] for name in sorted(named) if name in spelled)])
    subset.subset(font)
    missing = sorted(name for name in named if name not in spelled)
    sys.stdout.write(f"{len(named) - len(missing)} icons; no glyph for {', '.join(missing) or 'none'}\n")
    return saved(font, "icons.woff2")


def ligatures(font: TTFont, letters: dict[int, str]) -> list[tuple[list[int], str]]:
    """Give every ligature that is spelled with `letters`: its characters, and the glyph it becomes."""
    codes = {name: code for code, name in letters.items()}
    found: list[tuple[list[int], str]] = []
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for outer in lookup.SubTable:
            table = getattr(outer, "ExtSubTable", outer)
            for first, rest in getattr(table, "ligatures", {}).items():
                for each in rest:
                    word = [first, *each.Component]
                    if all(name in codes for name in word):
                        found.append(([codes[name] for name in word], each.LigGlyph))
    return found


def saved(font: TTFont, name: str) -> bytes:
    """Write a font and say how large it became."""
    font.flavor = "woff2"
    font.save(CUT / name)
    sys.stdout.write(f"{name}: {(CUT / name).stat().st_size:,} bytes\n")
    return (CUT / name).read_bytes()


if __name__ == "__main__":
    CUT.mkdir(exist_ok=True)
    cut_text()
    cut_icons()
