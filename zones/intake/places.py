"""Put rows into the place's areas, and keep of what they say about a place only what tells no house."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.locate import ANY_LEVEL, locate
from geo.names import LEVELS, read_name, same_words, split_place
from zones.cases import POINT_DECIMALS
from zones.intake.draft import Draft
from zones.intake.examination import Note
from zones.intake.findings import ASKED, REFUSED, REMARK
from zones.intake.point_questions import ask_about_points
from zones.intake.points import read_points
from zones.intake.unit_questions import Namer, ask_about_redrawn, ask_for_units, named_text

_NAMES: Final = (*LEVELS, "area_name")
# words of an address; not those that stand in names of units too (Phố Huế, Đường Lâm, Nhà Bè, Hải Phòng)
_OF_A_HOUSE: Final = {"số", "so", "sn", "ngõ", "ngách", "ngach", "hẻm", "hem", "tòa", "căn", "tầng"}


def put_into_areas(
    draft: Draft, areas: gpd.GeoDataFrame | None, home: Sequence[str], of_file: gpd.GeoSeries | None
) -> None:
    """Fill area_id, and for cases located_by and area_text."""
    of_cases = draft.kind.contract.name == "cases"
    index = draft.cells.index
    given_id = draft.text("area_id").astype("object").where(draft.text("area_id") != "", None)
    if areas is None:
        found = pd.DataFrame({"area_id": None, "located_by": "none", "detail": "no_areas"}, index=index)
        own = given_id.notna()
    else:
        found = _located(draft, areas, home, of_file if of_cases else None)
        own = given_id.isin(areas["area_id"])
    ids = given_id.where(own, found["area_id"].astype("object"))
    ids = ids.where(ids.notna(), None)
    located_by, details = found["located_by"], found["detail"].where(given_id.isna() | own, "unknown_id")
    if areas is None or not (of_cases or draft.kind.empty_place_is_all):
        _say_unplaced(draft, ids.isna(), details)
    else:
        ids, located_by, details = _settle(draft, areas, home, ids, located_by, details)
    draft.values["area_id"] = ids
    if of_cases:
        said = draft.text("located_by")
        before = said.where(said.isin(["code", "name", "point"]), "code")
        draft.values["located_by"] = before.where(own, located_by).astype("object")
        draft.values["area_text"] = _area_text(draft)
        if areas is None:
            draft.notes.append(Note("intake.note_no_areas"))
        else:
            _say_how_matched(draft, details.where(~own, "code"))


def _settle(
    draft: Draft, areas: gpd.GeoDataFrame, home: Sequence[str], ids: pd.Series, by: pd.Series, details: pd.Series
) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Ask what the names leave open; return the rows' areas, how each was found, and the particulars."""
    of_cases = draft.kind.contract.name == "cases"
    namer, waiting = Namer(areas), draft.findings.rows_of(ASKED)
    named = named_text(draft, _NAMES)
    named = named.where(named != "", named_text(draft, ("area_code", "area_id")))
    if of_cases:
        lon, lat = (pd.to_numeric(draft.column(name), errors="coerce").to_numpy("float64") for name in ("lon", "lat"))
        ids, by_point = ask_about_points(draft, areas, ids, lon, lat, by.isin(["name", "code"]) & ids.notna())
        by, details = by.where(~by_point, "point"), details.where(~by_point, "point")
        ids = ask_about_redrawn(draft, namer, named, ids, draft.column("date_reporting"))
    certain = {text: namer.certain(text) for text in named[ids.isna()].unique() if text}
    renamed = ids.isna() & named.map(lambda text: certain.get(text) is not None)
    draft.findings.add(REMARK, renamed, "ask.renamed")
    ids = ids.where(~renamed, named.map(certain.get)).astype("object")
    unplaced = ids.isna() & ~(draft.findings.rows_of(ASKED) & ~waiting)      # those asked about here wait already
    if draft.kind.empty_place_is_all:
        said = draft.cells[[name for name in _NAMES if name in draft.cells]]
        # an empty area speaks for the whole place: a name that was not found must not come to mean that
        unplaced &= (named != "") & ~_is_home(said, home)
        details = details.where(details != "nothing_given", "unknown_name")
    unplaced &= ~((named == "") & draft.text("case_id").isin(list(draft.known_ids)))
    shown = {text: text for text in named[unplaced].unique() if _tells_no_house(text)}
    told = ask_for_units(draft, namer, named, unplaced, "intake.unplaced_" + details.astype("str"), shown,
                         may_be_outside=of_cases)
    answered = told.notna()
    ids = ids.where(~answered, told).astype("object")
    by = by.where(~(answered | renamed), "name")
    return ids, by, details.where(~answered, "alias").where(~renamed, "renamed").where(
        ~(details.eq("exact") & ~_word_for_word(areas, named, ids)), "cleaned")


