"""Decisions on a lockdown are records that name the one before; lists are edited without losing a shape or a past."""

from datetime import datetime, timedelta

import pandas as pd
import pytest

from geo.areas import valid_at
from geo.frames import VIETNAM_TIME, FrameError
from zones.store import Store
from zones.usecases import CannotDecide, CommandPost

PEAK = datetime(2021, 11, 8, 18, tzinfo=VIETNAM_TIME)
PT5, PT3 = "dien-tap/pt-5", "dien-tap/pt-3"


@pytest.fixture
def post(sample_url):
    return CommandPost(Store(sample_url))


def lockdowns(post):
    return post.store.read("dien_tap", "lockdowns").set_index("lockdown_id", drop=False)


def lines(post, key):
    frame = post.store.read("dien_tap", "lockdown_lines")
    return frame[frame["lockdown_id"] == key]


def day(text):
    return datetime.fromisoformat(text + "+07:00")


def test_an_extension_is_a_record_of_its_own_that_begins_where_the_former_ends(post):
    new = post.extend_lockdown("dien_tap", PT3, document="QĐ 50", decided_by="UBND quận",
                               valid_to=day("2021-11-29T00:00"), author="Lan")
    frame = lockdowns(post)
    row, former = frame.loc[new], frame.loc[PT3]
    assert (row["follows"], row["change"], row["document"]) == (PT3, "extension", "QĐ 50")
    assert (row["valid_from"], row["valid_to"]) == (former["valid_to"], pd.Timestamp("2021-11-29T00:00+07:00"))
    assert row["geometry"].equals(former["geometry"])
    assert former["document"] == "QĐ 03/QĐ-DT (diễn tập)"
    assert lines(post, new)["households"].tolist() == lines(post, PT3)["households"].tolist()
    situation = post.situation("dien_tap", day("2021-11-14T18:00"))
    assert PT3 not in situation.to_decide
    assert new in set(valid_at(frame, day("2021-11-20T00:00"))["lockdown_id"])


def test_a_partial_lifting_keeps_the_lines_named_and_their_sums_and_the_old_days_stay_as_they_were(post):
    key = "dien-tap/pt-2"
    kept = lines(post, key).iloc[:1]
    new = post.lift_part("dien_tap", key, document="QĐ 51", decided_by="UBND quận", valid_from=PEAK,
                         kept_lines=list(kept["line_id"]), author="Lan")
    frame = lockdowns(post)
    assert (frame.loc[new, "households"], frame.loc[new, "population"]) == (
        kept["households"].iloc[0], kept["people"].iloc[0])
    assert (frame.loc[key, "valid_to"], frame.loc[key, "ended_by"]) == (pd.Timestamp(PEAK), "QĐ 51")
    assert frame.loc[new, "valid_to"] == pd.Timestamp("2021-11-12T00:00+07:00")
    assert len(lines(post, new)) == 1
    before = post.situation("dien_tap", PEAK - timedelta(minutes=1))
    assert key in set(before.lockdowns["lockdown_id"])
    assert new not in set(before.lockdowns["lockdown_id"])


def test_a_partial_lifting_can_take_the_new_shape_with_it(post):
    shape = lockdowns(post).loc[PT5, "geometry"].buffer(-0.0001)
    new = post.lift_part("dien_tap", PT5, document="QĐ 52", decided_by="", valid_from=PEAK, kept_lines=[],
                         author="Lan", geometry=shape)
    assert lockdowns(post).loc[new, "geometry"].equals(shape)


def test_a_lifting_ends_it_at_its_minute_by_its_document(post):
    post.lift_lockdown("dien_tap", PT3, document="QĐ 53", valid_from=PEAK, author="Lan")
    assert PT3 not in set(post.situation("dien_tap", PEAK).lockdowns["lockdown_id"])
    assert lockdowns(post).loc[PT3, "ended_by"] == "QĐ 53"


def test_what_makes_no_sense_is_refused_with_a_sentence_and_changes_nothing(post):
    from zones.wording import t
    revision = post.store.revision("dien_tap")
    common = {"document": "QĐ", "decided_by": "", "author": "Lan"}
    for verb in (
        lambda: post.extend_lockdown("dien_tap", PT3, valid_to=day("2021-11-15T00:00"), **common),
        lambda: post.lift_part("dien_tap", PT3, valid_from=day("2021-12-01T00:00"), kept_lines=[], **common),
        lambda: post.lift_lockdown("dien_tap", PT3, valid_from=day("2021-10-01T00:00"), document="QĐ", author="Lan"),
        lambda: post.extend_lockdown("dien_tap", "none", valid_to=PEAK, **common),
        lambda: post.extend_lockdown("dien_tap", "dien-tap/pt-1", valid_to=day("2022-01-01T00:00"), **common),
    ):
        with pytest.raises(CannotDecide) as refused:
            verb()
        assert t(refused.value.key, "vi", **refused.value.fields)
    assert post.store.revision("dien_tap") == revision


def test_house_numbers_are_edited_added_and_ended_and_the_former_list_is_kept_in_history(post):
    before, revision = lines(post, PT3), post.store.revision("dien_tap")
    edited = pd.concat([before.iloc[1:].assign(to_number="17"), pd.DataFrame([
        {"lane": "ngõ 8", "side": "both", "from_number": "1A", "to_number": "5/3", "households": 4, "people": 15}])])
    assert post.put_lines("dien_tap", PT3, edited, "Lan") == 3
    after = lines(post, PT3)
    assert sorted(after["to_number"]) == ["17", "5/3"]
    assert after["line_id"].is_unique
    old = post.store.read("dien_tap", "lockdown_lines", known_at=revision)
    assert old[old["lockdown_id"] == PT3]["to_number"].tolist() == before["to_number"].tolist()
    assert len(lines(post, PT5)) == 1


