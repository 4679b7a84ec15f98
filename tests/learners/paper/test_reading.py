"""Printed, filled in by hand, photographed badly, read back: every mark is right or asked."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from learners.paper import layout, marks, reading
from learners.paper.reading import BENT, NOT_A_SHEET, SEVERAL_SHEETS, TORN, Unreadable, read_page
from learners.paper.signing import Heading, Person, draw_sheet
from tests.learners.paper.photos import (
    BLUE,
    HANDS,
    PENCIL,
    PENS,
    Camera,
    Hand,
    chance_of,
    filled,
    photographed,
    rasterised,
)

HEADING = Heading(
    course="Trợ lý AI trong tay",
    training_class="Lớp 12",
    session="Buổi 2",
    when="19:00–21:00 ngày 24/11/2026",
    place="Nhà văn hóa xóm Hồng Thái 2, Xã Tân Cương",
    trainer="Ma Thị Hương",
    code="ABCDEFG",
)
PEOPLE = [Person("Nguyễn Thị Minh Nguyệt", str(1950 + i), "Xóm Hồng Thái 2") for i in range(20)]


@pytest.fixture(scope="module")
def pages() -> list[Image.Image]:
    """Both pages of a sheet for twenty people, as a printer would make them."""
    return rasterised(draw_sheet(HEADING, PEOPLE))


def grey(photo: bytes) -> Image.Image:
    return Image.open(BytesIO(photo)).convert("L")


def said(row: marks.Row) -> str:
    """What is made of a row: a presence, or "asked"."""
    understood = marks.understand(row)
    return "asked" if understood.doubt else understood.presence


def some_marks(seed: int) -> dict:
    """Fifteen people or so with a mark of any kind, the others with none."""
    chance = chance_of(seed)
    return {
        row: (chance.randrange(3), chance.choice(HANDS), chance.choice(PENS))
        for row in range(layout.ROWS)
        if chance.random() < 0.8
    }


def some_camera(seed: int) -> Camera:
    """Turned by up to 10°, or by 180° more; tilted, blurred, noisy, unevenly lit, JPEG at 60 %."""
    chance = chance_of(seed + 10_000)
    hidden = [(), (), (1,), (3,), (4,), (2, 4), (1, 2), (3, 4), (2, 3)]
    return Camera(
        turn=chance.choice((0, 180)) + chance.uniform(-10, 10),
        tilt=chance.uniform(0, 0.12),
        blur=chance.uniform(0, 1.5),
        noise=chance.uniform(0, 14),
        light=chance.uniform(0, 0.55),
        long_side=chance.choice((2_000, 2_400, 3_200)),
        cover=hidden[seed],
        seed=seed,
    )


@pytest.mark.parametrize("seed", range(9))
def test_every_mark_of_a_bad_photo_is_right_or_asked(pages, seed):
    written = some_marks(seed)
    photo = photographed(filled(pages[0], written, seed), some_camera(seed))
    page = read_page(grey(photo))
    wanted = [
        layout.BOXES[written[row][0]] if row in written else "absent" for row in range(layout.ROWS)
    ]
    found = [said(row) for row in page.rows]
    wrong = [pair for pair in zip(wanted, found, strict=True) if pair[1] not in (pair[0], "asked")]
    assert (page.code, page.page, wrong) == ("ABCDEFG", 1, [])
    assert found.count("asked") <= 4  # a page is worth reading


def test_a_good_photo_asks_nothing(pages):
    written = some_marks(99)
    page = read_page(grey(photographed(filled(pages[0], written, 99), Camera(turn=2, noise=3))))
    assert [said(row) for row in page.rows].count("asked") == 0


def test_each_page_says_which_it_is(pages):
    pages_read = [read_page(grey(photographed(page, Camera()))) for page in pages]
    assert [page.page for page in pages_read] == [1, 2]
    assert [len(page.corners) for page in pages_read] == [4, 4]


def hand_on(page: Image.Image, *, seed: int = 5) -> Hand:
    return Hand(page, seed)


class TestWhatIsAsked:
    def test_two_boxes_in_one_row(self, pages):
        hand = hand_on(pages[0])
        hand.mark(3, 0, "cross", BLUE)
        hand.mark(3, 2, "tick", BLUE)
        page = read_page(grey(photographed(hand.done(), Camera())))
        assert marks.understand(page.rows[3]).doubt == marks.SEVERAL

    def test_a_signature_without_a_mark(self, pages):
        hand = hand_on(pages[0])
        hand.sign(3, BLUE)
        page = read_page(grey(photographed(hand.done(), Camera())))
        assert marks.understand(page.rows[3]).doubt == marks.SIGNED

    def test_a_dot_and_a_hair(self, pages):
        hand = hand_on(pages[0])
        x, y = next(iter(layout.boxes_of(3)))
        hand._stroke([(x + 4, y + 4), (x + 5, y + 5)], BLUE)
        page = read_page(grey(photographed(hand.done(), Camera())))
        assert said(page.rows[3]) == "asked"

    def test_the_edge_of_a_shadow_is_never_a_mark(self, pages):
        page = pages[0].copy()
        x, y = list(layout.boxes_of(3))[1]
        dark = page.point(lambda value: round(value * 0.45))
        per_mm = page.width / layout.WIDTH
        left, top = round((x + 4) * per_mm), round((y - 30) * per_mm)
        page.paste(dark.crop((left, top, page.width, page.height)), (left, top))
        rows = read_page(grey(photographed(page, Camera()))).rows
        assert {said(row) for row in rows} <= {"absent", "asked"}

    def test_a_row_under_a_thumb(self, pages):
        page = pages[0].copy()
        per_mm = page.width / layout.WIDTH
        top = layout.row_top(8) * per_mm
        ImageDraw.Draw(page).rectangle(
            (110 * per_mm, top, 180 * per_mm, top + 11 * per_mm), fill=(190, 150, 130)
        )
        rows = read_page(grey(photographed(page, Camera()))).rows
        assert (said(rows[8]), said(rows[7]), said(rows[9])) == ("asked", "absent", "absent")

    def test_a_faint_pencil_is_read_or_asked_never_taken_for_nothing(self, pages):
        faint = type(PENCIL)((185, 185, 186), 0.5)
        hand = hand_on(pages[0])
        for row in range(6):
            hand.mark(row, 0, ("cross", "tick")[row % 2], faint)
        rows = read_page(grey(photographed(hand.done(), Camera(noise=6, blur=0.8)))).rows[:6]
        assert {said(row) for row in rows} <= {"present", "asked"}


class TestWhatIsRefused:
    def refusal(self, picture: Image.Image) -> str:
        with pytest.raises(Unreadable) as refused:
            read_page(picture)
        return str(refused.value)

    def test_a_blank_wall(self):
        assert self.refusal(Image.new("L", (1_600, 1_200), 200)) == NOT_A_SHEET

    def test_a_cat(self):
        cat = Image.effect_noise((1_200, 1_600), 60)
        draw = ImageDraw.Draw(cat)
        draw.ellipse((300, 400, 900, 1_000), fill=90)
        draw.polygon([(350, 500), (400, 250), (550, 430)], fill=70)
        draw.polygon([(850, 500), (800, 250), (650, 430)], fill=70)
        assert self.refusal(cat) == NOT_A_SHEET

    def test_somebody_elses_code(self):
        import segno

        out = BytesIO()
        segno.make("https://vidu.vn", micro=False).save(out, kind="png", scale=12, border=8)
        assert self.refusal(Image.open(out).convert("L")) == NOT_A_SHEET

    def test_two_pages_in_one_picture(self, pages):
        both = Image.new("RGB", (pages[0].width * 2, pages[0].height))
        for place, page in enumerate(pages):
            both.paste(page, (place * page.width, 0))
        assert self.refusal(both.convert("L")) == SEVERAL_SHEETS

    def test_one_corner_alone(self, pages):
        photo = photographed(pages[0], Camera(cover=(2, 3, 4)))
        assert self.refusal(grey(photo)) == TORN

    def test_a_page_put_together_from_two_halves(self, pages):
        page = pages[0].copy()
        half = page.height // 2
        page.paste(page.crop((0, half, page.width, page.height)), (60, half))
        assert self.refusal(page.convert("L")) == BENT


@pytest.mark.parametrize(
    ("boxes", "signature", "presence"),
    [
        (("marked", "empty", "empty"), "empty", "present"),
        (("empty", "marked", "empty"), "marked", "late"),
        (("empty", "empty", "marked"), "empty", "excused"),
        (("empty", "empty", "marked"), "marked", ""),
        (("empty", "empty", "empty"), "empty", "absent"),
        (("empty", "empty", "empty"), "doubtful", ""),
        (("marked", "doubtful", "empty"), "empty", ""),
        (("marked", "marked", "empty"), "empty", ""),
        ((), "empty", ""),
    ],
)
def test_only_one_clear_mark_counts(boxes, signature, presence):
    understood = marks.understand(marks.Row(boxes, signature))
    assert understood.presence == presence
    assert bool(understood.doubt) == (presence == "")


def test_a_corner_says_where_it_is_and_nothing_else_is_one():
    corner = layout.Corner("ABCDEFG", 28, 3)
    assert layout.parse(layout.say(corner)) == corner
    assert [layout.parse(text) for text in ("", "TDDABCDEFG0285", "XDDABCDEFG0283", "abc")] == [
        None
    ] * 4


def test_five_hundred_people_and_the_spare_rows_fit_their_pages():
    assert [layout.pages_for(people) for people in (0, 15, 16, 500)] == [1, 1, 2, 28]
    assert layout.CORNERS[4][1] - 3 > reading.ROW * layout.ROWS + layout.ROWS_TOP
