"""Keep for each place when its sets are due and what became of the last one: the state of a service, not a record."""

from __future__ import annotations

import json
from dataclasses import asdict

import sqlalchemy as sa

from zones.schedule import Schedule, read_hour
from zones.store import Store, StoreTrouble
from zones.store.schema import schedules


def read_schedule(store: Store, place_id: str) -> Schedule | None:
    """Return a place's schedule, None where there is none: one indexed look-up."""
    with store.engine.connect() as connection:
        row = connection.execute(sa.select(schedules).where(schedules.c.place_id == place_id)).mappings().first()
    if row is None:
        return None
    return Schedule(
        row["place_id"], row["folder"], tuple(read_hour(text) for text in json.loads(row["hours"])), row["since"],
        row["last_ok"], row["last_try"], row["failed_at"], tuple(json.loads(row["reason"]).items()),
    )


def keep_schedule(store: Store, schedule: Schedule) -> None:
    """Put a place's schedule in the former one's place. StoreTrouble when the database could not write."""
    row = asdict(schedule)
    row["hours"] = json.dumps([f"{hour:%H:%M}" for hour in schedule.hours])
    row["reason"] = json.dumps(dict(schedule.reason), ensure_ascii=False)
    try:
        with store.engine.execution_options(writing=True).begin() as connection:
            connection.execute(schedules.delete().where(schedules.c.place_id == schedule.place_id))
            connection.execute(schedules.insert().values(**row))
    except (sa.exc.OperationalError, sa.exc.IntegrityError) as error:
        raise StoreTrouble(str(error.orig)) from None
