"""Take a table of a ruleset file apart: every key asked for once, typed, and nothing left over."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

from zones.levels import Level
from zones.wording import LANGUAGES

Path = tuple[str | int, ...]


class Fault(ValueError):
    """What is wrong at `path` of a file: a sentence of the wording `rule.error_<trouble>` with its fields."""

    def __init__(self, trouble: str, path: Path, /, **fields: object) -> None:
        self.trouble, self.path, self.fields = trouble, path, fields
        super().__init__(trouble)


class Item:
    """One table of the file at its path. Ask for its keys, then `close()`: what nobody asked for is refused."""

    def __init__(self, data: Any, path: Path = ()) -> None:
        if not isinstance(data, dict):
            raise Fault("not_a_table", path, name=path[-1] if path else "")
        self.data: dict[str, Any] = data
        self.path = path
        self._asked: set[str] = set()

    def fault(self, trouble: str, key: str, **fields: object) -> Fault:
        """Return what is wrong with one of the keys."""
        return Fault(trouble, (*self.path, key), name=key, **fields)

    def has(self, key: str) -> bool:
        """Tell whether a key is there; it counts as asked for."""
        self._asked.add(key)
        return key in self.data

    def raw(self, key: str) -> Any:
        """Return a value that must be there."""
        if not self.has(key):
            raise Fault("missing", self.path, name=key)
        return self.data[key]

    def word(self, key: str, default: str | None = None) -> str:
        """Return a text that is not empty."""
        if default is not None and not self.has(key):
            return default
        value = self.raw(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fault("not_a_text", key)
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; an absent one is empty."""
        if not self.has(key):
            return ()
        values = self.data[key]
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            raise self.fault("not_texts", key)
        return tuple(values)

    def both(self, key: str) -> dict[str, str]:
        """Return a text that stands in both languages."""
        item = self.table(key)
        texts = {language: item.word(language) for language in LANGUAGES}
        item.close()
        return texts

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Return true or false."""
        if default is not None and not self.has(key):
            return default
        value = self.raw(key)
        if not isinstance(value, bool):
            raise self.fault("not_a_flag", key)
        return value

    def number(self, key: str) -> Fraction | None:
        """Return an exact number, or None where the key is absent."""
        if not self.has(key):
            return None
        value = self.data[key]
        if isinstance(value, bool) or not isinstance(value, int | Fraction):
            raise self.fault("not_a_number", key)
        return Fraction(value)

    def count(self, key: str, at_least: int = 1) -> int:
        """Return a whole number that must be there."""
        value = self.raw(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < at_least:
            raise self.fault("not_a_count", key, least=at_least)
        return value

    def level(self, key: str) -> Level:
        """Return one of the four levels."""
        value = self.word(key)
        if value not in (*Level,) or value == Level.UNASSESSED:
            raise self.fault("not_a_level", key, value=value)
        return Level(value)

    def levels(self, key: str) -> tuple[Level, ...]:
        """Return a list of levels."""
        values = self.words(key)
        for value in values:
            if value not in (*Level,) or value == Level.UNASSESSED:
                raise self.fault("not_a_level", key, value=value)
        return tuple(Level(value) for value in values)

    def moment(self, key: str) -> datetime:
        """Return a moment that says its time zone."""
        value = self.raw(key)
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise self.fault("not_a_moment", key, value=value)
        return value

    def day(self, key: str) -> date:
        """Return a day without an hour."""
        value = self.raw(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.fault("not_a_day", key)
        return value

    def table(self, key: str) -> Item:
        """Return a table within this one."""
        return Item(self.raw(key), (*self.path, key))

    def tables(self, key: str) -> list[Item]:
        """Return a list of tables; an absent one is empty."""
        if not self.has(key):
            return []
        values = self.data[key]
        if not isinstance(values, list):
            raise self.fault("not_tables", key)
        return [Item(value, (*self.path, key, number)) for number, value in enumerate(values)]

    def close(self) -> None:
        """Refuse keys that nobody asked for: a slip of the pen must not silently change a rule."""
        for key in self.data:
            if key not in self._asked:
                raise self.fault("unknown_key", key, known=", ".join(sorted(self._asked)))
