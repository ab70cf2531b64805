"""Say something about a file: why it cannot be used, or how it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class FileError(ValueError):
    """A file that cannot be used. `key` names the sentence for a person, `fields` fill it in."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(key)          # never the fields: errors may be logged, what a file holds may not
        self.key = key
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about how a file was read: the key of the sentence, and what fills it in."""

    key: str
    fields: Mapping[str, object] = field(default_factory=dict)
