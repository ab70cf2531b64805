"""The zone map is a partition: properties of geo.coverage, tried on random units and sites."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import coverage

WARD = shapely.box(591_000, 2_327_000, 592_500, 2_328_000)  # EPSG:5897, near Gia Thụy


def voronoi_units(seed: int, count: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    x0, y0, x1, y1 = WARD.bounds
    points = shapely.multipoints(np.column_stack([random.uniform(x0, x1, count), random.uniform(y0, y1, count)]))
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=WARD))
    # node the clipped cells together, as a drawn coverage is
    lines = shapely.union_all(shapely.boundary(shapely.intersection(cells, WARD)), grid_size=coverage.GRID_M)
    return np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(lines))))


sites = st.lists(
    st.tuples(
        st.floats(591_000, 592_500), st.floats(2_327_000, 2_328_000), st.floats(5, 300),
        st.integers(1, 4), st.booleans(),
    ),
    max_size=8,
)


def as_patches(drawn) -> tuple[np.ndarray, np.ndarray]:
    shapes = [
        shapely.Point(x, y).buffer(r) if round_ else shapely.box(x - r, y - r / 2, x + r, y + r)
        for x, y, r, _, round_ in drawn
    ]
    return np.array(shapes, dtype=object), np.array([rank for *_, rank, _ in drawn], dtype=int)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 14), drawn=sites)
def test_every_point_of_the_ward_lies_in_exactly_one_zone(seed, count, drawn):
    units = voronoi_units(seed, count)
    ranks = np.random.default_rng(seed).integers(0, 5, len(units))
    patches, patch_ranks = as_patches(drawn)
    pieces = coverage.partition(units, ranks, patches, patch_ranks)
    shapes = np.array([piece.geometry for piece in pieces], dtype=object)
    ward = shapely.union_all(units)
    assert shapely.area(shapes).sum() == pytest.approx(ward.area, rel=1e-6)
    assert shapely.symmetric_difference(shapely.union_all(shapes), ward).area < 1e-6 * ward.area
    assert shapely.coverage_is_valid(shapes)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), count=st.integers(1, 10), drawn=sites)
def test_the_highest_level_wins_at_every_point(seed, count, drawn):
    units = voronoi_units(seed, count)
    random = np.random.default_rng(seed)
    ranks = random.integers(0, 5, len(units))
    patches, patch_ranks = as_patches(drawn)
    pieces = coverage.partition(units, ranks, patches, patch_ranks)
    shapes = np.array([piece.geometry for piece in pieces], dtype=object)
    for x, y in zip(random.uniform(591_001, 592_499, 40), random.uniform(2_327_001, 2_327_999, 40), strict=True):
        point = shapely.Point(x, y)
        edges = np.concatenate([shapely.boundary(units), shapely.boundary(patches)])
        if shapely.distance(edges, point).min() < 0.01:
            continue  # on a border both answers are right
        (unit,) = np.flatnonzero(shapely.contains(units, point))
        over = [patch_ranks[i] for i in np.flatnonzero(shapely.contains(patches, point))]
        (piece,) = np.flatnonzero(shapely.contains(shapes, point))
        found = pieces[piece]
        rank = ranks[found.unit] if found.patch is None else patch_ranks[found.patch]
        assert rank == max([ranks[unit], *over])
        assert found.unit == unit


def test_a_site_across_a_border_gives_one_piece_in_each_unit():
    units = np.array([shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)], dtype=object)
    site = np.array([shapely.box(90, 40, 110, 60)], dtype=object)
    pieces = coverage.partition(units, np.array([1, 1]), site, np.array([3]))
    assert [(p.unit, p.patch, p.geometry.area) for p in pieces] == [
        (0, None, 9800), (0, 0, 200), (1, None, 9800), (1, 0, 200)
    ]


def test_a_yellow_site_in_a_red_unit_cuts_nothing():
    units = np.array([shapely.box(0, 0, 100, 100)], dtype=object)
    pieces = coverage.partition(units, np.array([4]), np.array([shapely.box(1, 1, 9, 9)], dtype=object), np.array([2]))
    assert [(p.patch, p.geometry.area) for p in pieces] == [(None, 10_000)]


def test_a_gap_and_an_overlap_are_measured():
    with_gap = np.array(
        [shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6)), shapely.box(9, 0, 20, 10)], dtype=object
    )
    found = coverage.faults(with_gap)
    assert found.gaps_m2 == pytest.approx(4)
    assert found.overlaps_m2 == pytest.approx(10)
    assert not found.sound


def test_simplifying_opens_no_gap_between_neighbours():
    borders = shapely.line_merge(shapely.union_all(shapely.boundary(voronoi_units(3, 12))))
    units = np.asarray(shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.segmentize(borders, 20)))))
    assert shapely.coverage_is_valid(units)
    simple = coverage.simplify(units, 15)
    assert shapely.coverage_is_valid(simple)
    assert shapely.get_num_coordinates(simple).sum() < shapely.get_num_coordinates(units).sum() / 2


def test_a_label_point_lies_inside_even_a_horseshoe():
    horseshoe = shapely.box(0, 0, 100, 100).difference(shapely.box(30, -1, 70, 80))
    (point,) = coverage.label_points(np.array([horseshoe], dtype=object))
    assert horseshoe.contains(point)
