"""Evenings in halls: everybody in a class of forty people of their commune, marked at six sessions.

Written by SQL, since three million marks are there to be many: nothing is asked of them but that
tables and indexes have the size that they have in a province.
"""

from django.db import connection

from lms.core.models import User

SESSIONS = 6
_SEATS = 40


def hold() -> None:
    """Classes, seats, sessions, marks and what counts of them, for all people of the register."""
    opener, _ = User.objects.get_or_create(email="halls@bench.invalid")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for statement in _STATEMENTS:
            cursor.execute(statement, {"by": opener.pk, "seats": _SEATS, "sessions": SESSIONS})


_STATEMENTS = (
    """
    CREATE TEMPORARY TABLE placed AS
    SELECT id AS learner_id, commune_id,
           dense_rank() OVER (ORDER BY commune_id, turn / %(seats)s) AS class_number
    FROM (SELECT id, commune_id, row_number() OVER (PARTITION BY commune_id ORDER BY id) - 1 AS turn
          FROM learners_learner) AS people
    """,
    """
    INSERT INTO learners_trainingclass (course_id, commune_id, hamlet, hall, mode, seats, code,
        state, opened_by_id, opened_at, ended_at)
    SELECT (SELECT min(page_ptr_id) FROM courses_coursepage), min(commune_id), '', 'evening',
        'in_person', %(seats)s, 'BENCH' || class_number, 'closed', %(by)s,
        now() - interval '60 days', now() - interval '1 day'
    FROM placed GROUP BY class_number ORDER BY class_number
    """,
    """
    INSERT INTO learners_seat (training_class_id, learner_id, state, via, taken_by_id, taken_at)
    SELECT classes.id, learner_id, 'seated', 'import', %(by)s, opened_at
    FROM placed JOIN learners_trainingclass AS classes ON code = 'BENCH' || class_number
    """,
    """
    INSERT INTO learners_session (training_class_id, number, starts_at, ends_at, topic, state,
        changed_at, secret)
    SELECT id, number, opened_at + number * interval '7 days',
        opened_at + number * interval '7 days' + interval '2 hours', '', 'held', opened_at,
        md5(code || number)
    FROM learners_trainingclass, generate_series(1, %(sessions)s) AS number
    WHERE hall = 'evening'
    """,
    """
    INSERT INTO learners_mark (id, session_id, seat_id, presence, how, made_at, received_at,
        made_by_id, device, evidence)
    SELECT md5(sessions.id || '.' || seats.id)::uuid, sessions.id, seats.id,
        CASE WHEN (seats.id + sessions.id) %% 9 = 0 THEN 'absent' ELSE 'present' END, 'tap',
        starts_at, starts_at, %(by)s, '', ''
    FROM learners_session AS sessions
    JOIN learners_trainingclass AS classes ON classes.id = training_class_id AND hall = 'evening'
    JOIN learners_seat AS seats USING (training_class_id)
    """,
    """
    INSERT INTO learners_attendance (session_id, seat_id, mark_id, presence)
    SELECT session_id, seat_id, id, presence FROM learners_mark WHERE made_by_id = %(by)s
    """,
)
