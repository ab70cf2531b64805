"""Put rows into areas, by code, by forgiving name or by point, and say how each matched.

A wrong place is worse than none: a name that fits two areas, or that stands beside another district or
province than the area's own, is not placed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.names import LEVELS, UnitName, read_name, same_kind, same_words, split_place, without_accents

ANY_LEVEL: Final = "any"       # a column of names that does not say which units it names

# what `detail` says of a row that was not placed
NOT_PLACED: Final = (
    "nothing_given", "unknown_code", "unknown_name", "ambiguous_name", "other_parent", "parent_unknown",
    "outside",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one row belongs: an area, how it was found (code, name, point, none), and the particulars."""

    area_id: str | None
    located_by: str
    detail: str


def locate(
    rows: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    code_column: str | None = None,
    name_columns: Mapping[str, str] | None = None,
    point_columns: tuple[str, str] | None = None,
    home: Sequence[str] = (),
) -> pd.DataFrame:
    """Return area_id, located_by (code, name, point, none) and detail for every row, on the rows' index.

    `areas` keeps the contract of geo.areas (EPSG:4326). `name_columns` maps a level of geo.names.LEVELS, or
    "any", to the column of `rows` that holds the unit's name at that level; the smallest unit that the areas
    know is looked up, the larger ones must agree. `home` names the units around all areas ("Phường Gia
    Thụy", "Quận Long Biên"), for areas that do not name their parent. `point_columns` are longitude and
    latitude. Code goes before name, name before point; detail is "code", "exact", "unaccented", "point" or
    one of NOT_PLACED.
    """
    names = dict(name_columns or {})
    columns = [*([code_column] if code_column else []), *names.values()]
    register = _Register(areas, home)
    out = pd.DataFrame({"area_id": None, "located_by": "none", "detail": "nothing_given"}, index=rows.index)
    if columns:
        # many rows, few places: each combination of code and names is looked up once
        texts = rows[columns].astype("object").where(rows[columns].notna(), "")
        groups = texts.groupby(columns, sort=False).ngroup().to_numpy()
        firsts = texts.iloc[np.unique(groups, return_index=True)[1]]
        found = [
            register.find(str(row.get(code_column, "")), {level: str(row[c]) for level, c in names.items()})
            for row in firsts.to_dict("records")
        ]
        out = pd.DataFrame([astuple(place) for place in found], columns=list(out.columns))
        out = out.iloc[groups].set_index(rows.index)
    if point_columns:
        _by_point(out, rows, areas, point_columns)
    out["area_id"] = out["area_id"].astype("str")
    return out


def _by_point(
    out: pd.DataFrame, rows: pd.DataFrame, areas: gpd.GeoDataFrame, columns: tuple[str, str]
) -> None:
    x, y = (pd.to_numeric(rows[name], errors="coerce").to_numpy(float, na_value=np.nan) for name in columns)
    # another district in words stands against the point: that is a question, not a place
    open_rows = (out["located_by"] == "none") & (out["detail"] != "other_parent")
    wanted = np.flatnonzero(open_rows.to_numpy() & np.isfinite(x) & np.isfinite(y))
    if not len(wanted):
        return
    points = shapely.points(x[wanted], y[wanted])
    hits, areas_hit = areas.sindex.query(points, predicate="intersects")
    rank = areas["area_level"].map(dict(zip(LEVELS, range(len(LEVELS)), strict=True))).fillna(9).to_numpy()
    # the smallest area wins; on a border shared by two the file's first, so that the answer stays the same
    order = np.lexsort((areas_hit, rank[areas_hit], hits))
    rows_hit, first = np.unique(hits[order], return_index=True)
    placed = wanted[rows_hit]
    ids = areas["area_id"].to_numpy(dtype=object)[areas_hit[order][first]]
    out.iloc[placed] = pd.DataFrame({"area_id": ids, "located_by": "point", "detail": "point"}).to_numpy()
    missed = np.setdiff1d(wanted, placed)
    out.iloc[missed[out["detail"].iloc[missed] == "nothing_given"], 2] = "outside"


_GOOD: Final = ("agrees", "not_given")


