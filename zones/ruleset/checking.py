"""Check what a ruleset's parts say of each other: a hole would be found only on the day it is needed."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from zones.ruleset.item import Fault
from zones.ruleset.model import Ruleset, leaves
from zones.ruleset.parts import Band, Table


def check(ruleset: Ruleset) -> None:
    """Raise Fault for the first thing that does not fit."""
    if not ruleset.unit_levels:
        raise Fault("missing", (), name="unit_levels")
    if not ruleset.document.sources:
        raise Fault("missing", ("document",), name="sources")
    if not ruleset.examples:
        raise Fault("missing", (), name="examples")
    if ruleset.valid_to is not None and ruleset.valid_to <= ruleset.valid_from:
        raise Fault("ends_before_it_begins", ("valid_to",))
    _check_ids(ruleset)
    _check_levels(ruleset)
    for number, band in enumerate(ruleset.bands):
        _check_band(band, number)
    for number, table in enumerate(ruleset.tables):
        _check_table(ruleset, table, number)
    for number, escalation in enumerate(ruleset.escalations):
        if escalation.band is not None and escalation.band not in {band.id for band in ruleset.bands}:
            raise Fault("no_such_band", ("escalations", number, "band"), value=escalation.band)
    _check_otherwise(ruleset)


def _kinds(ruleset: Ruleset) -> dict[str, Iterable[Any]]:
    return {
        "designations": ruleset.designations, "factors": ruleset.factors, "rules": ruleset.rules,
        "bands": ruleset.bands, "tables": ruleset.tables, "escalations": ruleset.escalations, "holds": ruleset.holds,
    }


def _check_ids(ruleset: Ruleset) -> None:
    seen: set[str] = set()
    for kind, items in _kinds(ruleset).items():
        for number, item in enumerate(items):
            if item.id in seen:
                raise Fault("id_twice", (kind, number, "id"), value=item.id)
            seen.add(item.id)


def _check_levels(ruleset: Ruleset) -> None:
    """A level that a rule gives must have its label, a unit level that a rule names must be one of the document's."""
    for kind, items in _kinds(ruleset).items():
        for number, item in enumerate(items):
            level = getattr(item, "level", None)
            if level is not None and level not in ruleset.levels:
                raise Fault("level_without_label", (kind, number, "level"), value=level)
            for unit_level in getattr(item, "applies_to", ()):
                if unit_level not in ruleset.unit_levels:
                    raise Fault("no_such_unit_level", (kind, number, "applies_to"), value=unit_level)
    for number, measure in enumerate(ruleset.measures):
        if measure.level not in ruleset.levels:
            raise Fault("level_without_label", ("measures", number, "level"), value=measure.level)


def _check_band(band: Band, number: int) -> None:
    graded = [step.word is not None for step in band.steps]
    if not band.steps or any(graded) != all(graded):
        raise Fault("mixed_steps", ("bands", number, "steps"), band=band.id)
    for index, (lower, upper) in enumerate(pairwise(band.steps)):
        if not all(graded) and (lower.high is None or lower.high != upper.low):
            raise Fault("steps_apart", ("bands", number, "steps", index + 1), band=band.id, lower=lower.name,
                        upper=upper.name)
    if not all(graded) and (band.steps[0].low is not None or band.steps[-1].high is not None):
        raise Fault("steps_end", ("bands", number, "steps"), band=band.id)


def _check_table(ruleset: Ruleset, table: Table, number: int) -> None:
    bands = {band.id: band for band in ruleset.bands}
    for key, band_id in (("rows", table.rows), ("columns", table.columns)):
        if band_id not in bands:
            raise Fault("no_such_band", ("tables", number, key), value=band_id)
    wanted = {(row.name, column.name) for row in bands[table.rows].steps for column in bands[table.columns].steps}
    if missing := sorted(wanted - set(table.cells)):
        raise Fault("no_cell", ("tables", number, "cells"), table=table.id, row=missing[0][0], column=missing[0][1])
    if strange := sorted(set(table.cells) - wanted):
        raise Fault("strange_cell", ("tables", number, "cells"), table=table.id, row=strange[0][0],
                    column=strange[0][1])
    for index, cell in enumerate(table.cells.values()):
        if cell.level not in ruleset.levels:
            raise Fault("level_without_label", ("tables", number, "cells", index, "level"), value=cell.level)


def _check_otherwise(ruleset: Ruleset) -> None:
    """"Otherwise" looks at all other rules: it can stand alone as a rule's condition only."""
    nested = [
        (kind, number) for kind in ("rules", "escalations", "holds")
        for number, item in enumerate(getattr(ruleset, kind))
        if not (kind == "rules" and item.when.otherwise) and any(leaf.otherwise for leaf in leaves(item.when))
    ]
    for kind, number in nested:
        raise Fault("otherwise_inside", (kind, number, "when"))
