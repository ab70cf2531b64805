"""The opening map equals the resolution of phường Gia Thụy of 7/9/2021, sentence by sentence.

Each test is named after a sentence of NQ 54-NQ/ĐU (source: the ward's portal, posted 08/09/2021 15:41) and quotes it.
"""

import pytest

from zones.levels import Level
from zones.settings import SAMPLES
from zones.store import Store
from zones.times import parse_moment
from zones.usecases import CommandPost


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    store = Store(f"sqlite:///{(tmp_path_factory.mktemp('nq54') / 'z.sqlite').as_posix()}")
    post = CommandPost(store)
    post.load_sample(SAMPLES / "nq54")
    yield post
    store.close()


@pytest.fixture(scope="module")
def situation(post):
    return post.situation("nq54")


@pytest.fixture(scope="module")
def model(post):
    return post.model("nq54", None, "vi")


def site(situation, part):
    (row,) = situation.sites[situation.sites["name"].str.contains(part, regex=False)].to_dict("records")
    return row


def zone_of(situation, part):
    return [zone for zone in situation.zones if zone.source_id == site(situation, part)["site_id"]]


def count(situation, level):
    return next(c for c in situation.level_counts if c.level is level)


def card_words(post, card_id):
    card = post.card("nq54", None, "vi", card_id)
    return " ".join(f"{label} {value}" for section in card.sections for label, value in section.lines)


def legend(model, title):
    section = next(section for section in model.legend if section.title == title)
    return {entry.label: entry.values for entry in section.entries}


# Mục I

def test_luy_tich_f0_tu_27_4_den_24_7_la_01_ca_da_khoi_benh(situation, post):
    """"Lũy tích F0 từ ngày 27/4/2021 đến ngày 24/7/2021: 01 ca trong cộng đồng (đã khỏi bệnh)"."""
    cases = post.store.read("nq54", "cases")
    assert (situation.cases.total, cases["status"].tolist(), cases["detection"].tolist()) == (
        1, ["recovered"], ["community"])


def test_tu_ngay_24_7_den_nay_khong_co_ca_mac(post, situation):
    """"Từ ngày 24/7/2021 đến nay không có ca mắc F0"."""
    assert situation.cases.in_window == 0
    assert post.store.read("nq54", "cases")["date_reporting"].max() < parse_moment("2021-07-25T00:00")


def test_tinh_den_ngay_04_9_la_thoi_diem_so_lieu(model):
    """"tính đến ngày 04/9/2021"."""
    assert model.facts[0] == "Số liệu đến 24:00 04/09/2021"


def test_phuong_o_muc_binh_thuong_moi(situation):
    """"Địa bàn phường Gia Thụy được kiểm soát và ở mức "bình thường mới""."""
    assert {decision.level for decision in situation.area_decisions.values()} == {Level.GREEN}


def test_kho_tikinow_la_khu_vuc_nguy_co_cao_kv1_mau_cam(situation):
    """"Khu vực nguy cơ cao (KV1): Công ty TNHH Tikinow smart Logistics kho Long Biên"."""
    assert {zone.level for zone in zone_of(situation, "Tikinow")} == {Level.ORANGE}
    row = site(situation, "Tikinow")
    assert (row["kind"], row["zone_label"]) == ("warehouse", "KV1")
    assert "3+5 Nguyễn Văn Linh" in row["address"]
    assert "ngõ 9" in row["address"].lower()


def test_kv1_thuc_hien_chi_thi_16(post, situation):
    """"Thực hiện Chỉ thị số 16/CT-TTg"."""
    assert "CT16" in card_words(post, f"site/{site(situation, 'Tikinow')['site_id']}")


def test_chi_co_mot_khu_vuc_mau_cam(situation):
    """One orange area is named, no other."""
    assert [zone.source for zone in situation.zones if zone.level is Level.ORANGE] == ["site"]
    assert count(situation, Level.ORANGE).points == 1


@pytest.mark.parametrize(
    ("part", "kind", "group"),
    [("Savico", "mall", None), ("Chợ tạm", "market", "13"), ("HH1-HH2", "apartment", "18"),
     ("Đoàn 871", "apartment", "15")],
)
def test_dia_diem_kv2_la_khu_vuc_nguy_co_mau_vang(situation, part, kind, group):
    """"Khu vực nguy cơ (KV2): TTTM Savico, Chợ tạm Gia Thụy (tổ 13) Chung cư HH1-HH2 (tổ 18), Đoàn 871 (tổ 15)"."""
    row = site(situation, part)
    assert (row["kind"], row["zone_label"], row["level"]) == (kind, "KV2", "yellow")
    zones = zone_of(situation, part)
    assert {zone.level for zone in zones} == {Level.YELLOW}
    if group:
        names = dict(zip(situation.areas["area_id"], situation.areas["name"], strict=True))
        assert {names[zone.area_id] for zone in zones} == {f"Tổ dân phố {group}"}


