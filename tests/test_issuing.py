"""Issued sheets: numbers without gaps, the same bytes for ever, replaced, withdrawn, asked for by code."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta

import pypdf
import pytest
import small_ward as ward
import sqlalchemy as sa
import zxingcpp
from PIL import Image

from geo.frames import VIETNAM_TIME, FrameError
from geo.sheet import Audience, SheetKind
from zones import export, usecases
from zones.issued import ISSUED, Standing, issue_id, next_number, read_sheets
from zones.levels import Level
from zones.places import Place
from zones.sheets.poster import NoSuchUnit
from zones.stamping import content_digest
from zones.store import AlreadyThere, Store
from zones.store.files import DamagedFile, read_file
from zones.store.schema import files
from zones.times import parse_moment
from zones.usecases import AlreadyIssued, CommandPost, IssueRequest, SheetEnded, UnknownSheet
from zones.wording import t

NOW = datetime(2021, 9, 8, 16, 5, tzinfo=VIETNAM_TIME)
URL = "https://sch.example.vn"
ORDER = IssueRequest("p", signer="Nguyễn Văn A", author="Lan, trực ban", dpi=72, public_url=URL)


class Clock:
    def __init__(self, now=NOW):
        self.now = now

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def post(tmp_path, clock):
    """The command post of a small ward: for what is about numbers and acts."""
    store = ward.stored(f"sqlite:///{(tmp_path / 'p.sqlite').as_posix()}")
    yield CommandPost(store, clock)
    store.close()


@pytest.fixture(scope="module")
def issued_file(_sample_file, tmp_path_factory):
    """A store with both samples, and the first sheet of NQ 54 that was issued from it."""
    file = tmp_path_factory.mktemp("issued") / "zones.sqlite"
    file.write_bytes(_sample_file.read_bytes())
    store = Store(f"sqlite:///{file.as_posix()}")
    sheet = CommandPost(store, Clock()).issue_sheet(replace(ORDER, view="nq54", dpi=150))
    store.close()
    return file, sheet


@pytest.fixture
def issued(issued_file, tmp_path, clock):
    """The command post that issued the sheet, and the sheet; what a test changes is its own."""
    copy = tmp_path / "issued.sqlite"
    copy.write_bytes(issued_file[0].read_bytes())
    store = Store(f"sqlite:///{copy.as_posix()}")
    yield CommandPost(store, clock), issued_file[1]
    store.close()


def as_words(order):
    return f"{order.form} {order.options.kind} {order.stamp}".encode()


@pytest.fixture
def quick(monkeypatch):
    """Draw nothing: for what is about numbers and acts, not about pictures."""
    monkeypatch.setattr(CommandPost, "_printed", lambda _post, order, _progress: as_words(order))


@pytest.fixture
def on_paper_alone(monkeypatch):
    """Draw the PDF alone of each sheet: for what is about its words."""
    monkeypatch.setattr(usecases.issuing, "ISSUE_FORMS", {
        kind: {"pdf": forms["pdf"]} for kind, forms in usecases.issuing.ISSUE_FORMS.items()})


def text_of(pdf: bytes) -> str:
    return " ".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def test_an_issued_sheet_carries_its_number_and_a_qr_that_a_decoder_reads(issued):
    post, sheet = issued
    picture = Image.open(io.BytesIO(post.issued_file("nq54", sheet.id, "png")))
    found = zxingcpp.read_barcodes(picture)
    assert [code.text for code in found] == [f"{URL}/kiem-tra/{sheet.code}"]
    words = text_of(post.issued_file("nq54", sheet.id, "pdf"))
    assert "Số 01-BĐ/ĐU" in words                        # the Party's form of a number
    assert "ĐÃ BAN HÀNH" in words and sheet.code in words and f"Người ký: {ORDER.signer}." in words
    assert "Gia Thụy, ngày 08 tháng 9 năm 2021" in words  # the day of the issue
    assert sheet.standing is Standing.VALID


def test_the_picture_for_telephones_carries_number_code_and_a_qr_that_is_read(issued):
    post, sheet = issued
    body = post.issued_file("nq54", sheet.id, "zalo.png")
    picture = Image.open(io.BytesIO(body))
    assert picture.size == (1080, 1080) and len(body) < 1_000_000
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [f"{URL}/kiem-tra/{sheet.code}"]


def test_an_atlas_is_issued_whole_and_each_of_its_pages_carries_number_and_code(post):
    sheet = post.issue_sheet(replace(ORDER, kind=SheetKind.ATLAS))
    pages = pypdf.PdfReader(io.BytesIO(post.issued_file("p", sheet.id, "pdf"))).pages
    assert len(pages) > len(post.situation("p").areas)                      # the overview and a page for each unit
    for page in pages:
        words = " ".join(page.extract_text().split())
        assert sheet.sign in words and sheet.code in words
    assert "tập bản đồ" in sheet.title
    picture = Image.open(io.BytesIO(post.issued_file("p", sheet.id, "png")))
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [f"{URL}/kiem-tra/{sheet.code}"]


def test_the_picture_of_an_issued_atlas_is_its_first_page(post, monkeypatch):
    orders = {}

    def note(_post, order, _progress):
        orders[order.form] = order
        return as_words(order)

    monkeypatch.setattr(CommandPost, "_printed", note)
    post.issue_sheet(replace(ORDER, kind=SheetKind.ATLAS))
    first = export.draw(replace(orders["png"], form="pdf"))
    assert text_of(first) == text_of(export.draw(orders["pdf"]))


def test_a_poster_is_issued_for_all_eyes_and_its_answer_says_the_one_colour_that_it_shows(post):
    area = post.situation("p").areas.iloc[0]
    asked = replace(ORDER, kind=SheetKind.POSTER, unit=f"area/{area['area_id']}", audience=Audience.INTERNAL, dpi=150)
    sheet = post.issue_sheet(asked)
    words = text_of(post.issued_file("p", sheet.id, "pdf"))
    assert f"Số {sheet.sign}" in words and sheet.code in words and "Lan" not in words
    picture = Image.open(io.BytesIO(post.issued_file("p", sheet.id, "png")))
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [f"{URL}/kiem-tra/{sheet.code}"]
    level = post.situation("p").area_levels[area["area_id"]]
    assert sheet.audience == "public" and area["name"] in sheet.title
    assert [line.label for line in sheet.counts] == [t(f"level.{level}", "vi").upper()]
    draft = text_of(post.draft_sheet(asked, "pdf"))
    assert "NHÁP" in draft and sheet.sign not in draft


def test_a_poster_for_a_unit_that_is_not_there_takes_no_number(post):
    with pytest.raises(NoSuchUnit):
        post.issue_sheet(replace(ORDER, kind=SheetKind.POSTER, unit="area/none"))
    assert post.issued_sheets("p") == []


def test_an_internal_sheet_says_who_printed_it_and_a_public_one_does_not(post, on_paper_alone):
    internal, public = (post.issue_sheet(replace(ORDER, audience=one)) for one in (Audience.INTERNAL, Audience.PUBLIC))
    assert "Lan, trực ban" in text_of(post.issued_file("p", internal.id, "pdf"))
    assert "Lan" not in text_of(post.issued_file("p", public.id, "pdf"))


def test_without_a_public_address_the_code_stands_alone(post):
    sheet = post.issue_sheet(IssueRequest("p", signer="A", author="t", dpi=100))
    assert zxingcpp.read_barcodes(Image.open(io.BytesIO(post.issued_file("p", sheet.id, "png")))) == []
    words = text_of(post.issued_file("p", sheet.id, "pdf"))
    assert sheet.code in words and "kiem-tra" not in words


def test_a_draft_of_an_exercise_says_both_and_has_no_number(issued):
    post, _ = issued
    page = text_of(post.draft_sheet(IssueRequest("dien_tap", signer="", author=""), "pdf"))
    letters = page.replace(" ", "")
    assert "DIỄNTẬP–NHÁP" in letters and "BẢNNHÁP–CHƯABANHÀNH" in letters
    assert "BĐ-SCH" not in page
    assert post.issued_sheets("dien_tap") == []


def test_a_sheet_prints_again_to_the_byte_after_the_data_have_changed(issued, issued_file, clock):
    post, sheet = issued
    first = CommandPost(Store(f"sqlite:///{issued_file[0].as_posix()}"), clock)
    before = {form: first.issued_file("nq54", sheet.id, form) for form in sheet.files}
    first.store.close()
    post.designate_site("nq54", "nq54/savico", Level.RED, document="QĐ 02", decided_by="UBND", valid_from=NOW,
                        author="t")
    clock.now += timedelta(days=1)
    reopened = CommandPost(Store(str(post.store.engine.url)), clock)
    assert {form: reopened.issued_file("nq54", sheet.id, form) for form in sheet.files} == before
    reopened.store.close()


def test_what_was_frozen_draws_the_same_map_again(issued):
    post, sheet = issued
    post.designate_site("nq54", "nq54/savico", Level.RED, document="QĐ 02", decided_by="UBND",
                        valid_from=parse_moment("2021-09-08T15:41"), author="t")

    def again(revision):
        return content_digest(post.subject(sheet.view, sheet.as_of, "vi", Audience.PUBLIC, revision).model)

    assert again(sheet.known_at) == sheet.digest
    assert again(None) != sheet.digest


def test_numbers_run_per_place_and_year_without_gaps(issued, clock, quick):
    post, first = issued
    order = replace(ORDER, view="nq54")
    others = [replace(order, paper=paper) for paper in ("A1", "A2")]
    assert [first.sign, *(post.issue_sheet(one).sign for one in others)] == ["01-BĐ/ĐU", "02-BĐ/ĐU", "03-BĐ/ĐU"]
    assert post.issue_sheet(IssueRequest("dien_tap", signer="A", author="t")).sign == "01/BĐ-SCH"
    clock.now = datetime(2022, 1, 1, 0, 0, tzinfo=VIETNAM_TIME)
    assert post.issue_sheet(order).number == 1
    assert [sheet.id for sheet in post.issued_sheets("nq54")] == ["2022-0001", "2021-0003", "2021-0002", "2021-0001"]


def test_two_servers_that_issue_at_the_same_time_give_two_numbers(database_url, monkeypatch):
    """Each server draws while the other writes: whoever comes second draws again with the next number."""
    posts = [CommandPost(Store(database_url), Clock()) for _ in range(2)]
    posts[0].create_place(Place("p", "Phường Thử"), "t")
    meet = threading.Barrier(2, timeout=30)
    drawn = threading.local()

    def draw(_post, order, _progress):
        if not getattr(drawn, "once", False):
            drawn.once = True
            meet.wait()
        return as_words(order)

    monkeypatch.setattr(CommandPost, "_printed", draw)
    monkeypatch.setattr(usecases.issuing, "_turn", nullcontext())   # two servers share no lock
    with ThreadPoolExecutor(2) as pool:
        sheets = list(pool.map(lambda post, paper: post.issue_sheet(
            IssueRequest("p", signer="A", author="t", paper=paper)), posts, ("A3", "A2")))
    assert sorted(sheet.number for sheet in sheets) == [1, 2]
    bodies = {posts[0].issued_file("p", sheet.id, "pdf").decode() for sheet in sheets}
    assert len(bodies) == 2
    for sheet in sheets:
        assert f"{sheet.sign}" in posts[0].issued_file("p", sheet.id, "pdf").decode()
    for post in posts:
        post.store.close()


def test_eight_threads_of_one_server_get_eight_numbers_in_a_row(post, quick):
    with ThreadPoolExecutor(8) as pool:
        sheets = list(pool.map(lambda dpi: post.issue_sheet(replace(ORDER, dpi=dpi)), range(72, 80)))
    assert sorted(sheet.number for sheet in sheets) == list(range(1, 9))
    assert len({sheet.code for sheet in sheets}) == 8


def test_a_sheet_that_is_replaced_says_by_which_and_cannot_be_ended_twice(post, clock, quick):
    first = post.issue_sheet(ORDER)
    clock.now += timedelta(hours=1)
    second = post.issue_sheet(ORDER, replaces=first.id)
    former = post.ask_code(first.code)
    assert (former.standing, former.ended_by, former.ended_at) == (Standing.REPLACED, second.id, clock.now)
    assert second.replaces == first.id
    assert first.sign in post.issued_file("p", second.id, "pdf").decode()
    with pytest.raises(SheetEnded):
        post.issue_sheet(ORDER, replaces=first.id)
    with pytest.raises(SheetEnded):
        post.withdraw_sheet("p", first.id, signer="A", reason="nhầm", author="t")
    assert [sheet.number for sheet in post.issued_sheets("p")] == [2, 1]   # the failed tries took no number


def test_a_sheet_is_withdrawn_by_an_act_that_stays(post, clock, quick):
    sheet = post.issue_sheet(ORDER)
    revision = post.store.revision("p")
    post.withdraw_sheet("p", sheet.id, signer="Trần B", reason="sai ranh giới tổ 7", author="Lan")
    found = post.ask_code(sheet.code)
    assert (found.standing, found.end_reason) == (Standing.WITHDRAWN, "sai ranh giới tổ 7")
    assert read_sheets("p", post.store.read("p", "issued", revision))[0].standing is Standing.VALID
    assert post.issue_sheet(ORDER).number == 2


def test_two_who_withdraw_the_same_sheet_at_once_make_one_act(post, quick):
    sheet = post.issue_sheet(ORDER)
    stale = post.issued_sheet("p", sheet.id)
    post.withdraw_sheet("p", sheet.id, signer="A", reason="x", author="t")
    post._standing_sheet = lambda *_: stale      # the second one still sees it standing
    with pytest.raises(SheetEnded):
        post.withdraw_sheet("p", sheet.id, signer="A", reason="x", author="t")
    assert (post.store.read("p", "issued")["kind"] == "withdrawal").sum() == 1


def test_a_sheet_needs_a_signer_and_somebody_who_records_it_and_takes_no_number_without(post, quick):
    for missing in ("signer", "author"):
        with pytest.raises(FrameError):
            post.issue_sheet(replace(ORDER, **{missing: ""}))
    assert post.issued_sheets("p") == []
    assert post.issue_sheet(ORDER).number == 1


def test_codes_are_looked_up_in_all_places_and_unknown_ones_are_none(post, quick):
    post.create_place(ward.place().with_(id="q", name="Phường Khác"), "t")
    sheets = [post.issue_sheet(IssueRequest(view, signer="A", author="t")) for view in ("p", "q")]
    assert [post.ask_code(sheet.code.lower().replace("-", "")).place_id for sheet in sheets] == ["p", "q"]
    assert post.ask_code("2222-2222") is None
    assert post.ask_code("'; DROP TABLE issued; --") is None


def test_a_code_that_exists_already_is_not_given_twice(post, quick):
    first = post.issue_sheet(ORDER)
    codes = iter([first.code, first.code, "2345-678F"])
    post.make_code = lambda: next(codes)
    assert post.issue_sheet(replace(ORDER, paper="A2")).code == "2345-678F"


def test_the_very_same_sheet_is_not_given_two_numbers(post, clock, quick):
    order = replace(ORDER, as_of=NOW)
    first = post.issue_sheet(order)
    clock.now += timedelta(minutes=5)
    with pytest.raises(AlreadyIssued) as again:
        post.issue_sheet(replace(order, signer="Trần B", author="Người khác"))
    assert again.value.sheet == first
    assert len(post.issued_sheets("p")) == 1
    # another paper or other readers make another sheet; in the first one's place it may be issued again
    post.issue_sheet(replace(order, paper="A1"))
    post.issue_sheet(replace(order, audience=Audience.INTERNAL))
    second = post.issue_sheet(order, replaces=first.id)
    post.withdraw_sheet("p", second.id, signer="A", reason="nhầm", author="t")
    assert post.issue_sheet(order).number == 5


def test_of_two_who_issue_the_same_at_once_one_is_told_of_the_other(post, quick):
    def issue(_):
        try:
            return post.issue_sheet(ORDER)
        except AlreadyIssued as already:
            return already.sheet

    with ThreadPoolExecutor(6) as pool:
        assert len({sheet.id for sheet in pool.map(issue, range(6))}) == 1
    assert len(post.issued_sheets("p")) == 1


def test_bytes_that_rot_in_the_store_are_not_printed_under_the_old_number(post, quick):
    sheet = post.issue_sheet(ORDER)
    with post.store.engine.begin() as connection:
        connection.execute(sa.update(files).where(files.c.sha256 == sheet.files["pdf"]).values(body=b"%PDF forged"))
    with pytest.raises(DamagedFile):
        post.issued_file("p", sheet.id, "pdf")
    assert post.issued_file("p", sheet.id, "png")


def test_a_write_that_fails_leaves_neither_number_nor_file(post, quick, monkeypatch):
    monkeypatch.setattr(usecases.issuing, "_append", lambda *_: (_ for _ in ()).throw(OSError("gone")))
    with pytest.raises(OSError):
        post.issue_sheet(ORDER)
    with post.store.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(files)) == 0
    monkeypatch.undo()
    assert post.issued_sheets("p") == []


def test_an_unknown_sheet_says_so(post):
    with pytest.raises(UnknownSheet):
        post.issued_file("p", "2021-0001", "pdf")
    with pytest.raises(KeyError):
        read_file(post.store, "0" * 64)


def test_records_that_are_appended_never_close_another(post, quick):
    post.issue_sheet(ORDER)
    rows = post.store.read("p", "issued")
    with pytest.raises(AlreadyThere), post.store.write("p", author="t", action="x", recorded_at=NOW) as writer:
        writer.append("issued", rows)
    assert len(post.store.read("p", "issued")) == 1


def test_the_first_number_is_one_and_a_key_names_year_and_number():
    assert next_number(ISSUED.empty(), 2021) == 1
    assert issue_id(2021, 7) == "2021-0007"
