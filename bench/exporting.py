"""One export in a process of its own, as a worker does it: `python -m bench.exporting csv|xlsx`.

Prints what it cost as JSON: seconds of the job without the start of the interpreter, the largest
memory, how many rows, where the file lies, and the SQL of the same rows for the floor.
"""

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from bench import config

config.set_up()

from django.db import connection  # noqa: E402  (after set_up, as in every script of Django)

from learners.people.exports import people_of  # noqa: E402
from learners.people.listing import Filters  # noqa: E402
from lms.core import exporting, tasks  # noqa: E402
from lms.core.models import PROVINCE_CODE, Area, Export, Job, User  # noqa: E402
from lms.core.roles import Role  # noqa: E402
from lms.core.services import grant_role  # noqa: E402
from lms.core.tables import all_tables  # noqa: E402


def export(form: str) -> dict[str, Any]:
    """The whole register, asked for by an officer of the province."""
    officer = _officer()
    exporting.forget()
    table = all_tables()["so-hoc-vien"]
    made = exporting.ask(table=table, asked={}, form=form, actor=officer)
    begun = time.perf_counter()
    tasks.write_export(made.job_id)
    seconds = time.perf_counter() - begun
    made = Export.objects.select_related("job").get(pk=made.pk)
    if made.job.state != Job.State.DONE:
        raise SystemExit(f"{form}: {made.job.problem}")
    megabytes = _most_memory()
    sql, values = people_of(user=officer, filters=Filters()).query.sql_with_params()
    same = connection.ops.compose_sql(sql, values)
    return {
        "seconds": seconds,
        "megabytes": megabytes,
        "rows": made.rows,
        "file": str(exporting.path_of(made)),
        "sql": same,
    }


def _most_memory() -> float:
    """Megabytes; not getrusage, which begins with what the process had that started this one."""
    told = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(told[1]) / 1024 if told else 0.0


def _officer() -> User:
    officer, is_new = User.objects.get_or_create(email="officer@bench.invalid")
    if is_new:
        province = Area.objects.get(pk=PROVINCE_CODE)
        grant_role(user=officer, role=Role.PROVINCE_OFFICER, area=province, actor=None)
    return officer


if __name__ == "__main__":
    print(json.dumps(export(sys.argv[1])))
