"""A decision of the commander is an act: beside the rule, for a term, withdrawn by another, never deleted."""

from datetime import timedelta

import pandas as pd
import pytest
import small_ward as ward

from geo.frames import FrameError
from zones.acts import ACTS, acts_in_force, ending_between
from zones.cards import make_card
from zones.compose import compose
from zones.levels import Level
from zones.ruleset import load_ruleset
from zones.situation import build_situation
from zones.store import Store
from zones.usecases import CommandPost, UnknownAct

START = ward.AS_OF - timedelta(days=1)


def act(act_id="a1", **more):
    return {"act_id": act_id, "kind": "level", "target": "area", "target_id": "to-1", "level": "red",
            "document": "QĐ 9/QĐ-UBND", "signer": "Nguyễn Văn A", "reason": "chùm ca bệnh", "valid_from": START, **more}


def acts(*rows):
    return ACTS.check(pd.DataFrame(rows))


def situation(*rows, as_of=ward.AS_OF, **frames):
    records = ward.records(acts=acts(*rows), **frames)
    return build_situation(ward.place(), records, load_ruleset("vn-qd4800"), as_of, 1)


def test_an_act_sets_the_level_on_the_map_and_the_rules_result_stays_beside_it():
    seen = situation(act())
    assert seen.area_levels["to-1"] is Level.RED
    assert seen.area_decisions["to-1"].level is Level.GREEN
    assert next(zone for zone in seen.zones if zone.area_id == "to-1").level is Level.RED
    assert next(c for c in seen.level_counts if c.level is Level.RED).units == 1


@pytest.mark.parametrize(
    ("moment", "level"),
    [(START - timedelta(minutes=1), Level.GREEN), (START, Level.RED),
     (START + timedelta(hours=6, minutes=-1), Level.RED), (START + timedelta(hours=6), Level.GREEN)],
)
def test_an_act_begins_and_ends_by_itself_to_the_minute(moment, level):
    seen = situation(act(valid_to=START + timedelta(hours=6)), as_of=moment)
    assert seen.area_levels["to-1"] is level


def test_an_act_on_the_area_counts_more_than_one_on_the_whole_place():
    everywhere = act("a0", target="place", target_id=None, level="yellow", valid_from=START + timedelta(hours=1))
    seen = situation(everywhere, act())
    assert seen.area_levels == {"to-1": Level.RED, "to-2": Level.YELLOW, "to-13": Level.YELLOW, "to-18": Level.YELLOW}


def test_of_two_acts_on_one_area_the_later_counts():
    seen = situation(act("a1"), act("a2", level="orange", valid_from=START + timedelta(hours=1)))
    assert seen.area_levels["to-1"] is Level.ORANGE


def test_a_withdrawal_ends_an_act_from_its_own_moment_and_both_stay():
    both = acts(act(), act("a2", kind="withdrawal", level=None, withdraws="a1", valid_from=START + timedelta(hours=2)))
    assert acts_in_force(both, START + timedelta(hours=1))["act_id"].tolist() == ["a1"]
    assert acts_in_force(both, START + timedelta(hours=2)).empty
    assert len(both) == 2


def test_what_ends_soon_is_listed_the_soonest_first():
    ends = {"late": timedelta(hours=30), "soon": timedelta(hours=2), "far": timedelta(days=9)}
    standing = acts(act("open"), *(act(name, valid_to=ward.AS_OF + after) for name, after in ends.items()))
    found = ending_between(standing, ward.AS_OF, ward.AS_OF + timedelta(days=2))
    assert found["act_id"].tolist() == ["soon", "late"]


def test_map_and_footnote_mark_the_act_with_the_rules_result():
    model = compose(situation(act(valid_to=ward.AS_OF + timedelta(days=3))), "vi")
    labels = {feature.id: feature.label for feature in model.layer("zones").features}
    assert labels["area/to-1"] == "Tổ 1 ¹"
    assert labels["area/to-2"] == "Tổ 2"
    (footnote,) = [notice.text for notice in model.notices if notice.text.startswith("¹")]
    assert footnote == (
        "¹ Tổ dân phố 1: Vùng đỏ – cấp 4 – nguy cơ rất cao. QĐ 9/QĐ-UBND, Nguyễn Văn A ký; hiệu lực "
        "từ 18:00 31/10/2021 đến 18:00 04/11/2021. Theo quy định: Vùng xanh – cấp 1 – nguy cơ thấp, bình thường mới.")


def test_the_card_shows_the_act_and_the_rule_side_by_side():
    card = make_card(situation(act()), "area/to-1", "vi")
    assert card.headline.startswith("Vùng đỏ")
    lines = dict(next(s.lines for s in card.sections if s.title == "Quyết định của chỉ huy"))
    assert lines["Người ký"] == "Nguyễn Văn A"
    assert lines["Lý do"] == "chùm ca bệnh"
    assert lines["Theo quy định"].startswith("Vùng xanh")
    assert any(s.title == "Vì sao?" for s in card.sections)


def test_a_measure_leaves_the_colour_where_it_is():
    seen = situation(act(kind="measure", level=None, directive="CT16", text="không ra khỏi nhà"))
    assert seen.area_levels["to-1"] is Level.GREEN
    card = make_card(seen, "area/to-1", "vi")
    lines = dict(next(s.lines for s in card.sections if s.title == "Quyết định của chỉ huy"))
    assert lines["Nội dung"] == "biện pháp CT16: không ra khỏi nhà"


def test_an_act_can_give_a_site_its_level():
    seen = situation(act(target="site", target_id="kho", level="orange"),
                     sites=ward.sites({"site_id": "kho", "geometry": ward.square(100, 100, 50)}))
    assert [zone.level for zone in seen.zones if zone.source == "site"] == [Level.ORANGE]
    assert make_card(seen, "site/kho", "vi").headline.startswith("Vùng cam")


def test_an_act_on_what_is_not_there_changes_nothing():
    assert set(situation(act(target_id="nowhere")).area_levels.values()) == {Level.GREEN}
    assert situation(act(target="site", target_id="nowhere")).site_levels == {}


@pytest.fixture
def post(sample_url):
    store = Store(sample_url)
    yield CommandPost(store, lambda: ward.AS_OF)
    store.close()


def record(post, **more):
    given = {"kind": "level", "target": "area", "target_id": "gia-thuy/to-1", "level": Level.RED, "directive": "",
             "text": "", "document": "QĐ 9", "signer": "A", "reason": "x", "valid_from": START, "valid_to": None,
             "author": "lan", **more}
    return post.record_act("dien_tap", **given)


@pytest.mark.parametrize("missing", ["document", "signer", "reason"])
def test_an_act_without_paper_signer_or_reason_is_refused_whole(post, missing):
    before = post.store.revision("dien_tap")
    with pytest.raises(FrameError, match=missing):
        record(post, **{missing: ""})
    assert post.store.revision("dien_tap") == before


def test_an_act_is_withdrawn_by_another_and_the_past_map_keeps_it(post):
    act_id = record(post)
    later = START + timedelta(hours=3)
    post.withdraw_act("dien_tap", act_id, document="QĐ 10", signer="A", reason="hết", valid_from=later, author="lan")
    assert post.situation("dien_tap", START).area_levels["gia-thuy/to-1"] is Level.RED
    assert post.situation("dien_tap", later).area_levels["gia-thuy/to-1"] is not Level.RED
    with pytest.raises(UnknownAct):
        post.withdraw_act("dien_tap", "nothing", document="d", signer="s", reason="r", valid_from=later, author="lan")
