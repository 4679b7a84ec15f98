"""Long tasks: taken by one worker, moved on, ended in words, taken up again when a worker dies."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from lms.core import jobs
from lms.core.errors import DomainError
from lms.core.models import Job
from lms.core.tasks import resume_jobs

pytestmark = pytest.mark.django_db
TASK = "imports.read"  # finds no list of its own and is done
State = Job.State


@pytest.fixture
def job(make_user) -> Job:
    return jobs.start(task=TASK, actor=make_user())


def seen(job: Job) -> tuple[str, int, int, str]:
    job.refresh_from_db()
    return job.state, job.done, job.total, job.problem


def long_ago(job: Job) -> None:
    """Nobody has been heard of for an hour."""
    hour = timezone.now() - timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(leased_until=hour, created_at=hour)


def silent_death(steps: jobs.Steps) -> None:
    """The worker is killed: nothing of `jobs` runs any more."""
    steps.move(done=3, total=5)
    raise KeyboardInterrupt


def test_a_job_waits_runs_and_ends_as_done(job):
    assert seen(job) == (State.WAITING, 0, 0, "")
    during = []

    def work(steps):
        for done in (0, 1, 2):
            steps.move(done=done, total=4)
            during.append((*seen(job)[:3], job.percent))

    assert jobs.run(job.pk, work) is True
    assert during == [
        (State.RUNNING, 0, 4, 0),
        (State.RUNNING, 1, 4, 25),
        (State.RUNNING, 2, 4, 50),
    ]
    assert seen(job) == (State.DONE, 4, 4, "")
    assert (job.lease, job.leased_until, job.ended_at is None) == ("", None, False)


def test_a_job_that_has_ended_is_not_done_again(job):
    done = []
    assert jobs.run(job.pk, done.append) is True
    assert jobs.run(job.pk, done.append) is False
    assert len(done) == 1


def test_while_one_works_another_does_nothing(job):
    inside = []

    def work(steps):
        inside.append(jobs.run(job.pk, pytest.fail))

    assert (jobs.run(job.pk, work), inside) == (True, [False])


def test_a_refusal_ends_it_in_words(job):
    def work(steps):
        steps.move(done=1, total=2)
        raise DomainError("Tệp này trống.")

    assert jobs.run(job.pk, work) is False
    assert seen(job) == (State.FAILED, 1, 2, "Tệp này trống.")
    assert job.ended_at is not None


def test_an_accident_is_tried_again_and_in_the_end_parked_in_words(job):
    def work(steps):
        raise ZeroDivisionError

    for tries in range(1, jobs.MOST_TRIES):
        assert jobs.run(job.pk, work) is False
        assert (seen(job)[0], job.tries) == (State.WAITING, tries)
        assert job.leased_until > timezone.now()  # soon, not at once
    jobs.run(job.pk, work)
    assert seen(job)[0] == State.FAILED
    assert job.problem.startswith("Máy gặp lỗi khi làm việc này. Không có gì bị mất.")


def test_a_step_forward_gives_all_tries_back(job):
    def work(steps):
        steps.move(done=steps.job.done + 1, total=100)
        raise ZeroDivisionError

    for _ in range(3 * jobs.MOST_TRIES):
        jobs.run(job.pk, work)
    assert (seen(job)[0], job.done, job.tries) == (State.WAITING, 3 * jobs.MOST_TRIES, 1)


def test_a_killed_worker_is_found_and_the_next_goes_on_where_it_stopped(job):
    with pytest.raises(KeyboardInterrupt):
        jobs.run(job.pk, silent_death)
    assert (seen(job), jobs.to_ring()) == ((State.RUNNING, 3, 5, ""), [])  # may still live
    assert jobs.run(job.pk, pytest.fail) is False
    long_ago(job)
    assert jobs.to_ring() == [job]
    assert jobs.to_ring() == []  # rung once a while
    begun = []
    assert jobs.run(job.pk, lambda steps: begun.append(steps.job.done)) is True
    assert begun == [3]


def test_whoever_was_silent_too_long_can_commit_nothing_more(job):
    def slow(steps):
        long_ago(job)
        assert jobs.run(job.pk, lambda other: other.move(done=1, total=1)) is True
        with pytest.raises(jobs.LeaseLost):
            steps.move(done=0, total=1)
        raise jobs.LeaseLost

    assert jobs.run(job.pk, slow) is False
    assert seen(job) == (State.DONE, 1, 1, "")


def test_a_lost_bell_is_rung_again(job):
    assert resume_jobs() == 0  # the first bell may still be heard
    long_ago(job)
    assert (resume_jobs(), resume_jobs()) == (1, 0)


def test_a_job_that_kills_every_worker_is_parked(job):
    def killed(steps):
        raise KeyboardInterrupt

    for _ in range(jobs.MOST_TRIES):
        with pytest.raises(KeyboardInterrupt):
            jobs.run(job.pk, killed)
        long_ago(job)
    assert jobs.to_ring() == []
    assert seen(job)[0] == State.FAILED


def test_a_failed_job_is_done_again_from_where_it_stopped(job):
    def work(steps):
        steps.move(done=2, total=5)
        raise DomainError("Hết chỗ.")

    jobs.run(job.pk, work)
    job.refresh_from_db()
    second = jobs.again(job=job, actor=job.started_by)
    assert (second.pk != job.pk, second.task) == (True, TASK)
    assert seen(second) == (State.WAITING, 2, 5, "")


def test_nobody_takes_a_job_that_is_not_there():
    assert jobs.run(999_999, partial(pytest.fail)) is False
