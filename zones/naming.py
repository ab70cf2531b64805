"""Find the unit that a document names, by its name or by the larger unit that it lies in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from geo.names import read_name, split_place
from zones.decisions import Observed
from zones.ruleset import Designation


def find_designation(
    designations: Sequence[Designation], observed: Observed, unit_level: str
) -> tuple[Designation, str] | None:
    """Return the designation that names a unit, and the name as the document writes it; None when none does.

    Looks at `unit_name` and `within` ("phường Gia Thụy, quận Long Biên"): the unit's own name first, then the units
    around it, the nearest first. The ward Long Biên is not the district Long Biên: the unit's own name, where it does
    not say its kind, is read by `unit_level`; one around the unit that says none is never matched.
    """
    own, around = observed.get("unit_name"), observed.get("within")
    chain = []
    if isinstance(own, str):
        chain.append((own, unit_level))
    if isinstance(around, str):
        chain += [(name, "") for name in split_place(around)]
    for name, level in chain:
        for designation in designations:
            for unit in designation.units:
                if is_unit(name, level, unit):
                    return designation, unit
    return None


@lru_cache(maxsize=4096)
def is_unit(name: str, level: str, official: str) -> bool:
    """Tell whether a name is the unit that a document writes with its kind: "Q. Hà Đông" is "Quận Hà Đông"."""
    wanted = read_name(official)[0]
    for reading in read_name(name):
        if reading.words == wanted.words and (reading.kind == wanted.kind or (
            not reading.kind and level in wanted.levels
        )):
            return True
    return False
