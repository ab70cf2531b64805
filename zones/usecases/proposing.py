"""Propose belts and containment for a person to correct and decide, and warn of a plan that locks a tổ in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.areas import valid_at
from geo.crs import one_to_lonlat, one_to_metric, to_lonlat
from geo.frames import VIETNAM_TIME, Records
from zones.compose.names import short_name
from zones.field import drafts
from zones.field.drafts import Draft
from zones.field.ground import Ground, Streets, digest, ground_of, streets_of
from zones.field.ways import Way, find_ways
from zones.places import Place
from zones.proposals import CannotPropose, Proposal
from zones.situation.view import read_view
from zones.store import CONTRACTS
from zones.usecases.looking import Looking
from zones.wording import number as say_number
from zones.wording import t

TERM: Final = timedelta(days=14)       # one incubation period; decisions ran from 0h to 0h (domain §5.1)
Facts = tuple[tuple[str, str], ...]


class Proposing(Looking):
    """The verbs that draft and check; they store nothing."""

    def propose_belt(
        self, place_id: str, number: int, around: str | Sequence[str] | BaseGeometry, as_of: datetime | None,
        language: str = "vi",
    ) -> Proposal:
        """Return belt 3 round the whole place, belt 2 round areas, or belt 1 along the lanes round one thing.

        `around`: ids as on the map ("area/…", "site/…", "lockdown/…"; an area's own id will do), or for belt 1 a shape
        (EPSG:4326) that is not stored yet; belt 3 asks for none. Raises CannotPropose, whose key is a sentence.
        """
        place, records, moment = self._standing(place_id, as_of)
        ground = self._ground(place, records)
        wanted = [around] if isinstance(around, str) else [] if isinstance(around, BaseGeometry) else list(around)
        if number == 1:
            target, name = _target(around, wanted, records, ground.crs, language)
            draft = drafts.belt_round_target(ground, target)
        else:
            ids = ground.area_ids if number == 3 else tuple(one.removeprefix("area/") for one in wanted)
            draft = drafts.belt_round_areas(ground, ids)
            name = t("field.whole_place", language) if number == 3 else _names_of(records["areas"], ids)
        fields = {"number": number, "name": t("field.belt_name", language, number=number, around=name), "active": True,
                  "valid_from": moment}
        facts = ((t("field.found", language), t(f"field.found_{draft.source}", language)),
                 (t("field.length", language), t("field.metres", language, count=say_number(
                     draft.edge.length, language))),
                 *_inside(records, ground, draft, language), *_posts_fact(ground, draft, language))
        return _proposal("belts", draft.edge, fields, facts, draft.posts, ground.crs)

    def propose_containment(
        self, place_id: str, at: str | shapely.Point, as_of: datetime | None, language: str = "vi"
    ) -> tuple[Proposal, ...]:
        """Return (narrow, wide) round a new case: "khoanh vùng rộng, phong tỏa hẹp".

        `at` is a point (EPSG:4326), or the id of a site ("site/…"). Narrow: the block or the stretch of lane; wide:
        the tổ and its neighbours. Raises CannotPropose.
        """
        place, records, moment = self._standing(place_id, as_of)
        ground = self._ground(place, records)
        point = one_to_metric(at, ground.crs) if isinstance(at, shapely.Point) else shapely.point_on_surface(
            drafts.footprint(records["sites"], at.removeprefix("site/"), ground.crs))
        narrow, wide, areas = drafts.narrow_and_wide(ground, point)
        rows = [areas.home, *areas.neighbours]
        home = short_name(ground.names[areas.home])
        where = ", ".join(filter(None, (narrow.street, home)))
        ids = [ground.area_ids[row] for row in rows]
        shared = {"containment_id": _containment_id(moment, point), "valid_from": moment, "valid_to": _term(moment)}
        return (
            _proposal("lockdowns", narrow.ground, {
                **shared, "ring": "narrow", "name": t("field.narrow_name", language, where=where),
            }, _narrow_facts(records, ground, narrow, areas.home, language), narrow.posts, ground.crs),
            _proposal("lockdowns", wide.ground, {
                **shared, "ring": "wide",
                "name": t("field.wide_name", language, where=_names_of(records["areas"], ids)),
                **{name: _whole_sum(records["areas"], ids, name) for name in ("population", "households")},
            }, _inside(records, ground, wide, language), (), ground.crs),
        )

    def plan_warnings(
        self, place_id: str, kind: str, frame: gpd.GeoDataFrame, as_of: datetime | None, language: str
    ) -> tuple[str, ...]:
        """Return what a person must hear before records of a kind ("checkpoints", "lockdowns") are saved.

        One sentence for each tổ or lockdown from which an ambulance would not get out, with the post that must open;
        judged at `as_of` and when each record begins. Nothing is said where no road was loaded: nobody can tell.
        """
        if kind not in ("checkpoints", "lockdowns"):
            return ()
        place, records, moment = self._standing(place_id, as_of, whole=True)
        plan = CONTRACTS[kind].tidy(frame)
        key = CONTRACTS[kind].key
        after = {**records, kind: pd.concat([records[kind][~records[kind][key].isin(plan[key])], plan])}
        begins = {start.to_pydatetime() for start in plan["valid_from"].dropna() if start > pd.Timestamp(moment)}
        sentences: dict[str, str] = {}
        for when in sorted({moment, *begins}):
            before_ways = {way.area_id: way for way in self._ways(place, records, when)}
            for way in self._ways(place, after, when):
                if way.shut and way != before_ways.get(way.area_id):
                    sentences.setdefault(way.area_id, _say_shut(way, after["checkpoints"], language))
        return tuple(sentences.values())

    def _standing(
        self, place_id: str, as_of: datetime | None, *, whole: bool = False
    ) -> tuple[Place, Records, datetime]:
        """Return the place, its records (those valid at the moment, unless `whole`), and the moment."""
        base = read_view(place_id).place_id
        revision = self.store.revision(base)
        place = self.store.place(base)
        moment = self.moment(place, revision, as_of)
        records = self._records(base, revision)
        if whole:
            return place, records, moment
        dated = {kind: valid_at(frame, moment) for kind, frame in records.items() if "valid_from" in frame}
        return place, {**records, **dated}, moment

    def _ground(self, place: Place, records: Records) -> Ground:
        areas, underlay, crs = records["areas"], records["underlay"], place.metric_crs
        return self._keep(("ground", crs, digest(areas, underlay)),
                          lambda: ground_of(areas, self._streets(underlay, crs), crs))

    def _streets(self, underlay: gpd.GeoDataFrame, crs: str) -> Streets | None:
        return self._keep(("streets", crs, digest(underlay)), lambda: streets_of(underlay, crs))

    def _ways(self, place: Place, records: Records, when: datetime) -> tuple[Way, ...]:
        valid = {kind: valid_at(records[kind], when) for kind in ("areas", "checkpoints", "lockdowns")}
        narrow = valid["lockdowns"][(valid["lockdowns"]["ring"] != "wide") & valid["lockdowns"].geometry.notna()]
        return find_ways(self._ground(place, {**records, **valid}), valid["checkpoints"], narrow)


def _target(
    around: object, wanted: Sequence[str], records: Records, crs: str, language: str
) -> tuple[BaseGeometry, str]:
    if isinstance(around, BaseGeometry):
        return one_to_metric(around, crs), t("field.new_place", language)
    if not wanted:
        raise CannotPropose("belts.no_target")
    source, _, key = wanted[0].partition("/")
    if source not in ("site", "lockdown"):
        raise CannotPropose("belts.no_target")
    frame = records[f"{source}s"]
    shape = drafts.footprint(frame, key, crs)
    return shape, str(frame.loc[frame.iloc[:, 0] == key, "name"].iloc[0])


def _proposal(
    kind: str, shape: BaseGeometry, fields: dict[str, Any], facts: Facts, posts: Sequence[shapely.Point], crs: str
) -> Proposal:
    points = to_lonlat(np.array(posts, dtype=object), crs) if posts else ()
    return Proposal(kind, one_to_lonlat(shape, crs), fields, facts, tuple(points))


def _names_of(areas: pd.DataFrame, ids: Sequence[str]) -> str:
    names = dict(zip(areas["area_id"], areas["name"], strict=True))
    return ", ".join(short_name(names[one]) for one in ids if one in names)


def _whole_sum(areas: pd.DataFrame, ids: Sequence[str], column: str) -> int | None:
    values = areas.loc[areas["area_id"].isin(ids), column]
    return None if values.isna().any() or values.empty else int(values.sum())


def _inside(records: Records, ground: Ground, draft: Draft, language: str) -> Facts:
    """Say who and what lies inside: people and households of whole areas, where all are known; sites."""
    areas, sites = records["areas"], records["sites"]
    held = areas[areas["area_id"].isin(drafts.areas_within(ground, draft.ground))]
    facts: list[tuple[str, str]] = []
    for column, label in (("population", "field.people"), ("households", "field.households")):
        count = _whole_sum(areas, tuple(held["area_id"]), column)
        if len(held):
            facts.append((t(label, language), say_number(count, language) if count is not None
                          else t("field.not_known", language)))
    return (*facts, _sites_fact(sites, draft, ground, language))


def _narrow_facts(records: Records, ground: Ground, draft: Draft, home: int, language: str) -> Facts:
    """Say who lives on the narrow ground: an estimate by its share of the tổ's ground, and named as that."""
    row = records["areas"].iloc[home]
    share = draft.ground.intersection(ground.areas[home]).area / ground.areas[home].area
    facts = [(t("field.found", language), t(f"field.found_{draft.source}", language))]
    for column, label in (("population", "field.people"), ("households", "field.households")):
        known = pd.notna(row[column])
        facts.append((t(label, language), t("field.estimate", language, count=say_number(
            round(float(row[column]) * share), language)) if known else t("field.not_known", language)))
    return (*facts, _sites_fact(records["sites"], draft, ground, language), *_posts_fact(ground, draft, language))


def _sites_fact(sites: gpd.GeoDataFrame, draft: Draft, ground: Ground, language: str) -> tuple[str, str]:
    inside = sites[drafts.lies_in(sites, draft.ground, ground.crs)]["name"].tolist()
    return t("field.sites_inside", language), ", ".join(inside) or t("field.none", language)


def _posts_fact(ground: Ground, draft: Draft, language: str) -> Facts:
    words = say_number(len(draft.posts), language) if ground.streets else t("field.no_roads_short", language)
    return ((t("field.posts_needed", language), words),)


def _say_shut(way: Way, checkpoints: pd.DataFrame, language: str) -> str:
    names = dict(zip(checkpoints["checkpoint_id"], checkpoints["name"], strict=True))
    posts = ", ".join(f"“{names[post]}”" for post in way.must_open)
    return t(f"field.warn_{way.verdict}", language, area=way.name, posts=posts)


def _containment_id(moment: datetime, point: shapely.Point) -> str:
    return f"kv-{moment:%Y%m%d%H%M}-{hashlib.sha256(shapely.to_wkb(point)).hexdigest()[:4]}"


def _term(moment: datetime) -> datetime:
    """Return the first 0h that leaves at least 14 days."""
    local = moment.astimezone(VIETNAM_TIME)
    midnight = datetime.combine(local.date(), time(), tzinfo=VIETNAM_TIME)
    return midnight + TERM + (timedelta(days=1) if local > midnight else timedelta())
