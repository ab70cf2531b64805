"""Tell what kind of data a file holds, by its columns and shapes."""

from __future__ import annotations

from typing import Final

import shapely

from zones.intake.columns import NOT_READ, PERSONAL, ROLES, preferred
from zones.intake.headings import read_headings
from zones.intake.kinds import KINDS
from zones.intake.points import has_points
from zones.intake.source import Source
from zones.intake.values import read_phrase

# of two kinds that fit as well, the one that comes more often
_OFTEN: Final = ("cases", "areas", "sites", "checkpoints", "lockdowns", "belts", "reports", "forces")
_ORDER: Final = (*_OFTEN, *(kind for kind in KINDS if kind not in _OFTEN))
_WORDS_TRIED: Final = 40


def kind_of(source: Source) -> tuple[str, bool]:
    """Return (the likeliest kind, whether no other fits as well); ("", False) when none fits."""
    scores = {kind: score for kind in _ORDER if (score := _score(source, kind)) is not None}
    if not scores:
        return "", False
    best = max(scores, key=lambda kind: scores[kind])
    return best, sum(score == scores[best] for score in scores.values()) == 1


def _score(source: Source, kind: str) -> float | None:
    spec = KINDS[kind]
    meanings = {heading.column: heading.meaning for heading in read_headings(source.cells, kind)}
    chosen = preferred({column: ours for column, ours in meanings.items() if ours not in NOT_READ}, kind)
    located = source.shapes is not None or "geometry" in chosen or has_points(chosen)
    if any(name not in chosen for name in spec.must_have) or (spec.shape_needed and not located):
        return None
    if source.shapes is not None:
        if not spec.shapes and kind != "cases":
            return None
        dimensions = set(shapely.get_dimensions(source.shapes.to_numpy()).tolist()) - {-1}
        if spec.shapes and not dimensions & set(spec.shapes):
            return None
    own = sum(name in spec.contract.columns for name in chosen)
    personal = sum(ours in {PERSONAL, *ROLES} for ours in meanings.values()) if kind == "cases" else 0
    # a column that only this kind asks for says more than one that any table may have
    score = own + personal + len(spec.must_have) + (0.5 if located and spec.shape_needed else 0)
    return score + _sense_of_words(source, kind, chosen.get("kind", ""))


def _sense_of_words(source: Source, kind: str, column: str) -> float:
    """Return 1 where this kind knows every word in the column "Loại", -1 where none: a market is no hospital."""
    vocabulary = KINDS[kind].words.get("kind")
    if vocabulary is None or not column:
        return 0.0
    words = [text for text in source.cells[column].unique()[:_WORDS_TRIED] if text.strip()]
    known = sum(read_phrase(text, table=vocabulary.table)[1] is None for text in words)
    return 2 * known / len(words) - 1 if words else 0.0
