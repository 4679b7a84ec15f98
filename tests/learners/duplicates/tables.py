"""All rows about people, to be compared: before and after."""

from django.apps import apps

from learners.duplicates.models import Merge


def rows_about_people() -> dict[str, list[tuple]]:
    """Table → its rows; without the merges themselves, which are a record of what was done."""
    models = [model for model in apps.get_app_config("learners").get_models() if model != Merge]
    models.append(apps.get_model("core.User"))
    return {
        model._meta.label: sorted(model._base_manager.values_list(), key=repr) for model in models
    }
