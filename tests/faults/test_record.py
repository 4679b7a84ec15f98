"""A fresh installation guards what is only added to: the migrations left the triggers there."""


def test_what_is_only_added_to_is_guarded_from_the_first_day(installation):
    found = installation.select("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    tables = ("core_auditentry", "learners_mark", "learners_return", "certificates_certificate_")
    guards = {name for (name,) in found if name.startswith(tables)}
    assert guards == {
        "core_auditentry_no_update",
        "core_auditentry_no_delete",
        "learners_mark_no_update",
        "learners_mark_no_delete",
        "learners_mark_no_other_made_by_id",
        "learners_return_no_update",
        "learners_return_no_delete",
        "learners_returnstep_no_update",
        "learners_returnstep_no_delete",
        "certificates_certificate_no_update",
        "certificates_certificate_no_delete",
        "certificates_certificate_end_no_update",
        "certificates_certificate_end_no_delete",
    }
