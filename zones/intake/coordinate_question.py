"""Ask in which system a file's coordinates stand, where several put them into the place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from geo.readings import title
from zones.intake.asking import Choice
from zones.intake.draft import Draft
from zones.intake.examination import Note

UNUSED_POINTS: Final = "unused"        # of cases: leave the coordinates, the rows' names place them
NOTES_THAT_ASK: Final = frozenset({"coordinates.file_unclear", "coordinates.crs_contradicts"})


def ask_reading(
    draft: Draft, rows: pd.Series, options: Sequence[str], column: str = "", texts: pd.Series | None = None
) -> str:
    """Ask once about all these rows; return the reading that was answered, "" while none was.

    The answer is remembered for the next file with the same columns.
    """
    of_cases = draft.kind.contract.name == "cases"

    def choices(_subject: str) -> tuple[Choice, ...]:
        systems = tuple(Choice(one, "coordinates.system", {"reading": title(one)}) for one in options)
        return (*systems, Choice(UNUSED_POINTS, "coordinates.unused")) if of_cases else systems

    subjects = pd.Series(draft.mark or "file", index=rows.index, dtype="object")
    answers = draft.ask("coordinates", subjects, rows, "coordinates.row_unclear", choices,
                        question="coordinates.question", column=column, texts=texts)
    given = answers[rows].dropna()
    answer = str(given.iloc[0]) if len(given) else ""
    if answer in options:
        # the question is answered: the note that asks it gives way to the answer
        draft.notes[:] = [note for note in draft.notes if note.key not in NOTES_THAT_ASK]
        draft.notes.append(Note("coordinates.chosen", {"reading": title(answer)}))
        return answer
    return ""