def test_cua_hang_tien_ich_la_mot_loai_khong_dia_chi_duoc_dem_khong_ve(situation, model):
    """"cửa hàng tiện ích, cửa hàng kinh doanh hàng thiết yếu": a class, no addresses."""
    assert count(situation, Level.YELLOW).points == 5
    assert count(situation, Level.YELLOW).undrawn == 1
    assert legend(model, "Địa điểm nguy cơ")["Chưa có vị trí, không vẽ được"] == ("1",)


def test_kv2_thuc_hien_chi_thi_15_cong_khong_qua_5_nguoi(post, situation):
    """"Thực hiện theo Chỉ thị 15 (+) … không tập trung quá 05 người"."""
    words = card_words(post, f"site/{site(situation, 'Savico')['site_id']}")
    assert "CT15+" in words
    assert "không tập trung quá 05 người" in words


def test_kv3_la_toan_bo_cac_khu_vuc_con_lai(situation):
    """"Khu vực bình thường mới (KV3): Là toàn bộ các khu vực còn lại": the ward less KV1 and KV2, nothing over."""
    green = [zone for zone in situation.zones if zone.level is Level.GREEN]
    assert {zone.source for zone in green} == {"area"}
    total = sum(zone.area_m2 for zone in situation.zones)
    cut = sum(zone.area_m2 for zone in situation.zones if zone.source == "site")
    assert sum(zone.area_m2 for zone in green) == pytest.approx(total - cut)


# Mục IV

def test_khong_co_khu_vuc_mau_do_va_chu_giai_ghi_0(situation, model):
    """"Khu vực nguy cơ rất cao (màu đỏ): Thực hiện Chỉ thị số 16" - a class without a place."""
    assert count(situation, Level.RED).points == count(situation, Level.RED).units == 0
    assert legend(model, "Phân vùng")["Vùng đỏ – nguy cơ rất cao"] == ("0", "0", "0", "0,00")


def test_bien_phap_cao_hon_1_muc_ma_mau_khong_doi(post):
    """"triển khai các biện pháp phòng chống dịch cao hơn 1 mức so với đánh giá"."""
    card = post.card("nq54", None, "vi", "area/gia-thuy/to-13")
    assert card.headline == "Vùng xanh – KV3 của phường Gia Thụy – bình thường mới"
    assert "cao hơn 1 mức so với đánh giá" in card_words(post, "area/gia-thuy/to-13")


def test_kv3_thuc_hien_chi_thi_15(post):
    """"Khu vực trong trạng thái bình thường mới (KV3) (màu xanh): Thực hiện theo Chỉ thị số 15"."""
    assert "Chỉ thị CT15 " in card_words(post, "area/gia-thuy/to-1")


def test_khong_nhat_thiet_duy_tri_vanh_dai_1_va_2(situation, model):
    """"tại các tổ dân phố không nhất thiết duy trì trực, kiểm soát vành đai 1 và vành đai 2"."""
    states = {(int(b["number"]), bool(b["active"])) for b in situation.belts.to_dict("records")}
    assert states == {(1, False), (2, False), (3, True)}
    assert "Vành đai 1: không duy trì" in legend(model, "Vành đai")


def test_giu_nguyen_vanh_dai_3_voi_cac_chot_cung(situation):
    """"Giữ nguyên vành đai 3 bảo vệ "vùng xanh" toàn phường (duy trì các chốt cứng …)"."""
    hard = situation.checkpoints[(situation.checkpoints["belt"] == 3) & (situation.checkpoints["kind"] == "hard")]
    assert len(hard) >= 4


def test_13_to_dan_pho_co_to_13_15_18(situation):
    """"tại 13 tổ dân phố"; the paper names tổ 13, 15 and 18."""
    assert len(situation.areas) == 13
    assert {"13", "15", "18"} <= set(situation.areas["code"])
    assert (situation.areas["population"].sum(), situation.areas["households"].sum()) == (15_076, 4_105)


@pytest.mark.parametrize(
    ("label", "number"),
    [("Tổ Covid cộng đồng", "9"), ("Nhóm Covid cộng đồng", "91"), ("Tổ tuần tra", "2"), ("Tổ cơ động", "1")],
)
def test_luc_luong_09_to_91_nhom_2_to_tuan_tra_1_to_co_dong(model, label, number):
    """"Tổ Covid cộng đồng (09 tổ) và các nhóm (91 nhóm) … 2 tổ công tác, tuần tra … và 1 tổ cơ động"."""
    assert [values for name, values in legend(model, "Lực lượng").items() if name.startswith(label)] == [(number,)]


def test_dau_trang_theo_the_thuc_van_ban_dang(model):
    """The resolution is a Party paper: its map carries the Party's head."""
    head = model.title_block
    assert (head.issuer, head.motto) == ("ĐẢNG ỦY PHƯỜNG GIA THỤY", ("ĐẢNG CỘNG SẢN VIỆT NAM",))
    assert "54-NQ/ĐU" in head.annex


def test_sau_6_gio_ngay_21_9_nghi_quyet_khong_con_hieu_luc(post):
    """CT 22 of 20/9/2021 abolished the zones from 06:00 on 21/9/2021: the map turns grey, not green."""
    later = post.situation("nq54", parse_moment("2021-09-21T06:00"))
    assert {zone.level for zone in later.zones} == {Level.UNASSESSED}
