"""My data: seen, set right, taken away, asked to be erased; consents given and taken back."""

import json
import re
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.papers.models import Certificate
from certificates.papers.services import issue
from learners.people import consents
from learners.people.models import Consent, ConsentText, Learner, Move
from learners.rights.models import DataRequest
from learners.rights.selectors import looks_at
from learners.study.models import Enrolment, LessonDone
from lms.core import audit
from lms.core.holdings import all_holdings
from lms.core.models import AuditEntry
from tests.core.door import errors, heading
from tests.factories import finish_course
from tests.facts import make_person
from tests.filling import practice_form

pytestmark = pytest.mark.django_db

MINE, CORRECT, ERASE = "/toi/", "/toi/sua/", "/toi/xoa/"
STUDY, CONTACT = "/toi/dong-y/study/", "/toi/dong-y/contact/"


@pytest.fixture
def browser(learner, browser_of):
    """Nguyễn Thị Lan's."""
    return browser_of(learner.user)


def text(answer) -> str:
    """The words of a page."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


class TestThePage:
    def test_it_says_what_is_kept_why_and_how_long(self, browser):
        page = text(browser.get(MINE))
        shown = [h for h in all_holdings() if h.code in ("people.record", "core.account")]
        assert [page.count(h.why) for h in shown] == [1, 1]
        assert [page.count(h.how_long) for h in shown] == [1, 1]

    def test_every_box_that_keeps_something_about_people_speaks(self):
        boxes = {holding.code.split(".")[0] for holding in all_holdings()}
        assert boxes == {
            *("core", "people", "study", "trainers", "imports", "duplicates", "rights"),
            *("classes", "attendance", "assessing", "paper", "announcing", "closing"),
            *("flags", "campaigns", "returns", "resolution", "certificates"),
        }
        codes = [holding.code for holding in all_holdings()]
        assert len(codes) == len(set(codes))

    def test_my_learning_leads_there(self, browser):
        assert browser.get("/hoc/").content.decode().count('href="/toi/"') == 1

    def test_who_is_on_no_register_is_led_to_it(self, client, make_user, areas):
        client.force_login(make_user())
        assert client.get(MINE)["Location"] == "/hoc/ghi-ten/?next=%2Ftoi%2F"

    def test_it_is_kept_by_no_cache(self, browser):
        assert "no-store" in browser.get(MINE)["Cache-Control"]

    def test_it_costs_the_same_with_one_lesson_and_with_many(self, browser, learner, course):
        def filled(many: int) -> int:
            enrolment = Enrolment.objects.get_or_create(learner=learner, course=course, run=2026)[0]
            LessonDone.objects.all().delete()
            for lesson in course.lessons[:many]:
                LessonDone.objects.create(enrolment=enrolment, lesson=lesson, correct=3, total=3)
            return queries_of(browser)

        assert filled(1) == filled(2)


def queries_of(browser) -> int:
    """How many queries the page takes."""
    with CaptureQueriesContext(connection) as counted:
        assert browser.get(MINE).status_code == 200
    return len(counted)


class TestWhoLooked:
    def test_offices_are_shown_by_day_and_no_clerk_is_named(self, learner, officer, browser):
        officer.full_name = "Lê Văn Tò Mò"
        officer.save()
        for _ in range(2):
            audit.record(actor=officer, action="people.open", target=learner)
        audit.record(actor=officer, action="people.look", target=learner.commune, rows=3)
        found = [(look.office, look.what, look.times) for look in looks_at(learner)]
        assert found == [
            ("Cán bộ xã, phường, Xã Tân Cương", "mở danh sách có thể có tên bạn", 1),
            ("Cán bộ xã, phường, Xã Tân Cương", "xem hồ sơ", 2),
        ]
        page = text(browser.get(MINE))
        assert (page.count("Cán bộ xã, phường, Xã Tân Cương"), page.count("Tò Mò")) == (2, 0)

    def test_ones_own_visits_and_other_peoples_records_are_left_out(
        self, learner, officer, commune
    ):
        audit.record(actor=learner.user, action="people.open", target=learner)
        audit.record(actor=officer, action="people.open", target=make_person(commune))
        audit.record(actor=None, action="imports.apply", target=learner)
        assert looks_at(learner) == []

    def test_who_holds_no_office_is_said_so(self, learner, make_user):
        audit.record(actor=make_user(), action="people.give_consent", target=learner)
        assert [(look.office, look.what) for look in looks_at(learner)] == [
            ("Người khác", "sửa hoặc ghi vào hồ sơ")
        ]


class TestTakingItAway:
    def unpack(self, answer) -> tuple[str, dict]:
        with ZipFile(BytesIO(b"".join(answer.streaming_content))) as folder:
            assert sorted(folder.namelist()) == ["du-lieu.html", "du-lieu.json"]
            page = folder.read("du-lieu.html").decode()
            return page, json.loads(folder.read("du-lieu.json"))

    def test_all_boxes_are_in_one_file_for_people_and_for_machines(self, browser, learner, course):
        finish_course(learner, course)
        issue(certificate_id=Certificate.objects.get().pk)
        answer = browser.post("/toi/tai-ve/")
        page, plain = self.unpack(answer)
        assert answer["Content-Disposition"] == 'attachment; filename="du-lieu-cua-toi.zip"'
        titles = [part["loai"] for part in plain["du_lieu"]]
        assert titles == [
            "Tài khoản đăng nhập",
            "Hồ sơ học viên",
            "Những điều bạn đã đồng ý",
            "Khóa học đã vào, đã xong",
            "Bài đã học",
            "Bài cuối khóa đã làm",
            "Giấy chứng nhận, giấy xác nhận",
        ]
        assert [page.count(f"<h2>{title}</h2>") for title in titles] == [1] * len(titles)
        person = next(part for part in plain["du_lieu"] if part["loai"] == "Hồ sơ học viên")
        assert person["noi_dung"][0]["Họ và tên"] == "Nguyễn Thị Lan"

    def test_it_holds_nobody_else(self, browser, commune, make_learner):
        make_learner("Trần Văn Bình")
        page, plain = self.unpack(browser.post("/toi/tai-ve/"))
        assert (page.count("Bình<"), json.dumps(plain, ensure_ascii=False).count("Trần")) == (0, 0)

    def test_it_is_written_down_and_never_given_for_looking(self, browser, learner):
        browser.post("/toi/tai-ve/")
        entry = AuditEntry.objects.get(action="rights.download")
        assert (entry.actor, entry.target) == (learner.user, f"learners.learner:{learner.pk}")
        assert browser.get("/toi/tai-ve/").status_code == 405


class TestSettingItRight:
    def said(self, **otherwise) -> dict[str, str]:
        return {
            "full_name": "Nguyễn Thị Lan",
            "birth": "1975",
            "sex": "",
            "commune": "Xã Tân Cương (Thành phố Thái Nguyên, Thái Nguyên)",
            "hamlet": "",
            "phone": "",
            "email": "",
            **otherwise,
        }

    def test_the_form_shows_what_stands_there(self, browser):
        page = browser.get(CORRECT).content.decode()
        assert (page.count('value="Nguyễn Thị Lan"'), page.count('value="1975"')) == (1, 1)

    def test_without_a_paper_it_is_set_right_at_once(self, browser, learner, other_commune):
        wanted = self.said(
            full_name="Nguyễn Thị Loan",
            birth="05/03/1976",
            sex="female",
            commune="Ba Bể",
            hamlet="Thôn Nà Mằm",
            phone="0912 345 678",
        )
        assert browser.post(CORRECT, wanted)["Location"] == MINE
        learner.refresh_from_db()
        learner.user.refresh_from_db()
        assert (learner.full_name, learner.birth, learner.sex, learner.phone, learner.hamlet) == (
            "Nguyễn Thị Loan",
            "05/03/1976",
            "female",
            "+84912345678",
            "Thôn Nà Mằm",
        )
        assert (learner.commune, learner.user.full_name) == (other_commune, "Nguyễn Thị Loan")
        assert DataRequest.objects.count() == 0

    def test_the_days_before_keep_the_commune_of_before(self, browser, learner, commune):
        browser.post(CORRECT, self.said(commune="Ba Bể"))
        move = Move.objects.get()
        assert (move.from_commune, move.to_commune_id, move.recorded_by) == (
            commune,
            "01906",
            learner.user,
        )

    def test_the_commune_changes_once_a_day(self, browser, learner, other_commune):
        browser.post(CORRECT, self.said(commune="Ba Bể"))
        answer = browser.post(CORRECT, self.said(commune="Tân Cương"))
        learner.refresh_from_db()
        assert (answer.status_code, learner.commune) == (422, other_commune)

    def test_once_a_paper_states_it_the_commune_is_asked(self, browser, learner, course):
        finish_course(learner, course)
        issue(certificate_id=Certificate.objects.get().pk)
        wanted = self.said(full_name="Nguyễn Thị Loan", commune="Ba Bể", hamlet="Xóm Chùa")
        browser.post(CORRECT, wanted)
        learner.refresh_from_db()
        asked = DataRequest.objects.get()
        assert (learner.full_name, learner.commune_id, learner.hamlet) == (
            "Nguyễn Thị Lan",
            "05503",
            "Xóm Chùa",
        )
        assert (asked.kind, asked.words) == (
            "correct",
            "Xin sửa họ và tên: Nguyễn Thị Lan → Nguyễn Thị Loan; "
            "xã, phường: Xã Tân Cương → Xã Ba Bể",
        )

    def test_so_it_is_when_papers_were_seen(self, browser, learner):
        Learner.objects.filter(pk=learner.pk).update(
            id_hash="a" * 64, id_last3="123", id_seen="paper"
        )
        browser.post(CORRECT, self.said(birth="1976"))
        learner.refresh_from_db()
        assert (learner.birth_year, DataRequest.objects.get().words) == (
            1975,
            "Xin sửa năm sinh: 1975 → 1976",
        )

    def test_how_to_reach_one_is_always_set_right_at_once(self, browser, learner, course):
        finish_course(learner, course)
        issue(certificate_id=Certificate.objects.get().pk)
        browser.post(CORRECT, self.said(phone="0912345678", email="Lan@vidu.vn"))
        learner.refresh_from_db()
        assert (learner.phone, learner.email, DataRequest.objects.count()) == (
            "+84912345678",
            "lan@vidu.vn",
            0,
        )

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"full_name": "Lan 9"}, "Họ và tên chỉ gồm chữ cái. Hãy bỏ các ký tự: 9"),
            ({"birth": "31/02/1975"}, None),
            ({"birth": "xyz"}, "Hãy ghi 05/03/1975, 03/1975, hoặc chỉ năm sinh 1975."),
            ({"phone": "12"}, None),
        ],
    )
    def test_what_cannot_be_is_said_in_words_and_changes_nothing(
        self, browser, learner, wrong, sentence
    ):
        before = Learner.objects.values().get(pk=learner.pk)
        answer = browser.post(CORRECT, self.said(**wrong))
        assert (answer.status_code, len(errors(answer))) == (422, 1)
        assert sentence is None or errors(answer) == [sentence]
        assert Learner.objects.values().get(pk=learner.pk) == before


class TestConsents:
    def test_the_words_and_what_follows_are_said_before_the_button(self, browser):
        page = text(browser.get(STUDY))
        assert page.count(consents.current_texts()["study"].words) == 1
        assert page.count("việc học mới của bạn không được ghi nữa") == 1
        assert page.count("Điều 19 khoản 1 điểm c") == 1

    def test_taken_back_by_a_tap_and_given_again(self, browser, learner):
        for act, standing in (("withdraw", set()), ("give", {"study"})):
            assert browser.post(STUDY, {"act": act})["Location"] == MINE
            assert consents.standing_purposes(learner=learner) == standing

    def test_a_free_one_is_given_later(self, browser, learner):
        browser.post(CONTACT, {"act": "give"})
        assert consents.standing_purposes(learner=learner) == {"study", "contact"}

    def test_new_words_are_shown_beside_the_old_and_can_be_agreed_to(self, browser, learner):
        browser.post(CONTACT, {"act": "give"})
        ConsentText.objects.create(
            purpose="contact", version="moi", valid_from=timezone.localdate(), words="Lời rất mới"
        )
        assert text(browser.get(CONTACT)).count("Lời rất mới") == 1
        browser.post(CONTACT, {"act": "give"})
        assert "Lời văn mới" not in text(browser.get(CONTACT))
        assert learner.consents.get(purpose="contact", withdrawn_at=None).text_version == "moi"

    def test_an_unknown_purpose_is_not_found(self, browser):
        assert browser.get("/toi/dong-y/spam/").status_code == 404
        assert browser.post("/toi/dong-y/spam/", {"act": "give"}).status_code == 404

    def test_a_child_names_the_guardian_here_too(self, make_user, browser_of, commune):
        child = make_person(commune, birth_year=timezone.localdate().year - 15)
        Learner.objects.filter(pk=child.pk).update(user=make_user())
        child.refresh_from_db()
        browser = browser_of(child.user)
        first = browser.post(CONTACT, {"act": "give"})
        browser.post(CONTACT, {"act": "give", "guardian_name": "Lê Thị Mai"})
        assert (first.status_code, Consent.objects.get().guardian_name) == (422, "Lê Thị Mai")


class TestAfterTakingStudyBack:
    @pytest.fixture
    def lesson(self, course):
        return course.lessons[0]

    def test_one_learns_on_and_only_this_device_remembers(self, browser, learner, lesson):
        browser.post(STUDY, {"act": "withdraw"})
        address = f"/hoc/bai/{lesson.pk}/luyen-tap/"
        answer = browser.post(address, practice_form(lesson.practice_questions()))
        assert (answer.status_code, Enrolment.objects.count()) == (200, 0)
        assert list(browser.session["lessons_done"]) == [str(lesson.pk)]

    def test_agreeing_again_takes_over_what_the_device_remembers(self, browser, learner, lesson):
        browser.post(STUDY, {"act": "withdraw"})
        browser.post(f"/hoc/bai/{lesson.pk}/luyen-tap/", practice_form(lesson.practice_questions()))
        browser.get("/hoc/")
        before = LessonDone.objects.count()
        browser.post(STUDY, {"act": "give"})
        browser.get("/hoc/")
        assert (before, LessonDone.objects.count()) == (0, 1)

    def test_the_course_test_says_why_it_cannot_be_begun(self, browser, learner, course):
        browser.post(STUDY, {"act": "withdraw"})
        answer = browser.post(f"/hoc/khoa/{course.pk}/bai-cuoi-khoa/")
        assert answer.status_code == 409
        assert "Muốn ghi tiếp, hãy đồng ý lại ở trang Dữ liệu của tôi." in text(answer)

    def test_what_was_counted_and_the_papers_stay(self, browser, learner, course):
        finish_course(learner, course)
        paper = issue(certificate_id=Certificate.objects.get().pk)
        browser.post(STUDY, {"act": "withdraw"})
        assert Enrolment.objects.filter(completed_at__isnull=False).count() == 1
        assert heading(browser.get(f"/xac-minh/{paper.code}/")) != ""
        assert Certificate.objects.get().state == "valid"


class TestAskingToBeErased:
    def test_what_goes_and_what_stays_is_said_first(self, browser):
        page = text(browser.get(ERASE))
        assert page.count("Xóa rồi thì không lấy lại được.") == 1
        assert page.count("2 ngày làm việc") == 1

    def test_asking_starts_the_clock_and_erases_nothing(self, browser, learner):
        browser.post(ERASE, {"words": "Tôi chuyển đi tỉnh khác"})
        asked = DataRequest.objects.get()
        learner.refresh_from_db()
        assert (asked.kind, asked.words, learner.full_name) == (
            "delete",
            "Tôi chuyển đi tỉnh khác",
            "Nguyễn Thị Lan",
        )
        assert text(browser.get(MINE)).count("Tôi chuyển đi tỉnh khác") == 2  # request, holding

    def test_a_double_tap_asks_once(self, browser):
        for _ in range(2):
            browser.post(ERASE)
        assert DataRequest.objects.count() == 1

    def test_it_can_be_taken_back(self, browser):
        browser.post(ERASE)
        asked = DataRequest.objects.get()
        browser.post(f"/toi/yeu-cau/{asked.pk}/rut/")
        asked.refresh_from_db()
        assert asked.state == "taken_back"

    def test_somebody_elses_request_is_not_known(self, browser, make_learner, ask):
        other = ask("delete", about=make_learner("Trần Văn Bình"))
        assert browser.post(f"/toi/yeu-cau/{other.pk}/rut/").status_code == 404