def test_a_recorded_proposal_stops_its_clock_and_one_by_hand_is_completed_in_place(post):
    moment = day("2021-11-24T18:00")
    (clock,) = post.situation("dien_tap", moment).clocks
    with pytest.raises(CannotDecide):
        post.record_proposal("dien_tap", clock, document="ĐX", recorded_at=day("2021-11-24T01:00"), author="Lan")
    post.record_proposal("dien_tap", clock, document="ĐX 99", recorded_at=moment, author="Lan")
    assert post.situation("dien_tap", moment).clocks == ()
    post.start_clock("dien_tap", area_id="gia-thuy/to-3", started_at=moment, started_by="TTYT báo", author="Lan")
    (by_hand,) = post.situation("dien_tap", moment + timedelta(hours=1)).clocks
    post.record_proposal("dien_tap", by_hand, document="ĐX 100", recorded_at=moment + timedelta(hours=2), author="Lan")
    rows = post.store.read("dien_tap", "proposals")
    assert rows[rows["proposal_id"] == by_hand.proposal_id][["started_by", "document"]].values.tolist() == [
        ["TTYT báo", "ĐX 100"]]


# lists


def test_a_post_s_people_are_changed_and_its_place_stays(post):
    frame = post.store.read("dien_tap", "checkpoints").set_index("checkpoint_id", drop=False)
    row = pd.DataFrame([{"checkpoint_id": "dien-tap/vd3-phia-dong-sau", "staffed": True, "people_per_shift": 2,
                         "phone": "024 0000", "head": "Công an phường"}])
    now = day("2021-12-13T18:00")
    changed = post.save_rows("dien_tap", "checkpoints", row, ended=(), moment=now, author="Lan")
    assert changed == 2     # the former ends, the new one begins: yesterday's map stays
    after = valid_at(post.store.read("dien_tap", "checkpoints"), now).set_index("checkpoint_id", drop=False)
    old = row["checkpoint_id"].iloc[0]
    key = f"{old}~202112131800"
    assert old not in after.index
    assert (after.loc[key, "people_per_shift"], after.loc[key, "phone"]) == (2, "024 0000")
    assert after.loc[key, "geometry"].equals(frame.loc[old, "geometry"])
    assert after.loc[key, "name"] == frame.loc[old, "name"]
    assert len(post.situation("dien_tap", now).field.open_crossings) == 0
    assert len(post.situation("dien_tap", now - timedelta(minutes=1)).field.open_crossings) == 1


def test_a_word_about_a_post_is_changed_in_place_and_a_number_twice_in_one_minute_too(post):
    key, now = "dien-tap/vd3-phia-dong-sau", day("2021-12-13T18:00")

    def change(**columns):
        rows = pd.DataFrame([{"checkpoint_id": columns.pop("key", key), **columns}])
        return post.save_rows("dien_tap", "checkpoints", rows, ended=(), moment=now, author="Lan")

    assert change(head="Dân quân") == 1
    assert change(people_per_shift=1) == 2
    assert change(key=f"{key}~202112131800", people_per_shift=3) == 1
    assert change(key=f"{key}~202112131800", people_per_shift=3) == 0
    frame = post.store.read("dien_tap", "checkpoints")
    mine = frame[frame["checkpoint_id"].str.startswith(key)]
    assert mine["people_per_shift"].tolist() == [pd.NA, 3]
    assert set(mine["head"]) == {"Dân quân"}


def test_a_facility_is_added_without_a_place_changed_and_ended_but_never_deleted(post):
    standing = post.situation("dien_tap", PEAK).facilities
    gone, changed = standing["facility_id"].iloc[0], standing["facility_id"].iloc[1]
    rows = pd.DataFrame([
        {"facility_id": None, "name": "Điểm lấy mẫu 2", "kind": "sampling", "capacity": 100, "used": 5},
        {**standing.drop(columns="geometry").iloc[1].to_dict(), "used": 21}])
    assert post.save_rows("dien_tap", "facilities", rows, ended=[gone], moment=PEAK, author="Lan") == 4
    changed = f"{changed}~202111081800"
    now = post.situation("dien_tap", PEAK).facilities.set_index("facility_id")
    assert gone not in now.index
    assert now.loc[changed, "used"] == 21
    assert now.loc[changed, "geometry"] is not None
    new = now[now["name"] == "Điểm lấy mẫu 2"]
    assert (len(new), new["geometry"].iloc[0], new["valid_from"].iloc[0]) == (1, None, pd.Timestamp(PEAK))
    assert gone in set(post.situation("dien_tap", PEAK - timedelta(minutes=1)).facilities["facility_id"])


def test_teams_of_a_group_are_added_and_a_row_that_breaks_its_contract_changes_nothing(post):
    rows = pd.DataFrame([{"force_id": None, "kind": "patrol_team", "area_id": "gia-thuy/to-1", "count": 2}])
    assert post.save_rows("dien_tap", "forces", rows, ended=(), moment=PEAK, author="Lan") == 1
    revision = post.store.revision("dien_tap")
    with pytest.raises(FrameError):
        post.save_rows("dien_tap", "forces", rows.assign(count=-1), ended=(), moment=PEAK, author="Lan")
    assert post.store.revision("dien_tap") == revision


def test_an_empty_list_changes_nothing(post):
    rows = pd.DataFrame({"force_id": [], "kind": []})
    assert post.save_rows("nq54", "forces", rows, ended=(), moment=PEAK, author="Lan") == 0
