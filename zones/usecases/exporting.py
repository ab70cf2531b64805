"""Export: the map and the tables behind it as files for other programs, for whom they are meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

import pandas as pd

from geo.mapmodel import MapModel
from geo.sheet import Audience, SheetKind, SheetOptions
from zones.attributes import attributes_of, say_value
from zones.export import Progress
from zones.sheets import Subject
from zones.situation.view import read_view
from zones.tables import Table, make_tables
from zones.usecases.printing import PLAIN, Printing
from zones.wording import t

REPORT_DPI: Final = 200                    # the map's page in the report: read on paper, sent by mail
DATA_FORMS: Final = ("gpkg", "geojson", "kmz", "kml", "xlsx", "docx")


class Exporting(Printing):
    """The verbs that make files for other programs."""

    def export(
        self, place_id: str, as_of: datetime | None, language: str, form: str, options: SheetOptions = PLAIN, *,
        known_at: int | None = None, progress: Progress | None = None,
    ) -> bytes:
        """Return one of DATA_FORMS, or what `sheet` makes. Public unless the options say otherwise.

        ValueError for another form; PrinterUnknown for an internal file without a name; see `sheet` for others.
        """
        if form not in DATA_FORMS:
            return self.sheet(place_id, as_of, language, form, options, known_at=known_at, progress=progress)
        revision = self.situation(place_id, as_of, known_at).revision
        subject = self.subject(place_id, as_of, language, options.audience, revision)
        tables = self.tables(place_id, subject, options.audience)
        model, imprint = subject.model, self._imprint(options, language)
        if form == "docx":
            from zones.office.report import report_bytes

            picture = self.sheet(place_id, as_of, language, "png", replace(
                options, kind=SheetKind.MAP, paper=None, portrait=False, denominator=None, dpi=REPORT_DPI,
            ), known_at=revision)
            return report_bytes(model, tables, picture, imprint)
        if imprint:
            model = replace(model, facts=(imprint, *model.facts))
        return _writer(form, language, imprint)(model, tables)

    def tables(self, place_id: str, subject: Subject, audience: Audience) -> tuple[Table, ...]:
        """Return the tables behind a map, as its audience may know them."""
        cases: pd.DataFrame = self._records(read_view(place_id).place_id, subject.situation.revision)["cases"]
        return make_tables(subject, audience, cases)


def _writer(form: str, language: str, imprint: str) -> Callable[[MapModel, tuple[Table, ...]], bytes]:
    names, say = t("sheets.names_on_map", language), partial(say_value, language=language)
    # each writer brings its own library: only the one that is asked for is loaded
    match form:
        case "gpkg":
            from geo.exchange.geopackage import geopackage_bytes

            return lambda model, tables: geopackage_bytes(model, attributes_of(model, tables))
        case "geojson":
            from geo.exchange.geojson import geojson_bytes

            return lambda model, tables: geojson_bytes(model, attributes_of(model, tables))
        case "kmz":
            from geo.exchange.kml import kmz_bytes
            from geo.render_static.signs import sign_png

            return lambda model, tables: kmz_bytes(model, attributes_of(model, tables), names, say, sign_png)
        case "kml":
            from geo.exchange.kml import kml_bytes

            return lambda model, tables: kml_bytes(model, attributes_of(model, tables), names, say)
        case _:
            from zones.office.workbook import workbook_bytes

            return partial(workbook_bytes, imprint=imprint)
