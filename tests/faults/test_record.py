"""A fresh installation guards its record of acts: the migrations have left the triggers there."""


def test_the_record_of_acts_is_guarded_from_the_first_day(installation):
    found = installation.select("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    guards = {name for (name,) in found if name.startswith("core_auditentry")}
    assert guards == {"core_auditentry_no_update", "core_auditentry_no_delete"}
