"""What was acknowledged is never lost, though the server dies the next moment."""

from concurrent.futures import ThreadPoolExecutor, as_completed

from tests.processes import free_port, kill, running_web

SUBMITTED = "SELECT id FROM learners_attempt WHERE submitted_at IS NOT NULL AND passed"
COMPLETED = """
    SELECT attempt.id FROM learners_attempt attempt
    JOIN learners_enrolment enrolment ON enrolment.id = attempt.enrolment_id
    JOIN certificates_certificate paper ON paper.enrolment_id = enrolment.id
    WHERE enrolment.completed_at IS NOT NULL
"""


def test_a_server_killed_right_after_its_answer_has_kept_what_it_acknowledged(installation, post):
    people = installation.act("finishers", "12")
    port, acknowledged = free_port(), []

    def hand_in(person) -> int | None:
        ((address, form),) = person["posts"]
        status = post(site, person["session"], address, form)
        assert status in (302, 0)  # an answer or none, never an error page
        return person["attempt"] if status == 302 else None

    with running_web(installation.folder, port=port) as (site, server):
        with ThreadPoolExecutor(4) as pool:
            for done in as_completed([pool.submit(hand_in, person) for person in people]):
                acknowledged += [done.result()] * (done.result() is not None)
                if len(acknowledged) == 3:
                    kill(server)
        assert 3 <= len(acknowledged) < 12
    stored = {row[0] for row in installation.select(SUBMITTED)}
    assert set(acknowledged) - stored == set()
    # Whatever was stored is whole: a test passed is a course finished is a paper due.
    assert {row[0] for row in installation.select(COMPLETED)} == stored
    with running_web(installation.folder, port=port) as (site, _):
        assert [hand_in(person) for person in people] == [p["attempt"] for p in people]
    assert len(installation.select(COMPLETED)) == 12
