"""Say why something that was drawn or filled in cannot be taken, as the key of a sentence and its fields."""

from __future__ import annotations

from shapely.geometry.base import BaseGeometry


class DrawError(ValueError):
    """A change that cannot be made; nothing was changed. `at` (metres) is where on the map to look, when known."""

    def __init__(self, kind: str, *, at: BaseGeometry | None = None, **fields: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.key = f"draw.{kind}"
        self.fields = fields
        self.at = at
