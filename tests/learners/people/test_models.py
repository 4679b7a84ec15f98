"""The register refuses what cannot be, whoever writes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from learners.people.models import Consent, Learner


def add(**fields) -> Learner:
    """Write past the services."""
    with transaction.atomic():
        return Learner.objects.create(**fields)


class TestLearners:
    @pytest.mark.parametrize(
        "wrong", [{"full_name": ""}, {"birth_year": 1899}, {"birth_year": 2101}]
    )
    def test_a_person_has_a_name_and_a_possible_birth_year(self, commune, wrong):
        fields = {"full_name": "Lan", "birth_year": 1975, "commune": commune, **wrong}
        with pytest.raises(IntegrityError):
            add(**fields)

    def test_an_account_is_one_person(self, learner, commune):
        with pytest.raises(IntegrityError):
            add(full_name="Lan", birth_year=1975, commune=commune, user=learner.user)

    def test_a_household_shares_a_phone(self, commune):
        fields = {"birth_year": 1975, "commune": commune, "phone": "+84912345678"}
        add(full_name="Lan", **fields)
        add(full_name="Bình", **fields)
        assert Learner.objects.filter(phone="+84912345678").count() == 2

    def test_a_person_stays_when_the_account_goes(self, learner):
        learner.user.delete()
        learner.refresh_from_db()
        assert (learner.user, learner.full_name) == (None, "Nguyễn Thị Lan")

    def test_a_commune_with_people_cannot_be_removed(self, learner, commune):
        with pytest.raises(ProtectedError):
            commune.delete()

    def test_a_new_name_is_found_and_ordered_anew(self, learner):
        learner.full_name = "Đặng Ánh"
        learner.save()
        found = Learner.objects.get(search_key="dang anh")
        assert (found, found.sort_key < "b") == (learner, True)

    def test_people_of_a_commune_stand_in_the_order_of_the_register(self, commune):
        for name in ["Trần Bình", "Lê Ánh", "Hà An", "Ma Đạt"]:
            add(full_name=name, birth_year=1975, commune=commune)
        ordered = Learner.objects.order_by("sort_key").values_list("full_name", flat=True)
        assert list(ordered) == ["Hà An", "Lê Ánh", "Trần Bình", "Ma Đạt"]

    def test_a_log_never_shows_a_name(self, learner):
        assert str(learner) == f"học viên {learner.pk}"


class TestConsents:
    @pytest.fixture
    def another(self, learner):
        """Write one more consent past the services."""

        def write(**fields):
            kept = {"text_version": "2026-11", "method": Consent.Method.WEB, **fields}
            with transaction.atomic():
                return Consent.objects.create(learner=learner, purpose="study", **kept)

        return write

    def test_one_consent_a_purpose_stands(self, another):
        with pytest.raises(IntegrityError):
            another()

    def test_withdrawn_ones_stay_beside_it(self, learner, another):
        another(withdrawn_at=timezone.now() + timedelta(seconds=1))
        assert learner.consents.count() == 2

    def test_nothing_is_withdrawn_before_it_was_given(self, another):
        with pytest.raises(IntegrityError):
            another(withdrawn_at=timezone.now() - timedelta(days=1))
