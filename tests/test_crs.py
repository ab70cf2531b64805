"""Between longitude/latitude and metres: one thread of the process projects for all who ask."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import shapely
from pyproj import Transformer, transformer

from geo.crs import HANOI_METRIC, LONLAT, one_to_metric, to_lonlat, to_metric

LON, LAT = 105.882, 21.036
SAID = 591477.130, 2327191.392         # domain §9.2, computed there with PROJ


def ask(_: int) -> tuple[float, float]:
    point = one_to_metric(shapely.Point(LON, LAT))
    return point.x, point.y


def test_a_point_lies_where_proj_says():
    assert ask(0) == pytest.approx(SAID, abs=0.001)


def test_new_threads_make_no_transformer_anew(monkeypatch):
    ask(0)
    made = []
    make = transformer.TransformerFromCRS.__call__
    monkeypatch.setattr(transformer.TransformerFromCRS, "__call__", lambda self: made.append(self) or make(self))
    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(ask, range(40)))
    assert len(answers) == 1
    assert made == []
    Transformer.from_crs(LONLAT, HANOI_METRIC, always_xy=True).transform(LON, LAT)
    assert len(made) == 1               # so what was counted is what is dear


def test_what_cannot_be_brought_is_said_to_who_asked():
    with pytest.raises(Exception, match=r"(?i)crs"):
        to_metric(np.array([shapely.Point(LON, LAT)]), "EPSG:1")


def test_none_stays_none_there_and_back():
    metres = to_metric(np.array([None, shapely.Point(LON, LAT)]))
    back = to_lonlat(metres)
    assert (metres[0], back[0]) == (None, None)
    assert (back[1].x, back[1].y) == pytest.approx((LON, LAT), abs=2e-8)    # 2 mm


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a fork is made on POSIX only")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_fork_projects_by_itself():
    ask(0)
    child = os.fork()
    if not child:
        os._exit(0 if ask(0) == pytest.approx(SAID, abs=0.001) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
