"""Read, write and ask the time: always aware, always +07:00."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from geo.frames import VIETNAM_TIME


def now() -> datetime:
    """Return this moment in Việt Nam. For screens, web and command line only: rules take the time as an argument."""
    return datetime.now(tz=UTC).astimezone(VIETNAM_TIME)


def parse_moment(text: str) -> datetime:
    """Read "2021-09-07T18:00" (Việt Nam time when no zone is given). ValueError when it is no ISO moment."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=VIETNAM_TIME) if moment.tzinfo is None else moment.astimezone(VIETNAM_TIME)


def end_of_day(day: date) -> datetime:
    """Return the last minute of a day: the map "of that day" shows the whole day."""
    return datetime.combine(day, time(23, 59), tzinfo=VIETNAM_TIME)


def say_moment(moment: datetime) -> str:
    """Write a moment as Vietnamese offices do: 15:41 08/09/2021. Midnight at a day's end reads 24:00."""
    local = moment.astimezone(VIETNAM_TIME)
    if (local.hour, local.minute) == (0, 0):
        return f"24:00 {local - timedelta(days=1):%d/%m/%Y}"
    return f"{local:%H:%M %d/%m/%Y}"


def say_start(moment: datetime) -> str:
    """Write a moment at which something begins: midnight reads 00:00 of the new day."""
    return f"{moment.astimezone(VIETNAM_TIME):%H:%M %d/%m/%Y}"


def say_day(day: date) -> str:
    """Write a day: 08/09/2021."""
    return f"{day:%d/%m/%Y}"
