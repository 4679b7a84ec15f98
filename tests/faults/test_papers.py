"""Papers are never lost: not with the broker, not with the bell, not with the worker."""

from contextlib import contextmanager

from tests.processes import (
    NOTHING,
    free_port,
    kill,
    running_site,
    running_web,
    running_worker,
    started,
    wait_for,
)

NEVER = {"RECONCILE_SECONDS": "86400"}


def finish(site: str, person: dict, post) -> int:
    """Somebody sends the last page of their course."""
    ((address, form),) = person["posts"]
    return post(site, person["session"], address, form)


@contextmanager
def redis_server(folder, port: int):
    """A broker of our own that keeps nothing."""
    command = ["redis-server", "--port", str(port), "--save", "", "--dir", str(folder)]
    with started(command, env=NOTHING, log=folder / "redis.log") as process:
        yield process


def test_a_course_is_finished_while_the_broker_is_down(installation, post):
    away = {"CELERY_BROKER_URL": f"redis://127.0.0.1:{free_port()}/0"}
    (person,) = installation.act("finishers", "1")
    with running_web(installation.folder, away) as (site, _):
        assert finish(site, person, post) == 302
    assert installation.states() == ["pending"]
    assert installation.act("issue_pending", env=away) == 1
    assert (installation.states(), installation.issued()) == (["valid"], [1])


def test_when_the_broker_is_back_the_paper_comes_without_anyone_asking(installation, post):
    port = free_port()
    env = {"CELERY_BROKER_URL": f"redis://127.0.0.1:{port}/0"}
    (person,) = installation.act("finishers", "1")
    with running_web(installation.folder, env) as (site, _):
        assert finish(site, person, post) == 302
        assert installation.states() == ["pending"]
        with (
            redis_server(installation.folder, port),
            running_worker(installation.folder, env),
        ):
            log = installation.folder / "worker.log"
            wait_for(lambda: installation.states() == ["valid"], "the paper", log=log)
    assert installation.issued() == [1]


def test_a_worker_waits_for_a_broker_that_starts_later(installation):
    port = free_port()
    env = {"CELERY_BROKER_URL": f"redis://127.0.0.1:{port}/0"}
    installation.act("papers", "1")
    log = installation.folder / "worker.log"
    with running_worker(installation.folder, env) as worker:
        wait_for(lambda: "Cannot connect" in log.read_text(), "the worker's complaint", log=log)
        with redis_server(installation.folder, port):
            wait_for(lambda: installation.states() == ["valid"], "the paper", log=log)
        assert worker.poll() is None


def test_without_a_broker_the_bell_rings_in_a_folder(installation, post):
    """The clock is stopped: only the bell can have made the paper."""
    (person,) = installation.act("finishers", "1")
    with running_site(installation.folder, NEVER) as site:
        assert finish(site, person, post) == 302
        log = installation.folder / "worker.log"
        wait_for(lambda: installation.states() == ["valid"], "the paper", log=log)
    assert installation.issued() == [1]


def test_a_bell_that_rang_while_no_worker_lived_is_heard_later(installation, post):
    (person,) = installation.act("finishers", "1")
    with running_web(installation.folder, NEVER) as (site, _):
        assert finish(site, person, post) == 302
    assert installation.states() == ["pending"]
    with running_worker(installation.folder, NEVER):
        log = installation.folder / "worker.log"
        wait_for(lambda: installation.states() == ["valid"], "the paper", log=log)


def test_a_worker_killed_amid_sixty_papers_leaves_none_out_and_none_twice(installation):
    assert installation.act("papers", "60") == 60
    log = installation.folder / "worker.log"
    for many in (3, 20):
        with running_worker(installation.folder) as worker:
            wait_for(
                lambda many=many: len(installation.issued()) >= many,
                f"{many} papers",
                log=log,
                every=0.001,
            )
            kill(worker)
        made = installation.issued()
        assert len(made) < 60  # it was killed in the middle, not after the end
        assert made == list(range(1, len(made) + 1))
    with running_worker(installation.folder):
        wait_for(lambda: len(installation.issued()) == 60, "all sixty", log=log)
    assert installation.issued() == list(range(1, 61))
    assert installation.states() == ["valid"] * 60
    audited = "SELECT count(*) FROM core_auditentry WHERE action = 'certificates.issue'"
    assert installation.select(audited) == [(60,)]


def test_a_worker_killed_amid_a_batch_leaves_nobody_out_and_gives_nobody_two(installation):
    """A thousand of a commune, as a job of two lanes: killed twice, taken up by the next."""
    many, env = 1_000, {"JOB_LEASE_SECONDS": "1"}
    installation.act("batch", str(many))
    log = installation.folder / "worker.log"
    for some in (100, 450):
        with running_worker(installation.folder, env) as worker:
            wait_for(
                lambda some=some: len(installation.issued()) >= some,
                f"{some} papers",
                log=log,
                every=0.001,
            )
            kill(worker)
        made = installation.issued()
        assert len(made) < many
        assert made == list(range(1, len(made) + 1))
    with running_worker(installation.folder, env):
        done = "SELECT count(*) FROM certificates_batchrow WHERE state = 'done'"
        wait_for(
            lambda: installation.select(done) == [(many,)], "all of the batch", seconds=300, log=log
        )
    assert installation.issued() == list(range(1, many + 1))
    twice = "SELECT enrolment_id FROM certificates_certificate GROUP BY 1 HAVING count(*) > 1"
    assert installation.select(twice) == []