def _word_for_word(areas: gpd.GeoDataFrame, named: pd.Series, ids: pd.Series) -> pd.Series:
    """Tell which rows write their unit's name just as the boundaries do."""
    official = dict(zip(areas["area_id"], areas["name"].astype("object"), strict=True))
    pairs = pd.DataFrame({"text": named, "id": ids})
    fits = {pair: (split_place(pair[0]) or [""])[0] == official.get(pair[1])
            for pair in pairs.drop_duplicates().itertuples(index=False, name=None)}
    return pd.Series([fits[pair] for pair in pairs.itertuples(index=False, name=None)], index=ids.index, dtype="bool")


def _say_how_matched(draft: Draft, details: pd.Series) -> None:
    """Say of how many rows each way of matching holds; a guess is none of them, it is a question."""
    kept = details[~draft.findings.rows_of(ASKED, REFUSED)].replace({"unaccented": "cleaned"})
    for way in ("exact", "cleaned", "code", "alias", "renamed", "point"):
        if count := int((kept == way).sum()):
            draft.notes.append(Note(f"ask.matched_{way}", {"rows": count}))


def _located(
    draft: Draft, areas: gpd.GeoDataFrame, home: Sequence[str], of_file: gpd.GeoSeries | None
) -> pd.DataFrame:
    names = {ANY_LEVEL if name == "area_name" else name: name for name in _NAMES if name in draft.cells}
    rows = draft.cells[[name for name in ("area_code", *names.values()) if name in draft.cells]].copy()
    points = None
    # only cases are placed by their point: a document names the area of its sites
    if draft.kind.contract.name == "cases":
        points = ("lon", "lat")
        rows["lon"], rows["lat"] = _points(draft, of_file)
        # enough for a circle of 200 m round a house, too little to find the house
        for name in points:
            draft.values[name] = rows[name].astype("float64").round(POINT_DECIMALS)
    code = "area_code" if "area_code" in rows else None
    return locate(rows, areas, code_column=code, name_columns=names, point_columns=points, home=home)


def _points(draft: Draft, of_file: gpd.GeoSeries | None) -> tuple[np.ndarray, np.ndarray]:
    if of_file is None:
        return read_points(draft, REMARK)      # a case with a bad coordinate is a case all the same
    shapes = of_file.to_numpy()
    at = np.where(shapely.get_type_id(shapes) == 0, shapes, None)
    return shapely.get_x(at), shapely.get_y(at)


def _say_unplaced(draft: Draft, unplaced: pd.Series, detail: pd.Series) -> None:
    said = draft.cells[[name for name in ("area_id", "area_code", *_NAMES) if name in draft.cells]]
    named = (said != "").any(axis="columns")
    keys = "intake.unplaced_" + detail.astype("str")
    if draft.kind.contract.name == "cases":
        draft.findings.add(REMARK, unplaced & (detail != "no_areas"), keys)
    elif draft.kind.empty_place_is_all:
        draft.findings.add(ASKED, unplaced & named, keys)
    else:
        draft.findings.add(REMARK, unplaced & named & (detail != "nothing_given"), keys)


def _is_home(names: pd.DataFrame, home: Sequence[str]) -> pd.Series:
    """Tell which rows name the whole place itself, and nothing but units around it."""
    known = [reading for name in home for part in split_place(name) for reading in read_name(part)]

    def of_home(text: str) -> bool:
        return text == "" or any(same_words(one.words, other.words, accents_may_lack=True)
                                 for one in read_name(text) for other in known)

    if names.empty or not len(names.columns):
        return pd.Series(False, index=names.index)
    answers = names.apply(lambda texts: texts.map({text: of_home(text) for text in texts.unique()}))
    told: pd.Series = answers.all(axis="columns") & (names != "").any(axis="columns")
    return told


def _area_text(draft: Draft) -> pd.Series:
    """Return the area as the file wrote it, without anything that could lead to a door."""
    source = ["area_text"] if "area_text" in draft.cells else [name for name in _NAMES if name in draft.cells]
    text = pd.Series("", index=draft.cells.index, dtype="object")
    dropped = 0
    for name in source:
        part = draft.text(name).astype("object")
        unfit = part.isin([one for one in part.unique() if not _tells_no_house(one)])
        dropped += int(unfit.sum())
        part = part.where(~unfit, "")
        text = text.where(part == "", text.where(text == "", text + ", ") + part)
    if dropped:
        draft.notes.append(Note("intake.note_addresses_left_out", {"cells": dropped}))
    return text.where(text != "", None)


def _tells_no_house(text: str) -> bool:
    parts = [read_name(part)[0].words.split() for part in text.split(",") if read_name(part)]
    return len(text) <= 80 and not any(
        word in _OF_A_HOUSE or sum(map(str.isdigit, word)) > 3 for words in parts for word in words
    )
