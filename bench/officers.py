"""Officers at the register: what each of them asks, in the large province and in the small one."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count

from bench import config
from bench.actors import cookie_of
from bench.classes import roster_asks
from bench.load import Ask
from learners.people.models import Learner
from lms.core.models import PROVINCE_CODE, Area, Organisation, User
from lms.core.roles import Role
from lms.core.services import grant_role

_EACH = 400
_ADDRESS = "/theo-doi/so/"
Asks = dict[str, list[Ask]]


def asks() -> Asks:
    """Kind of look → requests, in the database of this process.
    Every commune has an officer. People are drawn by lot, so large communes come oftener. "Class"
    is an organisation of about 500 people, "roster" the people of a class of 500.
    """
    rng = random.Random(config.SEED)  # noqa: S311  (drawing people, no secret)
    people = _drawn(rng)
    one = Organisation.objects.get(pk=_about(500))
    officers = _commune_officers()
    province, agency = _province_officer(), _agency_officer(one)

    def local(*words: Callable[[Learner], str]) -> list[Ask]:
        return _searches(people, words, lambda person: officers[person.commune_id])

    def anywhere(*words: Callable[[Learner], str]) -> list[Ask]:
        return _searches(people, words, lambda _: province)

    return {
        "commune": [Ask(_ADDRESS, officers[person.commune_id]) for person in people],
        "class": [Ask(_ADDRESS, agency)],
        "roster": roster_asks(),
        "name": local(_whole_name, _given_name),
        "phone and digits": local(_phone, _four_digits, _three_digits),
        "name, province": anywhere(_whole_name, _given_name),
        "phone and digits, province": anywhere(_phone, _four_digits, _three_digits),
    }


def looks() -> Asks:
    """The same, each kind of search by itself: what finds about as many people at any size.

    Of a mixture the middle moves from one kind to another as answers grow longer, and four digits
    find four people in a small province and a full page in a large one.
    """
    people = _drawn(random.Random(config.SEED))  # noqa: S311  (drawing people, no secret)
    officers, province = _commune_officers(), _province_officer()
    lists = {name: many for name, many in asks().items() if name in ("commune", "class", "roster")}

    def local(person: Learner) -> str:
        return officers[person.commune_id]

    def anywhere(_: Learner) -> str:
        return province

    return lists | {
        "given name": _searches(people, (_given_name,), local),
        "whole name": _searches(people, (_whole_name,), local),
        "given name, province": _searches(people, (_given_name,), anywhere),
        "whole name, province": _searches(people, (_whole_name,), anywhere),
        "phone, province": _searches(people, (_phone,), anywhere),
        "three digits, province": _searches(people, (_three_digits,), anywhere),
    }


def asks_of_small() -> Asks:
    """The same in the small province, which is made when it is not there yet."""
    environment = os.environ | {
        "BENCH_DATABASE_URL": config.SMALL_DATABASE_URL,
        "BENCH_PEOPLE": str(config.PEOPLE // config.SMALLER),
        "BENCH_ENROLMENTS": str(config.ENROLMENTS // config.SMALLER),
    }
    command = [sys.executable, "-m", "bench.small"]
    done = subprocess.run(
        command, cwd=config.ROOT, env=environment, check=True, capture_output=True, text=True
    )
    found = json.loads(done.stdout.splitlines()[-1])
    return {name: [Ask(**ask) for ask in many] for name, many in found.items()}


def _searches(
    people: Sequence[Learner],
    words: Sequence[Callable[[Learner], str]],
    cookie: Callable[[Learner], str],
) -> list[Ask]:
    found = [(word(person), cookie(person)) for person in people for word in words]
    return [Ask(f"{_ADDRESS}?{urlencode({'tim': text})}", who) for text, who in found if text]


def _whole_name(person: Learner) -> str:
    return person.search_key


def _given_name(person: Learner) -> str:
    return person.search_key.split()[-1]


def _phone(person: Learner) -> str:
    return person.phone.replace("+84", "0")


def _four_digits(person: Learner) -> str:
    return person.phone[-4:]


def _three_digits(person: Learner) -> str:
    return person.id_last3


def _drawn(rng: random.Random) -> list[Learner]:

    ids = list(Learner.objects.order_by("pk").values_list("pk", flat=True))
    found = Learner.objects.filter(pk__in=rng.sample(ids, _EACH))
    return list(found.order_by("pk"))


def _about(size: int) -> int:
    """The organisation whose number of people is nearest to `size`."""

    counted = Learner.objects.exclude(organisation=None).values_list("organisation")
    sizes = dict(counted.annotate(n=Count("pk")))
    return min(sizes, key=lambda one: (abs(sizes[one] - size), one))


def _commune_officers() -> dict[str, str]:

    return {
        area.pk: _officer(f"{area.pk}@bench.invalid", Role.COMMUNE_OFFICER, area)
        for area in Area.objects.communes()
    }


def _province_officer() -> str:

    return _officer(
        "province@bench.invalid", Role.PROVINCE_OFFICER, Area.objects.get(pk=PROVINCE_CODE)
    )


def _agency_officer(one: Organisation) -> str:

    address = f"organisation{one.pk}@bench.invalid"
    return _officer(address, Role.AGENCY_OFFICER, one.area, organisation=one)


def _officer(email: str, role: Role, area: Area, organisation: Organisation | None = None) -> str:

    user, _ = User.objects.get_or_create(email=email)
    grant_role(user=user, role=role, area=area, organisation=organisation, actor=None)
    return cookie_of(user, settings.AUTHENTICATION_BACKENDS[0])
