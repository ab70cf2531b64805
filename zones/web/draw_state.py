"""Put what is being drawn into the words and coordinates that the drawing page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.areas import AREAS
from geo.crs import one_to_lonlat, to_lonlat
from geo.editing.borders import borders_of
from geo.editing.checking import FaultKind
from geo.frames import rows_of
from geo.names import alphabetical
from zones.drafts import Draft
from zones.drawing.board import Board
from zones.drawing.fields import form
from zones.drawing.mending import Problem
from zones.drawing.objects import form_columns, shapes_of, shown_fields
from zones.field.crossings import BeltCrossing
from zones.store import CONTRACTS
from zones.times import say_start
from zones.usecases import CommandPost
from zones.usecases.drawing_objects import drawable
from zones.wording import number, t, words

DECIMALS: Final = 7        # of a degree: 1 cm, by which the geometry finds a node again
UNIT_FORM: Final = ("code", "name", "population", "households", "adult_dose1_share", "elderly_full_share")
STEPS_SHOWN: Final = 30
Json = dict[str, Any]


def draw_state(post: CommandPost, place_id: str, language: str) -> Json:
    """Return everything that the page shows of a place: the boundaries' draft, their problems, objects and forms."""
    draft, board = post.boundary_draft(place_id)
    place = post.store.place(place_id)
    return {
        "place": {"id": place.id, "name": place.name, "unit": place.unit, "exercise": place.exercise,
                  "moment": post.drawing_moment(place_id), "has_units": post.has_units(place_id)},
        "draft": _draft(draft),
        "steps": _steps(post, draft, language),
        "outline": place_of(board.outline, place.metric_crs),
        "units": _units(board, place.metric_crs),
        "borders": _borders(board, place.metric_crs),
        "problems": [_problem(one, board, place.metric_crs, language)
                     for one in post.boundary_problems(draft, board)],
        "objects": _objects(post, place_id),
        "open": [_open(one, language) for one in post.open_belts(place_id)],
        "object_drafts": [
            {**_draft(one), "kind": one.kind, "subject": one.subject, "fields": dict(entry["fields"]),
             "shape": shape_json(shapely.from_wkb(entry["shape"]) if entry["shape"] else None),
             "facts": entry.get("facts", []), "posts": entry.get("posts", [])}
            for one, entry in post.object_drafts(place_id)
        ],
    }


def fixed_part(post: CommandPost, place_id: str, language: str) -> Json:
    """Return what does not change while one draws: the words, the forms, what lies under the drawing."""
    columns = {name: AREAS.columns[name] for name in UNIT_FORM}
    forms = {kind: form(kind, {name: contract.columns[name] for name in form_columns(contract)}, language)
             for kind, contract in drawable().items()}
    underlay = post.store.read(place_id, "underlay")
    return {
        "words": words("draw_page", language),
        "unit_form": form("areas", columns, language),
        "kinds": [
            {"kind": kind, "title": t(f"kind.data_{kind}", language), "form": forms[kind],
             "shapes": list(shapes_of(kind)), "suggestions": _suggestions(kind, language)}
            for kind in drawable()
        ],
        "underlay": [
            {"id": row["underlay_id"], "kind": row["kind"], "name": row["name"] if pd.notna(row["name"]) else "",
             "shape": shape_json(row["geometry"])}
            for row in rows_of(underlay) if row["geometry"] is not None
        ],
    }


def shape_json(shape: BaseGeometry | None) -> Json | None:
    """Return GeoJSON with coordinates that name a node again; None has no shape."""
    if shape is None:
        return None
    rounded = shapely.transform(shapely.force_2d(shape), lambda at: np.round(at, DECIMALS))
    made: Json = shapely.geometry.mapping(rounded)
    return made


def place_of(at: BaseGeometry | None, crs: str) -> Json | None:
    """Return where on the map to look, as GeoJSON."""
    return shape_json(None if at is None or at.is_empty else one_to_lonlat(at, crs))


