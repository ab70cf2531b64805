"""Hold what the store knows of cases and their persons, for recognising them in a file."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from zones.intake.people import HASHES, mask
from zones.intake.sealing import Seal


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """The standing cases (contract CASES) and the sealed table of their persons: case_id, HASHES and sealed bytes."""

    cases: pd.DataFrame
    people: pd.DataFrame = field(repr=False)
    seal: Seal

    def by_hash(self, name: str) -> dict[str, str]:
        """Return {"hash|disease": case id} of the persons whose cases stand; of two cases of one person the later."""
        diseases = self.diseases()
        return {f"{one}|{diseases[case_id]}": case_id
                for one, case_id in zip(self.people[name], self.people["case_id"], strict=True)
                if one and case_id in diseases}

    def diseases(self) -> dict[str, str]:
        """Return {case id: disease} of the standing cases."""
        return dict(zip(self.cases["case_id"], self.cases["disease"], strict=True))

    def hashes(self) -> pd.DataFrame:
        """Return the persons' hashes by case id; the last row of a case holds."""
        return self.people.drop_duplicates("case_id", keep="last").set_index("case_id")[list(HASHES)]

    def mask(self, case_id: str) -> str:
        """Return what may be shown of a case's person. KeyTrouble when another key sealed it."""
        sealed = self.people.loc[self.people["case_id"] == case_id, "sealed"]
        return mask(self.seal.open(sealed.iloc[-1])) if len(sealed) else ""


def no_people() -> pd.DataFrame:
    """Return an empty table of persons."""
    return pd.DataFrame(columns=["case_id", *HASHES, "sealed"], dtype="object")
