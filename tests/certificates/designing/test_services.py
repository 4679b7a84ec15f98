"""Designs: what may be said, versions that never change, and which one a paper takes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from certificates.designing.guarding import PICTURES, VERSIONS
from certificates.designing.models import PaperDesign, PaperDesignVersion, PaperPicture
from certificates.designing.selectors import design_for, setting_of
from certificates.designing.services import Refused, save_design
from certificates.drawing.facts import Kind
from certificates.drawing.render import render
from certificates.papers.services import issue
from lms.core.errors import DomainError
from lms.core.models import AuditEntry
from lms.core.roles import Role
from tests.certificates.designing.looks import LOOK, draft, file_of, hand, landscape, seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(make_user):
    return make_user(role=Role.AUTHOR)


@pytest.fixture
def save(author):
    """Save a draft, as the author."""
    return lambda told, design=None: save_design(draft=told, design=design, actor=author)


def today():
    return timezone.localdate()


class TestSaving:
    def test_a_design_has_a_first_version_and_a_change_of_it_a_second(self, save):
        design = save(draft(uploads={"first_hand": file_of(hand()), "seal": file_of(seal())}))
        [first] = design.versions.all()
        assert (first.number, first.issuer, first.drawing) == (
            1,
            "Sở Khoa học và Công nghệ",
            "trang-trong",
        )
        save(draft(look=replace(LOOK, issuer="Sở Nội vụ")), design)
        second, _ = design.versions.all()
        assert (second.number, second.issuer) == (2, "Sở Nội vụ")
        # A picture that nobody touched stays; there is one of each.
        assert (second.first_hand_id, second.seal_id) == (first.first_hand_id, first.seal_id)
        assert PaperPicture.objects.count() == 2

    def test_saving_what_is_there_changes_nothing(self, save):
        told = draft(uploads={"seal": file_of(seal())})
        design = save(told)
        assert save(told, design).versions.count() == 1
        assert AuditEntry.objects.filter(action="designing.save").count() == 1

    def test_a_picture_may_be_taken_away_and_the_old_version_keeps_it(self, save):
        design = save(draft(uploads={"background": file_of(landscape())}))
        save(draft(dropped=frozenset({"background"})), design)
        second, first = (setting_of(version) for version in design.versions.all())
        assert (second.background, first.background is None) == (None, False)

    def test_the_hand_goes_with_whoever_signs(self, save):
        design = save(draft(uploads={"first_hand": file_of(hand())}))
        unsigned = replace(LOOK, first_post="", first_name="")
        save(draft(look=unsigned), design)
        assert design.versions.first().first_hand_id is None

    @pytest.mark.parametrize("role", [Role.TRAINER, Role.PROVINCE_OFFICER, Role.AUDITOR, None])
    def test_nobody_else_saves_one(self, role, make_user):
        with pytest.raises(DomainError, match="Chỉ tác giả"):
            save_design(draft=draft(), actor=make_user(role=role))
        assert not PaperDesign.objects.exists()

    def test_versions_are_numbered_one_after_another(self, save):
        design = save(draft())
        for number in range(3):
            save(draft(look=replace(LOOK, place=f"Nơi {number}")), design)
        assert [one.number for one in design.versions.all()] == [4, 3, 2, 1]


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "field", "said"),
        [
            ({"issuer": " "}, "issuer", "cơ quan cấp"),
            ({"issuer": "Sở 🎓"}, "issuer", "“🎓”"),
            ({"issuer": "Sở\u202e"}, "issuer", "U+202E"),
            ({"title": "Giấy khen"}, "title", "bắt đầu bằng “Giấy chứng nhận hoàn thành”"),
            ({"title": "Giấy xác nhận tham gia"}, "title", "bắt đầu bằng"),
            ({"title": "Giấy chứng nhận hoàn thành (chứng chỉ)"}, "title", "chứng chỉ"),
            ({"first_name": ""}, "first_name", "phải có họ tên"),
            ({"first_name": "TS. Trần Văn Đức"}, "first_name", "học hàm hay học vị"),
            ({"first_name": "Ông Trần Văn Đức"}, "first_name", "học hàm hay học vị"),
            (
                {"first_post": "", "first_name": "", "second_name": "Lê Hoa"},
                "first_name",
                "thứ nhất trước",
            ),
            ({"main": "xanh"}, "main", "#1f6b4a"),
            ({"main": "#8fd0b0"}, "main", "nhạt quá"),
            ({"main": "#34507a"}, "main", "dễ nhầm"),
        ],
    )
    def test_each_says_where_and_what_to_do_and_nothing_is_written(
        self, changes, field, said, save
    ):
        with pytest.raises(Refused) as refused:
            save(draft(look=replace(LOOK, **changes)))
        messages = [message for name, message in refused.value.problems if name == field]
        assert said in " ".join(messages)
        assert "Hãy" in " ".join(messages) or field == "title"
        assert not PaperDesign.objects.exists()

    def test_two_kinds_of_papers_do_not_wear_the_same_colour(self, save):
        purple = replace(LOOK, main="#5b1f7a")
        in_use = {"used_from": today(), "look": purple}
        save(draft("Hoàn thành", **in_use))
        save(draft("Hoàn thành, năm sau", **in_use | {"used_from": today() + timedelta(days=300)}))
        with pytest.raises(Refused, match="gần màu của “Giấy chứng nhận hoàn thành”"):
            save(draft("Tham gia", kind=Kind.ATTENDANCE, **in_use))

    def test_a_name_that_begins_like_a_word_of_address_is_a_name(self, save):
        look = replace(LOOK, first_name="Anh Thơ")
        with pytest.raises(Refused):
            save(draft(look=look))
        assert save(draft(look=replace(LOOK, first_name="Bàng Thị Anh")))

    def test_a_bad_picture_is_named(self, save):
        with pytest.raises(Refused) as refused:
            save(draft(uploads={"seal": b"<svg></svg>"}))
        assert [field for field, _ in refused.value.problems] == ["seal"]

    def test_two_designs_do_not_begin_on_one_day(self, save):
        save(draft(used_from=today()))
        with pytest.raises(Refused, match="bắt đầu dùng đúng ngày đó"):
            save(draft("Mẫu khác", used_from=today()))
        with pytest.raises(Refused, match="Đã có mẫu mang tên này"):
            save(draft())
        assert PaperDesign.objects.count() == 1

    def test_nothing_is_used_from_a_day_that_has_passed(self, save):
        with pytest.raises(Refused, match="quá khứ"):
            save(draft(used_from=today() - timedelta(days=1)))


class TestChoosing:
    def test_the_course_goes_before_all_and_the_later_before_the_earlier(self, save, course):
        day = today()
        general = save(draft(used_from=day))
        later = save(draft("Sau", used_from=day + timedelta(days=5)))
        own = save(draft("Riêng", course=course, used_from=day + timedelta(days=7)))
        save(draft("Tham gia", kind=Kind.ATTENDANCE, used_from=day))
        save(draft("Chưa dùng"))

        def chosen(after: int, kind: Kind = Kind.COMPLETION, course_id: int | None = course.pk):
            on = day + timedelta(days=after)
            found = design_for(course_id=course_id, kind=kind, day=on)
            return found.design if found else None

        assert chosen(-1) is None
        assert [chosen(0), chosen(5), chosen(7)] == [general, later, own]
        assert chosen(7, course_id=None) == later
        assert chosen(0, Kind.ATTENDANCE).name == "Tham gia"

    def test_it_is_one_query(self, save, course, django_assert_num_queries):
        save(draft(used_from=today()))
        with django_assert_num_queries(1):
            design_for(course_id=course.pk, kind=Kind.COMPLETION, day=today())


class TestPapers:
    def test_an_issued_paper_keeps_its_version_and_its_bytes(self, save, pending, owner):
        uploads = {"first_hand": file_of(hand()), "seal": file_of(seal())}
        design = save(draft(used_from=today(), uploads=uploads))
        paper = issue(certificate_id=pending.pk)
        assert paper.design_version == design.versions.get()
        assert (paper.design, paper.frozen.issuer) == ("trang-trong", "Sở Khoa học và Công nghệ")
        assert (paper.frozen.signatory_title, paper.frozen.signatory_name) == (
            "GIÁM ĐỐC",
            "Trần Văn Đức",
        )
        bytes_then = owner.get(f"/hoc/giay/{paper.code}.pdf").content
        assert bytes_then == render(paper.frozen, paper.look)
        save(draft(look=replace(LOOK, issuer="Sở Nội vụ", drawing="tho-cam")), design)
        paper.refresh_from_db()
        assert owner.get(f"/hoc/giay/{paper.code}.pdf").content == bytes_then

    def test_without_a_design_papers_look_as_they_do_by_default(self, paper):
        assert (paper.design_version, paper.design) == (None, "doi-che")
        assert paper.frozen.signatory_name == ""


class TestGuards:
    def test_the_database_changes_no_version_and_no_picture(self, save):
        for guard in (VERSIONS, PICTURES):
            guard.install(connection)  # a database made without migrations has no guard yet
        save(draft(uploads={"seal": file_of(seal())}))
        for act in (
            lambda: PaperDesignVersion.objects.update(issuer="Khác"),
            lambda: PaperDesignVersion.objects.all().delete(),
            lambda: PaperPicture.objects.update(content=b""),
            lambda: PaperPicture.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                act()