def named(fields: Mapping[str, object], board: Board, language: str) -> Json:
    """Return a refusal's fields as people read them: units by name, numbers the country's way."""
    said: Json = {}
    for name, value in fields.items():
        if name in ("area_id", "other_id"):
            said[name] = board.name(str(value))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            said[name] = number(value, language, 0 if float(value).is_integer() else 2)
        else:
            said[name] = value
    return said


def say_step(action: str, detail: Mapping[str, Any], language: str) -> str:
    """Return what a step did."""
    return t(f"draw.did_{action}", language, **detail)


def _draft(draft: Draft) -> Json:
    return {"id": draft.id, "version": draft.version, "step": draft.step, "steps": draft.steps,
            "by": draft.changed_by, "at": "" if draft.changed_at is None else say_start(draft.changed_at)}


def _steps(post: CommandPost, draft: Draft, language: str) -> list[Json]:
    if not draft.id:
        return []
    return [
        {"number": count, "said": say_step(action, detail, language), "by": author, "at": say_start(moment)}
        for count, action, author, moment, detail in post.store.drafts.steps_of(draft, STEPS_SHOWN)
    ]


def _units(board: Board, crs: str) -> list[Json]:
    shapes = to_lonlat(board.coverage.shapes, crs)
    areas = shapely.area(board.coverage.shapes)
    units = [
        {"id": area_id, "fields": dict(board.fields[area_id]), "shape": shape_json(shape),
         "area_m2": round(float(area))}
        for area_id, shape, area in zip(board.coverage.ids, shapes, areas, strict=True)
    ]
    return sorted(units, key=lambda unit: alphabetical(str(unit["fields"].get("code") or unit["fields"]["name"])))


def _borders(board: Board, crs: str) -> list[Json]:
    borders = borders_of(board.coverage)
    lines = to_lonlat(np.array([border.line for border in borders], dtype=object), crs)
    return [{"units": list(border.areas), "line": np.round(shapely.get_coordinates(line), DECIMALS).tolist()}
            for border, line in zip(borders, lines, strict=True)]


def _problem(problem: Problem, board: Board, crs: str, language: str) -> Json:
    fault, act = problem.fault, problem.repair
    units = ", ".join(board.name(area_id) for area_id in fault.ids)
    key = "problem_gap_alone" if fault.kind is FaultKind.GAP and not units else f"problem_{fault.kind}"
    size = number(fault.size_m2, language, 0 if fault.size_m2 >= 10 else 2)
    mends = t("draw.mends_nothing", language)
    if act is not None:
        names = {side: "" if who is None else board.name(who) for side, who in (("gives", act.gives),
                                                                               ("takes", act.takes))}
        mends = t(f"draw.mends_{act.kind}", language, **names)
    return {
        "key": problem.key, "kind": str(fault.kind), "grave": problem.grave, "mends": mends,
        "mendable": act is not None,
        "said": t(f"draw.{key}", language, units=units, size=size), "units": list(fault.ids),
        "shape": shape_json(one_to_lonlat(fault.geometry, crs)),
    }


def _open(one: BeltCrossing, language: str) -> Json:
    roads = ", ".join(one.roads) or t("draw.unnamed_road", language)
    return {"said": t("draw.open_crossing", language, belt=one.belt_name, roads=roads), "number": one.number,
            "shape": shape_json(one.point)}


def _objects(post: CommandPost, place_id: str) -> list[Json]:
    return [
        {"kind": kind, "id": row[CONTRACTS[kind].key], "fields": shown_fields(CONTRACTS[kind], row),
         "shape": shape_json(row["geometry"])}
        for kind, frame in post.standing_objects(place_id).items() for row in rows_of(frame)
    ]


_SINGULAR: Final = {"sites": "site", "facilities": "facility"}


def _suggestions(kind: str, language: str) -> list[Json]:
    """Return the values that the program knows of an open set, such as the kinds of sites."""
    prefix = f"{_SINGULAR.get(kind, kind)}_"
    return [{"value": name.removeprefix(prefix), "label": text} for name, text in words("kind", language).items()
            if name.startswith(prefix)]
