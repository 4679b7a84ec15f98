"""A fresh installation guards what is only added to: the migrations left the triggers there."""


def test_the_record_of_acts_and_the_marks_are_guarded_from_the_first_day(installation):
    found = installation.select("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    guards = {name for (name,) in found if name.startswith(("core_auditentry", "learners_mark"))}
    assert guards == {
        "core_auditentry_no_update",
        "core_auditentry_no_delete",
        "learners_mark_no_update",
        "learners_mark_no_delete",
        "learners_mark_no_other_made_by_id",
    }
