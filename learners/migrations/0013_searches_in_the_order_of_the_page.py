"""Find a whole name, and the last digits, by one range of an index in the order of the page."""

from django.db import migrations, models

from learners.people.ordering import SearchOrder


class Migration(migrations.Migration):
    dependencies = [("learners", "0012_announcements_about_papers")]

    # The words of SearchOrder have changed, and the indexes are made of them: made anew.
    operations = [
        migrations.RemoveIndex("learner", "learner_by_commune_search"),
        migrations.RemoveIndex("learner", "learner_by_search"),
        migrations.AddIndex(
            "learner",
            models.Index(
                models.F("commune"),
                SearchOrder("search_key", "sort_key"),
                models.F("id"),
                name="learner_by_commune_search",
            ),
        ),
        migrations.AddIndex(
            "learner",
            models.Index(
                SearchOrder("search_key", "sort_key"), models.F("id"), name="learner_by_search"
            ),
        ),
        migrations.RemoveIndex("learner", "learner_by_phone_tail"),
        migrations.RemoveIndex("learner", "learner_by_id_tail"),
        migrations.AddIndex(
            "learner",
            models.Index(
                fields=["phone_tail", "sort_key", "id"],
                condition=~models.Q(phone_tail=""),
                name="learner_by_phone_tail",
            ),
        ),
        migrations.AddIndex(
            "learner",
            models.Index(
                fields=["id_last3", "sort_key", "id"],
                condition=~models.Q(id_last3=""),
                name="learner_by_id_tail",
            ),
        ),
    ]
