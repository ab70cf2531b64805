"""Whatever bytes come in, the readers answer with rows or with a sentence: 10,000 mutations of good files.

Each case takes a good small file, changes bytes, cuts it, repeats or drops a piece, and opens it as the intake does.
Most of the cases go to the cheap readers; the archives and GDAL's drivers get enough to reach their depths.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import lru_cache

import pytest
from bad_inputs.maps import NAMES, SQUARES, curves, frame, geojson, geopackage, kml, lonlat, mark, parts, shapefile
from bad_inputs.tables import GOOD, HEAD, good_book, ods, text
from hypothesis import given, settings
from hypothesis import strategies as st
from map_files import dxf, packed
from old_encodings import tcvn3

from geo.files import FileError
from geo.readings import Around
from zones.intake.source import Source, open_source
from zones.wording import has

PLACE = Around([lonlat(square) for square in SQUARES])
ODS = ('<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
       'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
       'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
       '<table:table table:name="F0"><table:table-row><table:table-cell office:value-type="string">'
       "<text:p>Ngày</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>")

# what is fuzzed: name, kind, the good file, and how many cases; together 10,000
GOOD_FILES: list[tuple[str, str, Callable[[], bytes], int]] = [
    ("a.csv", "cases", lambda: text(HEAD, GOOD, 'BN2,"07/09/2021, 18h",2,1'), 2500),
    ("tcvn3.csv", "cases", lambda: tcvn3("Mã ca,Ngày,Tổ dân phố\nBN1,07/09/2021,Tổ dân phố 1\n"), 1500),
    ("a.geojson", "areas", lambda: geojson(*(lonlat(square) for square in SQUARES), crs="EPSG:4326"), 1500),
    ("a.kml", "areas", lambda: kml(mark("<ExtendedData><Data name='ma'><value>1</value></Data></ExtendedData>")), 1500),
    ("a.xlsx", "cases", good_book, 900),
    ("a.ods", "cases", lambda: ods(ODS), 300),
    ("a.dxf", "areas", lambda: dxf(list(zip(SQUARES, NAMES, strict=True))), 600),
    ("a.zip", "areas", shapefile, 300),
    ("a.shp", "areas", lambda: b"", 400),
    ("a.tab", "areas", lambda: b"", 200),
    ("a.gpkg", "areas", lambda: geopackage("to"), 200),
    ("cong.gpkg", "areas", curves, 100),
]


@lru_cache(maxsize=1)
def sets() -> dict[str, dict[str, bytes]]:
    """Data sets of several files; there one of the parts is changed, so that the archive stays whole."""
    return {
        "a.shp": parts(frame()),
        "a.tab": parts(frame("EPSG:4326"), "to.tab", "MapInfo File", encoding="UTF-8"),
    }


@lru_cache(maxsize=len(GOOD_FILES))
def good(name: str) -> bytes:
    return next(make for one, _, make, _ in GOOD_FILES if one == name)()


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Change one to six things, near the beginning as often as anywhere: that is where formats decide."""
    out = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        if not out:
            break
        at = dice.randrange(min(len(out), 200)) if dice.random() < 0.4 else dice.randrange(len(out))
        length = dice.randint(1, 12)
        match dice.randrange(7):
            case 0:
                out[at] ^= 1 << dice.randrange(8)
            case 1:
                out[at : at + length] = dice.randbytes(length)
            case 2:
                del out[at : at + length]
            case 3:
                out[at:at] = out[at : at + length] * dice.randint(1, 20)
            case 4:
                del out[at:]
            case 5:
                out[at : at + 4] = dice.choice((b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x7f\xff\xff\xff", b"-1e9"))
            case _:
                out[at : at + 1] = dice.choice((b"<", b'"', b"{", b"\x00", b",", b"\n", b"&", b"\xad", b"9" * 30))
    return bytes(out)


def opened(kind: str, name: str, data: bytes) -> None:
    try:
        found = open_source(kind, data, name, PLACE)
    except FileError as error:
        assert has(error.key, "vi") and has(error.key, "en")
    else:
        assert isinstance(found, Source) and found.cells.index.is_unique


def test_the_cases_are_as_many_as_was_promised() -> None:
    assert sum(cases for *_, cases in GOOD_FILES) == 10_000


@pytest.mark.parametrize(("name", "kind", "cases"), [(name, kind, cases) for name, kind, _, cases in GOOD_FILES],
                         ids=[name for name, *_ in GOOD_FILES])
def test_only_rows_or_a_sentence_come_out(name: str, kind: str, cases: int) -> None:
    # one drawn seed stands for one case: hypothesis keeps and shrinks the seed, the dice are fast
    @given(st.integers(0, 2**63))
    @settings(max_examples=cases, database=None)
    def each(seed: int) -> None:
        dice = random.Random(seed)
        if name in sets():
            files = dict(sets()[name])
            part = dice.choice(sorted(files))
            files[part] = mutated(files[part], dice)
            opened(kind, f"{name}.zip", packed(files))
        else:
            opened(kind, name, mutated(good(name), dice))

    each()


@given(st.binary(max_size=300), st.sampled_from(["a.xlsx", "a.csv", "a.geojson", "a.kml", "a.zip", "a.dxf", "a"]))
@settings(max_examples=200)
def test_any_bytes_under_any_name_end_in_rows_or_a_sentence(data: bytes, name: str) -> None:
    opened("areas", name, data)
