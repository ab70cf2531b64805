"""Tell case counts so that no small count of a small unit can be worked out, from one sheet or from many.

Units with few households show 0, 1–4, or 5 and more (domain §6.4 [I]). What is shown is the highest count of the
unit's wave so far, not the count of the day: a wave begins with a case after a whole window without one, and ends
when a whole window has passed without a new one. So a unit's band only rises until it returns to 0, and the days'
differences say nothing: an exact number would give away the band of the day before or after it, and a band that falls
would bound what came before. Sums are sums of what is shown and say nothing more. A total that counts what is hidden
too would be the sum from which the one hidden number is subtracted: there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import pandas as pd

from geo.frames import rows_of
from geo.mapmodel import LegendEntry
from zones.compose.names import kind_name
from zones.compose.telling import Told, area_level, tell_all, window_words
from zones.situation import Situation
from zones.wording import number, t

FEW_HOUSEHOLDS: Final = 100        # domain §6.4 [I]; a place may set its own: option "few_households"
SMALL: Final = 4                   # counts from 1 to this are not told
ROUGH: Final = 5                   # what could not be placed is told in steps of this


@dataclass(frozen=True, slots=True)
class Shown:
    """A count as it is shown: from `least` to `most`; `most` None: or more."""

    least: int
    most: int | None

    def __add__(self, other: Shown) -> Shown:
        most = None if self.most is None or other.most is None else self.most + other.most
        return Shown(self.least + other.least, most)

    def say(self, language: str) -> str:
        """Write it: "7", "1–4", "từ 5"."""
        if self.most is None:
            return t("audience.or_more", language, count=number(self.least, language))
        if self.least == self.most:
            return number(self.least, language)
        return f"{number(self.least, language)}–{number(self.most, language)}"


NONE_SHOWN: Final = Shown(0, 0)
BAND: Final = Shown(1, SMALL)
ABOVE: Final = Shown(SMALL + 1, None)


def few_areas(situation: Situation) -> frozenset[str]:
    """Return the units with few households; those whose households nobody counted are taken to be few."""
    limit = int(situation.place.options.get("few_households", FEW_HOUSEHOLDS))
    counted = situation.areas["households"].astype("Float64").fillna(0)
    return frozenset(situation.areas.loc[counted < limit, "area_id"])


def shown_counts(situation: Situation, cases: pd.DataFrame) -> dict[str, Shown]:
    """Return what is shown of every unit; `cases` are all of the place, as it was known at the situation's revision."""
    few = few_areas(situation)
    shown = {
        area_id: NONE_SHOWN if area_id in few else Shown(count, count)
        for area_id in situation.areas["area_id"] for count in (situation.case_counts.get(area_id, 0),)
    }
    placed = cases[cases["area_id"].isin(few) & (cases["date_reporting"] <= pd.Timestamp(situation.as_of))]
    for one in situation.assessments:
        mine = placed[placed["disease"] == one.ruleset.disease]
        for area_id, rows in mine.groupby("area_id"):
            dated = [(row["date_reporting"].to_pydatetime(), int(row["count"])) for row in rows_of(rows)]
            highest = highest_of_wave(dated, situation.as_of, one.ruleset.window_days)
            shown[str(area_id)] += NONE_SHOWN if not highest else BAND if highest <= SMALL else ABOVE
    return shown


def highest_of_wave(cases: Iterable[tuple[datetime, int]], as_of: datetime, days: int) -> int:
    """Return the highest count in any window of `days` days since the running wave began; 0 when none is running.

    `cases` are (moment, count) up to `as_of`. A window is (moment − days, moment].
    """
    window = timedelta(days=days)
    known = sorted((moment, count) for moment, count in cases if count and moment <= as_of)
    if not known or known[-1][0] <= as_of - window:
        return 0
    first = len(known) - 1
    while first and known[first - 1][0] > known[first][0] - window:
        first -= 1
    wave = known[first:]
    return max(
        sum(count for moment, count in wave if end - window < moment <= end) for end, _ in wave
    )


def tell_in_bands(situation: Situation, cases: pd.DataFrame, language: str) -> Told:
    """Return the counts of a public map. Where no unit has few households, they are told as they are."""
    if not few_areas(situation):
        return tell_all(situation, language)
    shown = shown_counts(situation, cases)
    counts = {area_id: count.say(language) for area_id, count in shown.items() if count != NONE_SHOWN}
    return Told(counts, _legend(situation, shown, language))


def _legend(situation: Situation, shown: Mapping[str, Shown], language: str) -> tuple[LegendEntry, ...]:
    total = sum(shown.values(), NONE_SHOWN)
    unplaced = situation.cases.unplaced
    rough = Shown(unplaced // ROUGH * ROUGH, unplaced // ROUGH * ROUGH + ROUGH - 1)
    unit = kind_name("area", area_level(situation), language)
    lines = (
        (t("audience.cases_window", language, days=window_words(situation), unit=unit), total, False),
        (t("map.cases_unplaced", language), rough if unplaced else NONE_SHOWN, unplaced > 0),
    )
    return tuple(LegendEntry(None, label, (count.say(language),), loud) for label, count, loud in lines)
