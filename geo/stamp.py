"""Describe the stamp of a sheet that leaves the room: its number, its short code and where to ask about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StampKind(StrEnum):
    """Whether a sheet binds: an issued one has a number and a code, a draft has neither."""

    DRAFT = "draft"
    ISSUED = "issued"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a sheet says of itself, in final words.

    `address` is what the QR holds ("" where the server has no address of its own that others reach: then the code is
    printed alone). `digest` is the start of the SHA-256 of what the map shows: two prints of one map have the same.
    """

    kind: StampKind
    headline: str                          # "ĐÃ BAN HÀNH – Số 12/BĐ-SCH" / "BẢN NHÁP"
    lines: tuple[str, ...]                 # when issued, how to ask, what a draft is not
    code: str = ""                         # "K7MQ-3XWD"
    address: str = ""                      # "https://…/kiem-tra/K7MQ-3XWD"
    digest: str = ""
