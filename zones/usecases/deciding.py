"""Decide: designate a site, record or withdraw a commander's act, answer a checklist."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from zones.checklist import Answer
from zones.levels import Level
from zones.store import CONTRACTS
from zones.usecases.desk import Desk


class UnknownSite(LookupError):
    """No site of that id in the place."""


class UnknownAct(LookupError):
    """No act of that id in the place."""


class Deciding(Desk):
    """The verbs of the commander."""

    def designate_site(
        self, place_id: str, site_id: str, level: Level | None, *, document: str, decided_by: str,
        valid_from: datetime, author: str,
    ) -> None:
        """Give a site another level by a document, from a moment on; the maps of earlier moments stay as they were."""
        sites = self.store.read(place_id, "sites")
        standing = sites[sites["site_id"] == site_id]
        if standing.empty:
            raise UnknownSite(site_id)
        start = pd.Timestamp(valid_from)
        renewed = standing.copy()
        renewed["level"] = str(level) if level else None
        # the label and directive were the former document's words
        renewed[["zone_label", "directive"]] = None
        renewed["document"], renewed["decided_by"] = document or None, decided_by or None
        renewed["valid_from"], renewed["valid_to"] = start, pd.NaT
        changed = [renewed]
        begun = standing["valid_from"].iloc[0]
        if pd.isna(begun) or begun < start:
            # the former designation ends where the new one begins
            renewed["site_id"] = f"{site_id.partition('~')[0]}~{valid_from:%Y%m%d%H%M}"
            changed.append(standing.assign(valid_to=start))
        with self.store.write(
            place_id, author=author, action="designate", recorded_at=self.clock(),
            detail={"site": site_id, "level": str(level or "")},
        ) as writer:
            for frame in changed:
                writer.put("sites", frame)

    def record_act(
        self, place_id: str, *, kind: str, target: str, target_id: str | None, level: Level | None, directive: str,
        text: str, document: str, signer: str, reason: str, valid_from: datetime, valid_to: datetime | None,
        author: str,
    ) -> str:
        """Record a decision of the commander; it stands beside the rule's result and ends by itself. Return its id.

        FrameError where document, signer or reason are empty.
        """
        return self._append_act(place_id, {
            "kind": kind, "target": target, "target_id": target_id, "level": str(level) if level else None,
            "directive": directive or None, "text": text or None, "document": document or None,
            "signer": signer or None, "reason": reason or None, "valid_from": valid_from, "valid_to": valid_to,
        }, author)

    def withdraw_act(
        self, place_id: str, act_id: str, *, document: str, signer: str, reason: str, valid_from: datetime, author: str
    ) -> str:
        """End an act by another one; both stay. UnknownAct when there is none of that id."""
        acts = self.store.read(place_id, "acts")
        found = acts[acts["act_id"] == act_id]
        if found.empty:
            raise UnknownAct(act_id)
        return self._append_act(place_id, {
            "kind": "withdrawal", "target": found["target"].iloc[0], "target_id": found["target_id"].iloc[0],
            "withdraws": act_id, "document": document or None, "signer": signer or None, "reason": reason or None,
            "valid_from": valid_from,
        }, author)

    def _append_act(self, place_id: str, row: dict[str, Any], author: str) -> str:
        with self.store.write(
            place_id, author=author, action="act", recorded_at=self.clock(), detail={"document": row["document"]}
        ) as writer:
            act_id = f"act-{writer.revision}"
            writer.put("acts", CONTRACTS["acts"].tidy(pd.DataFrame([{**row, "act_id": act_id}])))
        return act_id

    def record_answers(
        self, place_id: str, answers: Sequence[Answer], *, area_id: str | None, ruleset_id: str | None,
        document: str, valid_from: datetime, author: str,
    ) -> None:
        """Record what was answered on a checklist for one area (None: the whole place), from a moment on."""
        with self.store.write(
            place_id, author=author, action="answers", recorded_at=self.clock(),
            detail={"area": area_id or "", "answers": len(answers)},
        ) as writer:
            writer.put("answers", CONTRACTS["answers"].tidy(pd.DataFrame([
                {"answer_id": f"answer-{writer.revision}-{number}", "area_id": area_id, "ruleset": ruleset_id,
                 "question": answer.question, "answer": answer.answer, "reason": answer.reason or None,
                 "document": document or None, "valid_from": valid_from}
                for number, answer in enumerate(answers)
            ])))
