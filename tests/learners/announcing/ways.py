"""Something behind every door of announcements and calendars, for the walk of all addresses."""

from uuid import uuid4

from learners.announcing.models import Delivery
from learners.announcing.services import Draft, announce, mark_read
from learners.classes.calendar import feed_code, make_feed
from learners.classes.models import Seat, TrainingClass
from learners.classes.services import take_seat
from learners.people.models import Learner


def announced(learner: Learner, training_class: TrainingClass) -> Delivery:
    """Something said to a class in which they sit, as it came to them on the site."""
    trainer = training_class.opened_by
    told = {"training_class": training_class, "actor": trainer}
    take_seat(learner=learner, via=Seat.Via.SEARCH, **told)
    announce(draft=Draft("Đổi giờ", "Mai học lúc 8 giờ.", ()), key=uuid4(), **told)
    return Delivery.objects.get(learner=learner, channel="in_app")


def behind_doors_of_messages(learner: Learner, training_class: TrainingClass) -> dict[str, object]:
    """Name of an address → the id in it. The message was read before: a look writes nothing."""
    delivery = announced(learner, training_class)
    mark_read(delivery=delivery)
    return {
        "announcing:class": training_class.pk,
        "announcing:announcement": delivery.announcement_id,
        "inbox:message": delivery.pk,
        "calendar_feed": feed_code(make_feed(actor=training_class.opened_by)),
    }
