"""Hold cases (F0) and case reports without a single name: columns and their meaning."""

from __future__ import annotations

from typing import Final

from geo.frames import COUNT, FLAG, MOMENT, NUMBER, TEXT, Column, Contract

# the three places where Hà Nội's daily counts say a case was found (domain §3.5)
DETECTION: Final = ("community", "quarantine", "lockdown_area")
POINT_DECIMALS: Final = 4          # degrees: about 10 m
STATUS: Final = ("active", "recovered", "transferred", "died")

CASES: Final = Contract(
    name="cases",
    key="case_id",
    columns={
        "case_id": Column(TEXT, unique=True, meaning="the station's own number, or one made from file and row"),
        "disease": Column(TEXT, meaning="covid-19, dengue, hfmd … an open set"),
        "count": Column(COUNT, at_least=0, meaning="1 for a line list; more where the file holds daily totals"),
        "date_reporting": Column(MOMENT, meaning="a day without an hour is that day's 00:00"),
        "detection": Column(TEXT, nullable=True, among=DETECTION),
        "status": Column(TEXT, nullable=True, among=STATUS),
        "area_id": Column(TEXT, nullable=True, meaning="empty: could not be placed; counted, never dropped"),
        "located_by": Column(TEXT, among=("code", "name", "point", "none")),
        "area_text": Column(TEXT, nullable=True, meaning="the area as the file wrote it; no street, no number"),
        # what the outbreak rules of dengue and hand, foot and mouth ask for
        "lon": Column(NUMBER, nullable=True, at_least=-180, at_most=180, meaning="rounded to POINT_DECIMALS"),
        "lat": Column(NUMBER, nullable=True, at_least=-90, at_most=90, meaning="as lon; a circle, never a house"),
        "confirmed": Column(FLAG, nullable=True, meaning="by a laboratory"),
        "larvae": Column(FLAG, nullable=True, meaning="larvae or vectors found at the house"),
        "linked_to": Column(TEXT, nullable=True, meaning="the class, school or site that links the case with others"),
    },
)

# "No cases" and "no report" are two things: a report says for which time the list is complete.
REPORTS: Final = Contract(
    name="reports",
    key="report_id",
    columns={
        "report_id": Column(TEXT, unique=True),
        "disease": Column(TEXT),
        "area_id": Column(TEXT, nullable=True, meaning="empty: the whole place"),
        "period_start": Column(MOMENT),
        "period_end": Column(MOMENT, meaning="the list is complete up to this moment: the data time"),
        "source": Column(TEXT, nullable=True, meaning="file or document"),
    },
)

# Standing forces of a unit: tổ and nhóm Covid cộng đồng, patrols.
FORCES: Final = Contract(
    name="forces",
    key="force_id",
    columns={
        "force_id": Column(TEXT, unique=True),
        "kind": Column(TEXT, meaning="community_team, community_group, patrol_team, mobile_team"),
        "area_id": Column(TEXT, nullable=True, meaning="empty: the whole ward"),
        "count": Column(COUNT, at_least=0, meaning="how many teams or groups"),
        "people": Column(COUNT, nullable=True, at_least=0, meaning="in all of them together"),
        "hours": Column(TEXT, nullable=True),
        "document": Column(TEXT, nullable=True),
        "valid_from": Column(MOMENT, nullable=True),
        "valid_to": Column(MOMENT, nullable=True),
    },
)

