"""Make all data files of the sample again: `python sample_data/make.py [folder]`; always the same bytes."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# run as a script, Python looks only in this folder; the contracts (zones, geo) are one up
sys.path[:0] = [str(HERE), str(HERE.parent)]

from dien_tap import containment, other_diseases, records, story  # noqa: E402
from dien_tap import sites as exercise_sites  # noqa: E402
from gia_thuy.build import Town, build_town  # noqa: E402
from gia_thuy.drawing import GROUPS  # noqa: E402
from nq54 import content as nq54  # noqa: E402
from writing import Row, write_csv, write_geojson  # noqa: E402

from geo.areas import AREAS  # noqa: E402
from zones.cases import CASES, FORCES, REPORTS  # noqa: E402
from zones.clocks import PROPOSALS  # noqa: E402
from zones.facilities import FACILITIES  # noqa: E402
from zones.lockdowns import LOCKDOWN_LINES, LOCKDOWNS  # noqa: E402
from zones.posts import BELTS, CHECKPOINTS  # noqa: E402
from zones.sites import SITES  # noqa: E402
from zones.underlay import UNDERLAY  # noqa: E402


def make(folder: Path) -> None:
    """Write every file below `folder`: gia_thuy/, nq54/ and dien_tap/."""
    town = build_town()
    write_geojson(folder / "gia_thuy" / "areas.geojson", AREAS, areas(town))
    write_geojson(folder / "gia_thuy" / "underlay.geojson", UNDERLAY, underlay(town))

    place = folder / "nq54"
    write_geojson(place / "sites.geojson", SITES, nq54.sites())
    write_geojson(place / "belts.geojson", BELTS, nq54.belts(town))
    write_geojson(place / "checkpoints.geojson", CHECKPOINTS, nq54.checkpoints(town))
    write_csv(place / "forces.csv", FORCES, nq54.forces())
    write_csv(place / "cases.csv", CASES, nq54.cases())
    write_csv(place / "reports.csv", REPORTS, nq54.reports())

    place = folder / "dien_tap"
    write_geojson(place / "areas.geojson", AREAS, areas(town, story.SHARES))
    write_geojson(place / "sites.geojson", SITES, exercise_sites.sites())
    write_geojson(place / "belts.geojson", BELTS, containment.belts(town))
    write_geojson(place / "checkpoints.geojson", CHECKPOINTS, containment.checkpoints(town))
    write_geojson(place / "lockdowns.geojson", LOCKDOWNS, containment.lockdowns(town))
    write_csv(place / "lockdown_lines.csv", LOCKDOWN_LINES, records.lockdown_lines())
    write_geojson(place / "facilities.geojson", FACILITIES, records.facilities())
    write_csv(place / "proposals.csv", PROPOSALS, records.proposals(story.cases()))
    write_csv(place / "forces.csv", FORCES, records.forces())
    write_csv(place / "cases.csv", CASES, [*story.cases(), *other_diseases.cases(town)])
    write_csv(place / "reports.csv", REPORTS, [*story.reports(), *other_diseases.reports()])


def areas(town: Town, shares: dict[int, tuple[float, float]] | None = None) -> list[Row]:
    """Return the tổ dân phố, with shares of the vaccinated where they are given."""
    rows: list[Row] = []
    for number, group in GROUPS.items():
        dose1, elderly = shares[number] if shares else (None, None)
        rows.append(
            {
                "area_id": f"gia-thuy/to-{number}",
                "code": str(number),
                "name": f"Tổ dân phố {number}",
                "area_level": "residential_group",
                "parent_name": "Phường Gia Thụy",
                "population": group.population,
                "households": group.households,
                "adult_dose1_share": dose1,
                "elderly_full_share": elderly,
                "geometry": town.groups[number],
            }
        )
    return rows


def underlay(town: Town) -> list[Row]:
    """Return green, water, roads and railway, in the order in which they are drawn."""
    rows: list[Row] = [
        {"underlay_id": f"{kind}-{number}", "kind": kind, "geometry": shape}
        for kind, shapes in (("green", town.green), ("water", town.water))
        for number, shape in enumerate(shapes, 1)
    ]
    order = ["road_lane", "road_street", "road_main", "rail"]
    for road in sorted(town.roads, key=lambda road: order.index(road.kind)):
        rows.append(
            {"underlay_id": road.road_id, "kind": road.kind, "name": road.name, "geometry": road.line}
        )
    return rows


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
