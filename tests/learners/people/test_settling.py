"""What lives on moves to what goes on: people, teams; killed and run again."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from learners.people import settling, tasks
from learners.people.models import DigitalTeam, Learner, Move
from learners.people.settling import settle
from lms.core.models import Area, AuditEntry, Organisation
from tests.facts import make_person
from tests.learners.monitoring.mergers import join, unite

A, B, C = "05503", "01906", "05488"
DAY = date(2026, 3, 1)


@pytest.fixture
def merged(areas) -> None:
    """Tân Cương is part of Ba Bể since the first of March."""
    assert unite(areas[A], areas[B], DAY)


def moved(person: Learner, *steps: tuple[str, str, int]) -> None:
    """Somebody moved from, to, so many days after the first of March; lives where they went."""
    for old, new, after in steps:
        Move.objects.create(
            learner=person,
            from_commune_id=old,
            to_commune_id=new,
            moved_on=DAY + timedelta(days=after),
        )
        Learner.objects.filter(pk=person.pk).update(commune=new)


def moves_of(person: Learner) -> list[tuple[str, str, int]]:
    """From, to, and how many days after the first of March."""
    rows = person.moves.order_by("moved_on").values_list("from_commune", "to_commune", "moved_on")
    return [(old, new, (day - DAY).days) for old, new, day in rows]


def test_everybody_lives_where_it_went_on_since_its_first_day(areas, merged):
    people = [make_person(areas[code]) for code in (A, A, C)]
    assert (settle(), settle()) == (2, 0)
    assert [Learner.objects.get(pk=one.pk).commune_id for one in people] == [B, B, C]
    assert [moves_of(one) for one in people] == [[(A, B, 0)], [(A, B, 0)], []]
    entry = AuditEntry.objects.get(action="people.settle")
    assert (entry.target, entry.data) == (f"core.area:{A}", {"into": B, "rows": 2})


def test_in_pieces_it_ends_in_the_same(areas, merged, monkeypatch):
    people = [make_person(areas[A]) for _ in range(5)]
    monkeypatch.setattr(settling, "_CHUNK", 2)
    assert settle() == 5
    assert [moves_of(one) for one in people] == [[(A, B, 0)]] * 5


def test_who_is_put_there_afterwards_follows_when_it_is_run_again(areas, merged):
    settle()
    late = make_person(areas[A])
    assert tasks.settle() == 1
    assert moves_of(late) == [(A, B, 0)]


def test_nobody_moves_before_the_day(areas):
    unite(areas[A], areas[B], timezone.localdate() + timedelta(days=1))
    make_person(areas[A])
    assert settle() == 0


@pytest.mark.parametrize(
    ("steps", "after"),
    [
        # lived there on the day
        ([(C, A, -5)], [(C, A, -5), (A, B, 0)]),
        # came only after the day: came to the one that goes on
        ([(C, A, 5)], [(C, B, 5)]),
        # from the one that goes on: never left it
        ([(B, A, 5)], []),
        # left before it was written down, and came back
        ([(A, C, 3), (C, A, 9)], [(A, C, 3), (C, B, 9)]),
        # came after the day, left for the one that goes on, came back
        ([(C, A, 2), (A, B, 4), (B, A, 6)], [(C, B, 2)]),
    ],
)
def test_where_somebody_lived_on_each_day_is_told_as_before(areas, merged, steps, after):
    person = make_person(areas[A])
    moved(person, *steps)
    settle()
    assert moves_of(person) == after
    assert Learner.objects.get(pk=person.pk).commune_id == B


def test_a_part_of_a_part_moves_step_by_step(areas, merged):
    assert unite(areas[B], areas[C], DAY + timedelta(days=7))
    person = make_person(areas[A])
    settle()
    assert moves_of(person) == [(A, B, 0), (B, C, 7)]


def test_a_part_of_what_had_ended_sooner_moves_all_the_way(areas, merged):
    assert unite(areas[B], areas[C], DAY - timedelta(days=7))
    person = make_person(areas[A])
    assert settle() == 2
    assert moves_of(person) == [(A, C, 0)]


def test_teams_go_on_there_and_two_of_one_name_stay_two(areas, merged):
    for code, hamlet in ((A, "Xóm Đông"), (A, "Xóm Gốc"), (B, "Xóm Đông")):
        DigitalTeam.objects.create(commune=areas[code], hamlet=hamlet)
    old = DigitalTeam.objects.create(commune=areas[A], hamlet="Xóm Cũ", is_active=False)
    settle()
    settle()
    names = DigitalTeam.objects.filter(commune=B).order_by("hamlet")
    assert [team.hamlet for team in names] == [
        "Xóm Gốc",
        "Xóm Đông",
        "Xóm Đông (Xã Tân Cương cũ)",
    ]
    old.refresh_from_db()
    assert old.commune_id == A


def test_the_second_yes_rings_for_the_work(areas, django_capture_on_commit_callbacks):
    person = make_person(areas[A])
    with django_capture_on_commit_callbacks(execute=True):
        assert unite(areas[A], areas[B], DAY)
    assert Area.objects.get(pk=A).successor_id == B
    assert Learner.objects.get(pk=person.pk).commune_id == B


class TestOfOrganisations:
    @pytest.fixture
    def works_at(self, areas):
        def make(one: Organisation) -> Learner:
            person = make_person(areas[A])
            Learner.objects.filter(pk=person.pk).update(organisation=one)
            return person

        return make

    @pytest.fixture
    def agencies(self, areas) -> list[Organisation]:
        """Sở A, B and C."""
        return [
            Organisation.objects.create(name=f"Sở {name}", kind="agency", area=areas["19"])
            for name in "ABC"
        ]

    def places(self) -> list[str | None]:
        return list(Learner.objects.order_by("pk").values_list("organisation__name", flat=True))

    def test_its_people_work_at_the_one_that_goes_on(self, agencies, works_at, areas):
        one, into, other = agencies
        for place in (one, one, into, other):
            works_at(place)
        make_person(areas[A])
        join(one, into)
        assert (settle(), settle()) == (2, 0)
        assert self.places() == ["Sở B", "Sở B", "Sở B", "Sở C", None]
        assert not Move.objects.exists()
        entry = AuditEntry.objects.get(action="people.settle")
        assert (entry.target, entry.data) == (
            f"core.organisation:{one.pk}",
            {"into": into.pk, "rows": 2},
        )

    def test_in_pieces_and_killed_it_ends_in_the_same(self, agencies, works_at, monkeypatch):
        one, into, _ = agencies
        for _ in range(5):
            works_at(one)
        join(one, into)
        monkeypatch.setattr(settling, "_CHUNK", 2)
        assert settling._move_workers(one) == 2  # and then the worker is killed
        assert self.places() == ["Sở B"] * 2 + ["Sở A"] * 3
        assert settle() == 3
        assert self.places() == ["Sở B"] * 5

    def test_who_is_put_there_afterwards_follows(self, agencies, works_at):
        one, into, _ = agencies
        join(one, into)
        works_at(one)
        assert tasks.settle() == 1
        assert self.places() == ["Sở B"]

    def test_merged_on_before_anybody_moved_they_go_to_the_last_one(self, agencies, works_at):
        one, into, last = agencies
        works_at(one)
        join(one, into)
        join(into, last)
        settle()
        assert self.places() == ["Sở C"]

    def test_the_second_yes_rings_for_the_work(
        self, agencies, works_at, django_capture_on_commit_callbacks
    ):
        one, into, _ = agencies
        works_at(one)
        with django_capture_on_commit_callbacks(execute=True):
            join(one, into)
        assert self.places() == ["Sở B"]
