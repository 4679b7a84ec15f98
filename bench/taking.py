"""One step of taking a list in, in a process of its own: `python -m bench.taking STEP …`.

Prints what it cost as JSON: seconds of the job without the start of the interpreter, and the
largest process that took part.
"""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from bench import config

config.set_up()

from django.core.files import File  # noqa: E402  (after set_up, as in every script of Django)
from django.core.management import call_command  # noqa: E402

from learners.imports import services, tasks  # noqa: E402
from learners.imports.columns import guess_columns  # noqa: E402
from learners.imports.models import Import  # noqa: E402
from lms.core.models import PROVINCE_CODE, Area, Job, User  # noqa: E402
from lms.core.roles import Role  # noqa: E402
from lms.core.services import grant_role  # noqa: E402


def prepare() -> dict[str, Any]:
    """Tables and places."""
    call_command("prepare", verbosity=0, stdout=sys.stderr)
    return {}


def receive(path: str) -> dict[str, Any]:
    """A province officer uploads the file."""
    officer, _ = User.objects.get_or_create(email="officer@bench.invalid")
    province = Area.objects.get(pk=PROVINCE_CODE)
    grant_role(user=officer, role=Role.PROVINCE_OFFICER, area=province, actor=None)
    with Path(path).open("rb") as file:
        taken = services.receive(
            file=File(file), file_name=path, commune=None, organisation=None, actor=officer
        )
    return {"list": taken.pk}


def read(pk: str) -> dict[str, Any]:
    """Sheet, headings, rows."""
    return _measured(pk, tasks.read)


def plan(pk: str) -> dict[str, Any]:
    """The columns are confirmed as guessed; every row is compared."""
    taken = Import.objects.get(pk=pk)
    guessed = guess_columns(taken.found["headings"], taken.found["sample"])
    columns = {str(number): code for number, code in guessed.items()}
    services.confirm_columns(pk=taken.pk, columns=columns, actor=taken.uploaded_by)
    return _measured(pk, tasks.plan)


def apply(pk: str) -> dict[str, Any]:
    """The plan is confirmed; people are written, and the receipt stands."""
    taken = Import.objects.get(pk=pk)
    services.confirm_plan(pk=taken.pk, actor=taken.uploaded_by)
    return _measured(pk, tasks.apply)


def _measured(pk: str, task: Any) -> dict[str, Any]:
    taken = Import.objects.get(pk=pk)
    begun = time.perf_counter()
    task(taken.job_id)
    seconds = time.perf_counter() - begun
    taken = Import.objects.select_related("job").get(pk=pk)
    if taken.job is None or taken.job.state != Job.State.DONE or taken.refusal:
        raise SystemExit(f"{task.name}: {taken.refusal or (taken.job and taken.job.problem)}")
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    megabytes = max(one.ru_maxrss for one in used) / 1024
    return {"seconds": seconds, "megabytes": megabytes, "counts": taken.counts}


if __name__ == "__main__":
    steps = {step.__name__: step for step in (prepare, receive, read, plan, apply)}
    print(json.dumps(steps[sys.argv[1]](*sys.argv[2:])))
