"""Who holds which role where: asked for by one, agreed to by another, ended by one alone."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from lms.core.approvals import agree
from lms.core.errors import DomainError
from lms.core.models import Approval, AuditEntry, Organisation, RoleGrant, User
from lms.core.roles import Role
from lms.core.services import ask_for_role, end_role, grant_role
from tests.core.door import errors

pytestmark = pytest.mark.django_db
LIST, ASK = "/theo-doi/vai-tro/", "/theo-doi/vai-tro/giao/"


@pytest.fixture
def officer(areas, make_user) -> User:
    return make_user(role=Role.PROVINCE_OFFICER)


@pytest.fixture
def operator(areas, make_user) -> User:
    return make_user(role=Role.OPERATOR)


@pytest.fixture
def school(commune) -> Organisation:
    return Organisation.objects.create(name="Trường Gang Thép", kind="school", area=commune)


class TestTwoPeople:
    def test_one_asks_and_another_gives(self, officer, operator, make_user, commune):
        user = make_user()
        asked = ask_for_role(
            user=user, role=Role.COMMUNE_OFFICER, area=commune, actor=officer, reason="QĐ 12"
        )
        assert (user.grants.count(), asked.words) == (
            0,
            "Giao vai trò cán bộ xã, phường, Xã Tân Cương, "
            f"từ ngày {timezone.localdate():%d/%m/%Y}",
        )
        agree(approval=asked, actor=operator)
        grant = user.grants.get()
        assert (grant.role, grant.area, grant.granted_by) == ("commune_officer", commune, officer)
        entry = AuditEntry.objects.get(action="core.grant_role", actor=officer)
        assert entry.data == {
            "role": "commune_officer",
            "area": "05503",
            "second": operator.pk,
        }

    def test_an_officer_of_an_agency_gets_the_agency_and_the_days(
        self, officer, operator, make_user, school, areas
    ):
        user = make_user()
        asked = ask_for_role(
            user=user,
            role=Role.AGENCY_OFFICER,
            area=school.area,
            organisation=school,
            valid_from=date(2026, 3, 1),
            valid_to=date(2026, 6, 30),
            actor=officer,
            reason="QĐ 12",
        )
        agree(approval=asked, actor=operator)
        found = user.grants.values_list("organisation", "valid_from", "valid_to").get()
        assert found == (school.pk, date(2026, 3, 1), date(2026, 6, 30))

    def test_nobody_gives_alone(self, officer, make_user, areas):
        with pytest.raises(DomainError) as refused:
            grant_role(user=make_user(), role=Role.AUDITOR, area=areas["19"], actor=officer)
        assert refused.value.message == "Giao vai trò cần một người thứ hai đồng ý."

    def test_only_an_operator_agrees_to_an_operator(self, officer, operator, make_user, areas):
        asked = ask_for_role(
            user=make_user(), role=Role.OPERATOR, area=areas["19"], actor=operator, reason="QĐ 12"
        )
        with pytest.raises(DomainError):
            agree(approval=asked, actor=officer)
        agree(approval=asked, actor=make_user(role=Role.OPERATOR))
        assert RoleGrant.objects.filter(user=asked.data["user"]).count() == 1

    def test_nobody_agrees_to_a_role_of_their_own(self, officer, operator, areas):
        asked = ask_for_role(
            user=operator, role=Role.AUTHOR, area=areas["19"], actor=officer, reason="QĐ 12"
        )
        with pytest.raises(DomainError):
            agree(approval=asked, actor=operator)

    @pytest.mark.parametrize(
        ("held", "asked"),
        [(Role.PROVINCE_OFFICER, Role.AUDITOR), (Role.AUDITOR, Role.PROVINCE_OFFICER)],
    )
    def test_nobody_audits_what_they_keep(self, officer, make_user, areas, held, asked):
        user = make_user(role=held)
        with pytest.raises(DomainError) as refused:
            ask_for_role(user=user, role=asked, area=areas["19"], actor=officer, reason="QĐ 12")
        assert "hãy kết thúc vai trò kia trước" in refused.value.message
        assert user.grants.count() == 1

    def test_who_kept_it_may_audit_from_the_day_after(self, officer, make_user, areas):
        user = make_user(role=Role.PROVINCE_OFFICER)
        end_role(grant=user.grants.get(), valid_to=timezone.localdate(), actor=None)
        tomorrow = timezone.localdate() + timedelta(days=1)
        asked = ask_for_role(
            user=user,
            role=Role.AUDITOR,
            area=areas["19"],
            actor=officer,
            reason="QĐ 12",
            valid_from=tomorrow,
        )
        assert isinstance(asked, Approval)


class TestTheVeryFirstOperator:
    @pytest.fixture
    def first(self, areas) -> User:
        return User.objects.create_superuser("vanhanh@vidu.vn")

    def test_gives_a_second_person_their_role_alone(self, first, make_user, areas):
        done = ask_for_role(
            user=make_user(), role=Role.PROVINCE_OFFICER, area=areas["19"], actor=first, reason="QĐ"
        )
        assert isinstance(done, RoleGrant)

    def test_and_no_other_role(self, first, make_user, areas):
        with pytest.raises(DomainError) as refused:
            ask_for_role(
                user=make_user(), role=Role.AUDITOR, area=areas["19"], actor=first, reason="QĐ"
            )
        assert "cần hai người" in refused.value.message

    def test_from_then_on_it_takes_two(self, first, make_user, areas):
        for _ in range(2):
            done = ask_for_role(
                user=make_user(), role=Role.OPERATOR, area=areas["19"], actor=first, reason="QĐ"
            )
        assert isinstance(done, Approval)


class TestWithinTheScope:
    @pytest.mark.parametrize(
        ("role", "code", "theirs"),
        [
            (Role.TRAINER, "05503", True),
            (Role.COMMUNE_OFFICER, "05503", True),
            (Role.COMMUNE_OFFICER, "01906", False),
            (Role.AUDITOR, "05503", False),
            (Role.OPERATOR, "05503", False),
        ],
    )
    def test_a_commune_officer_asks_for_their_commune(self, areas, make_user, role, code, theirs):
        actor = make_user(role=Role.COMMUNE_OFFICER)
        ask = {"user": make_user(), "role": role, "area": areas[code], "reason": "QĐ"}
        if theirs:
            assert ask_for_role(actor=actor, **ask).state == "waiting"
            return
        with pytest.raises(DomainError) as refused:
            ask_for_role(actor=actor, **ask)
        assert refused.value.message == "Bạn chỉ giao được vai trò trong phạm vi mình phụ trách."

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.AUTHOR, None])
    def test_others_ask_for_none(self, areas, make_user, role, commune):
        with pytest.raises(DomainError):
            ask_for_role(
                user=make_user(),
                role=Role.TRAINER,
                area=commune,
                actor=make_user(role=role),
                reason="QĐ",
            )

    @pytest.mark.parametrize("role", [Role.AGENCY_OFFICER, Role.TRAINER])
    def test_the_organisation_belongs_to_an_agency_officer(self, make_user, school, role):
        unit = None if role == Role.AGENCY_OFFICER else school
        with pytest.raises(DomainError) as refused:
            grant_role(user=make_user(), role=role, area=school.area, organisation=unit, actor=None)
        assert "Cán bộ cơ quan, đơn vị phải được giao" in refused.value.message


class TestEnding:
    @pytest.fixture
    def grant(self, make_user, commune) -> RoleGrant:
        return make_user(role=Role.COMMUNE_OFFICER, area=commune).grants.get()

    def test_one_person_ends_it(self, grant, officer):
        end_role(grant=grant, valid_to=timezone.localdate(), actor=officer)
        grant.refresh_from_db()
        assert grant.valid_to == timezone.localdate()

    def test_to_lengthen_it_is_to_give_it(self, grant, officer):
        today = timezone.localdate()
        end_role(grant=grant, valid_to=today, actor=officer)
        with pytest.raises(DomainError) as refused:
            end_role(grant=grant, valid_to=today + timedelta(days=1), actor=officer)
        assert "hãy giao lại" in refused.value.message

    def test_it_does_not_end_before_it_begins(self, grant, officer):
        with pytest.raises(DomainError):
            end_role(grant=grant, valid_to=timezone.localdate() - timedelta(days=1), actor=officer)

    def test_not_from_another_commune(self, grant, make_user, other_commune):
        actor = make_user(role=Role.COMMUNE_OFFICER, area=other_commune)
        with pytest.raises(DomainError):
            end_role(grant=grant, valid_to=timezone.localdate(), actor=actor)


class TestTheScreens:
    def form(self, **changes) -> dict[str, str]:
        """What somebody fills in."""
        today = timezone.localdate()
        return {
            "contact": "moi@vidu.vn",
            "role": "commune_officer",
            "commune": "05503",
            "organisation": "",
            "valid_from": f"{today:%d/%m/%Y}",
            "valid_to": "",
            "reason": "QĐ 12",
        } | changes

    def test_a_form_becomes_a_question_to_a_second_person(self, client, officer, make_user):
        user = make_user(email="moi@vidu.vn")
        client.force_login(officer)
        assert client.post(ASK, self.form())["Location"] == "/theo-doi/dong-y/"
        asked = Approval.objects.get()
        assert (asked.data["user"], asked.data["area"]) == (user.pk, "05503")

    def test_an_agency_is_named_as_in_the_register(self, client, officer, make_user, school):
        make_user(email="moi@vidu.vn")
        client.force_login(officer)
        answers = {"role": "agency_officer", "commune": "", "organisation": "truong gang thep"}
        client.post(ASK, self.form(**answers))
        assert Approval.objects.get().data["organisation"] == school.pk

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"contact": "ai@vidu.vn"}, "Chưa có tài khoản nào như vậy."),
            ({"organisation": "Không có"}, "Chưa có cơ quan, đơn vị nào tên như vậy"),
            ({"reason": ""}, "Hãy ghi lý do."),
            ({"commune": ""}, "Cán bộ xã, phường phải được giao cho một xã hoặc phường."),
            ({"valid_to": "01/01/2020"}, "Ngày kết thúc phải từ ngày bắt đầu trở đi."),
            ({"valid_from": "31/02/2026"}, "Ngày chưa đúng."),
        ],
    )
    def test_what_does_not_fit_is_said_in_words(self, client, officer, make_user, changes, error):
        make_user(email="moi@vidu.vn")
        client.force_login(officer)
        page = client.post(ASK, self.form(**changes))
        assert [found.startswith(error) for found in errors(page)] == [True]
        assert Approval.objects.count() == 0

    def test_a_commune_officer_is_offered_their_own_only(self, client, make_user, areas):
        client.force_login(make_user(role=Role.COMMUNE_OFFICER))
        page = client.get(ASK).content.decode()
        offered = [role.value for role in Role if f'value="{role.value}"' in page]
        assert offered == ["trainer", "commune_officer"]
        assert ('value="05503"' in page, 'value="01906"' in page) == (True, False)

    def test_the_list_shows_what_concerns_one(
        self, client, make_user, commune, other_commune, school
    ):
        for n, place in enumerate([commune, other_commune]):
            name = f"Cán bộ {n}"
            make_user(role=Role.COMMUNE_OFFICER, area=place, full_name=name)
        client.force_login(make_user(role=Role.COMMUNE_OFFICER, area=commune))
        page = client.get(LIST).content.decode()
        assert ("Cán bộ 0" in page, "Cán bộ 1" in page) == (True, False)
        entry = AuditEntry.objects.get(action="core.look_roles")
        assert entry.data == {"rows": 2}

    def test_an_agency_officer_sees_those_of_the_agency(self, client, make_user, school, commune):
        make_user(role=Role.COMMUNE_OFFICER, area=commune, full_name="Ma Văn Bình")
        user = make_user(role=Role.AGENCY_OFFICER, organisation=school, full_name="Cán bộ trường")
        client.force_login(user)
        page = client.get(LIST).content.decode()
        assert ("Cán bộ trường" in page, "Ma Văn Bình" in page) == (True, False)

    @pytest.mark.parametrize("search", ["Hà", "ha@vidu", "0912345678"])
    def test_somebody_is_found_by_name_or_contact(self, client, officer, make_user, areas, search):
        make_user(
            role=Role.AUDITOR, full_name="Trần Thu Hà", email="ha@vidu.vn", phone="+84912345678"
        )
        make_user(role=Role.AUDITOR, full_name="Lê Minh Đức")
        client.force_login(officer)
        page = client.get(LIST, {"tim": search}).content.decode()
        assert ("Trần Thu Hà" in page, "Lê Minh Đức" in page) == (True, False)

    def test_what_ended_is_shown_when_asked_for(self, client, officer, make_user, areas):
        user = make_user(role=Role.AUDITOR, full_name="Lê Minh Đức")
        user.grants.update(valid_from=date(2026, 1, 1), valid_to=date(2026, 1, 31))
        client.force_login(officer)
        shown = ["Lê Minh Đức" in client.get(LIST + q).content.decode() for q in ("", "?het-han=1")]
        assert shown == [False, True]

    def test_ending_from_the_screen(self, client, officer, make_user, areas):
        grant = make_user(role=Role.AUDITOR).grants.get()
        client.force_login(officer)
        page = f"{LIST}{grant.pk}/ket-thuc/"
        assert client.post(page, {"valid_to": "2020-01-01"}).status_code == 200
        assert client.post(page, {"valid_to": str(timezone.localdate())})["Location"] == LIST
        grant.refresh_from_db()
        assert grant.valid_to == timezone.localdate()

    def test_pages_follow_one_another(self, client, officer, make_user, areas):
        for _ in range(55):
            make_user(role=Role.TRAINER)
        client.force_login(officer)
        first = client.get(LIST)
        second = client.get(LIST, {"sau": first.context["next_key"]})
        seen = [grant.pk for page in (first, second) for grant, _ in page.context["rows"]]
        assert (len(seen), len(set(seen)), second.context["next_key"]) == (56, 56, None)

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_takes_as_many_queries_for_three_as_for_one(
        self, client, officer, make_user, areas, django_assert_num_queries, count
    ):
        for _ in range(count):
            make_user(role=Role.TRAINER)
        client.force_login(officer)
        client.get(LIST)
        with django_assert_num_queries(4):  # account, scope, list, the look written down
            client.get(LIST)

    def test_in_the_operators_pages_roles_are_to_look_at(self, client, operator):
        client.force_login(operator)
        grant = operator.grants.get()
        assert client.get("/quan-tri/core/rolegrant/").status_code == 200
        assert client.get("/quan-tri/core/rolegrant/add/").status_code == 403
        assert client.post(f"/quan-tri/core/rolegrant/{grant.pk}/change/", {}).status_code == 403