class _Register:
    """The areas by code and by name, for looking up one combination of code and names."""

    def __init__(self, areas: gpd.GeoDataFrame, home: Sequence[str]) -> None:
        self._ids = areas["area_id"].tolist()
        self._levels = areas["area_level"].tolist()
        self._codes = ["" if pd.isna(code) else str(code).strip() for code in areas["code"]]
        self._names = [read_name(str(name)) for name in areas["name"]]
        around = [part for name in home for part in split_place(name)]
        self._ancestors = [
            _ancestors(level, [*([] if pd.isna(parent) else split_place(str(parent))), *around])
            for level, parent in zip(self._levels, areas["parent_name"], strict=True)
        ]
        self._by_code: dict[str, list[int]] = defaultdict(list)
        self._by_words: dict[str, list[int]] = defaultdict(list)
        for position, (code, names) in enumerate(zip(self._codes, self._names, strict=True)):
            if code:
                self._by_code[_plain_code(code)].append(position)
            for words in {without_accents(name.words) for name in names}:
                self._by_words[words].append(position)

    def find(self, code: str, names: Mapping[str, str]) -> Place:
        """Return the place of one row."""
        code = code.strip()
        if code and (position := self._with_code(code)) is not None:
            return Place(self._ids[position], "code", "code")
        level, own, parents = self._own_name(names)
        if not own:
            return Place(None, "none", "unknown_code" if code else "nothing_given")
        return self._with_name(level, own, parents)

    def _with_code(self, code: str) -> int | None:
        """Leading zeros are forgiven: spreadsheets eat them. But a ward's 00013 is no group's 13."""
        fits = [
            position for position in self._by_code.get(_plain_code(code), [])
            if self._levels[position] != LEVELS[0] or len(code) <= 3 or code == self._codes[position]
        ]
        return fits[0] if len(fits) == 1 else None

    def _own_name(self, names: Mapping[str, str]) -> tuple[str, str, list[tuple[str, str]]]:
        """Return (level, the unit's own name, [(level, larger unit's name)]) of a row."""
        known = set(self._levels)
        given = [(level, text.strip()) for level, text in names.items() if text.strip()]
        for n, (level, text) in enumerate(given):
            if level in known or level == ANY_LEVEL:
                first, *rest = split_place(text) or [""]
                return level, first, [*((ANY_LEVEL, part) for part in rest), *given[n + 1:]]
        return "", "", []

    def _with_name(self, level: str, own: str, parents: list[tuple[str, str]]) -> Place:
        reason = "unknown_name"
        larger = [(parent_level, read_name(text)) for parent_level, text in parents]
        for accents_may_lack in (False, True):
            for reading in read_name(own):
                fits = self._called(level, reading, accents_may_lack)
                verdicts = {position: _verdict(larger, self._ancestors[position]) for position in fits}
                good = [position for position, verdict in verdicts.items() if verdict in _GOOD]
                if len(good) == 1:
                    detail = "unaccented" if accents_may_lack else "exact"
                    return Place(self._ids[good[0]], "name", detail)
                if good:
                    return Place(None, "none", "ambiguous_name")
                if verdicts:
                    reason = "parent_unknown" if "parent_unknown" in verdicts.values() else "other_parent"
        return Place(None, "none", reason)

    def _called(self, level: str, reading: UnitName, accents_may_lack: bool) -> list[int]:
        return [
            position for position in self._by_words.get(without_accents(reading.words), [])
            if level in {ANY_LEVEL, self._levels[position]}
            and any(same_kind(reading, name)
                    and same_words(reading.words, name.words, accents_may_lack=accents_may_lack)
                    for name in self._names[position])
        ]


Ancestor = tuple[tuple[str, ...], tuple[UnitName, ...]]


def _ancestors(level: str, names: Iterable[str]) -> list[Ancestor]:
    """Return (the levels it can be, its readings) for each unit around an area."""
    above = LEVELS[LEVELS.index(level) + 1:] if level in LEVELS else ()
    readings = [reading for name in names if (reading := read_name(name))]
    said = [next((name.levels for name in reading if name.levels), above[:1]) for reading in readings]
    # "Thành phố" is a district's or a province's word: beside a district it is the province
    taken = {levels[0] for levels in said if len(levels) == 1}
    return [
        (tuple(level for level in levels if len(levels) == 1 or level not in taken), reading)
        for levels, reading in zip(said, readings, strict=True)
    ]


def _verdict(parents: list[tuple[str, tuple[UnitName, ...]]], ancestors: list[Ancestor]) -> str:
    """Weigh a row's larger units against an area's: agrees, other_parent, parent_unknown or not_given."""
    agrees = False
    for level, readings in parents:
        levels = next((r.levels for r in readings if r.levels), ()) if level == ANY_LEVEL else (level,)
        rivals = [known for known in ancestors if not levels or set(levels) & set(known[0])]
        if any(_same_unit(readings, names) for _, names in rivals):
            agrees = True
        elif any(len(said) == 1 and set(said) <= set(levels) for said, _ in rivals):
            return "other_parent"
    if agrees:
        return "agrees"
    return "parent_unknown" if parents else "not_given"


def _same_unit(typed: Iterable[UnitName], official: Iterable[UnitName]) -> bool:
    """Larger units need only be recognisable: Hà Đông was a town, is a district; numbers keep their kind."""
    return any(
        same_words(one.words, other.words, accents_may_lack=True)
        and (same_kind(one, other) or not one.words.isdigit())
        for one in typed for other in official
    )


def _plain_code(code: str) -> str:
    return code.upper().lstrip("0") or "0"
