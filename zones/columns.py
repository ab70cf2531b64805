"""Hold what was observed in many units as exact columns: whole numerators and denominators, or words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np

from zones.decisions import Observed
from zones.indicators import WEEK_DAYS

INT64_MAX: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Numbers:
    """Exact numbers: `numerator` / `denominator` (positive) where `known`. Three arrays that broadcast together."""

    numerator: np.ndarray
    denominator: np.ndarray
    known: np.ndarray


# indicator -> exact numbers, or an array of words ("" where not known); all broadcast to (units, moments)
Columns = Mapping[str, Numbers | np.ndarray]


def weekly_rates(cases: np.ndarray, known: np.ndarray, population: np.ndarray, days: int) -> Numbers:
    """Return the mean of the window's weeks per 100,000 people, exactly; not known where nobody lives or is counted."""
    people = np.asarray(population, dtype=np.int64)
    scaled = np.asarray(cases, dtype=np.int64) * (100_000 * WEEK_DAYS)
    return Numbers(scaled, np.maximum(people, 1) * days, np.asarray(known) & (people > 0))


def whole(values: np.ndarray, known: np.ndarray | bool = True) -> Numbers:
    """Return whole numbers as exact ones."""
    return Numbers(np.asarray(values, dtype=np.int64), np.int64(1) * np.ones(1, dtype=np.int64), np.asarray(known))


def exact(values: Sequence[Fraction | None], shape: tuple[int, ...]) -> Numbers:
    """Return fractions (None: not known) as exact numbers of that shape."""
    known = np.array([value is not None for value in values], dtype=bool)
    top = [0 if value is None else value.numerator for value in values]
    bottom = [1 if value is None else value.denominator for value in values]
    small = max([*map(abs, top), *bottom], default=0) < INT64_MAX
    kind: Any = np.int64 if small else object
    return Numbers(np.array(top, dtype=kind).reshape(shape), np.array(bottom, dtype=kind).reshape(shape),
                   known.reshape(shape))


def stack(observed: Sequence[Observed]) -> dict[str, Numbers | np.ndarray]:
    """Return what was observed in many units as columns of shape (units, 1).

    ValueError where an indicator is a number in one unit and a word in another.
    """
    columns: dict[str, Numbers | np.ndarray] = {}
    for name in dict.fromkeys(name for seen in observed for name in seen):
        values = [seen.get(name) for seen in observed]
        numbers = [value if isinstance(value, Fraction) else None for value in values]
        words = [value if isinstance(value, str) else "" for value in values]
        if any(words) and any(number is not None for number in numbers):
            raise ValueError(f"{name} is a number in one unit and a word in another")
        shape = (len(observed), 1)
        columns[name] = np.array(words, dtype=str).reshape(shape) if any(words) else exact(numbers, shape)
    return columns


def reaches(column: Numbers, threshold: Fraction) -> np.ndarray:
    """Tell where a number is at least the threshold: n/d ≥ p/q is n ≥ ⌈p·d/q⌉ for whole n."""
    least = -(_product(column.denominator, -threshold.numerator) // threshold.denominator)
    reached: np.ndarray = column.numerator >= least
    return reached


def exceeds(column: Numbers, threshold: Fraction) -> np.ndarray:
    """Tell where a number is more than the threshold: n/d > p/q is n > ⌊p·d/q⌋ for whole n."""
    most = _product(column.denominator, threshold.numerator) // threshold.denominator
    exceeded: np.ndarray = column.numerator > most
    return exceeded


def _product(values: np.ndarray, factor: int) -> np.ndarray:
    """Multiply without overflow: in machine words where they hold it, else in Python's own integers."""
    largest = int(values.max(initial=1)) * abs(factor)
    product: np.ndarray = values * factor if largest < INT64_MAX else values.astype(object) * factor
    return product
