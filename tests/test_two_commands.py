"""`make demo`, as a newcomer types it: once, and once more."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes import answers, environment, free_port, started, wait_for

pytestmark = pytest.mark.xdist_group("demo")
ONLY_OF_THE_TEST = {"DJANGO_SETTINGS_MODULE", "PYTHONPATH", "DATA_DIR"}


@contextmanager
def make_demo(folder: Path) -> Iterator[str]:
    """The demo as `make demo` serves it; yields its address when it is ready."""
    port, log = free_port(), folder / "make.log"
    plain = {k: v for k, v in environment(folder).items() if k not in ONLY_OF_THE_TEST}
    env = {**plain, "DATA_DIR": str(folder / "data"), "PORT": str(port), "HOST": "127.0.0.1"}
    url = f"http://127.0.0.1:{port}"
    with started(["make", "demo"], env=env, log=log) as make:
        wait_for(
            lambda: make.poll() is not None or answers(f"{url}/readyz"),
            "the demo",
            seconds=300,
            log=log,
        )
        assert make.poll() is None, log.read_text()
        yield url


def test_a_newcomer_gets_a_province_and_loses_nothing_by_asking_again(tmp_path):
    with make_demo(tmp_path) as url:
        assert answers(f"{url}/khoa-hoc/lam-quen-voi-ai/ai-la-gi/")
    first = (tmp_path / "make.log").read_text()
    assert re.findall(r"^  (\S.*?\S)  +\S+ +http", first, re.MULTILINE) == [
        "Người học",
        "Giảng viên",
        "Cán bộ xã",
        "Cán bộ cơ quan",
        "Cán bộ tỉnh",
        "Kiểm tra",
        "Tác giả",
        "Vận hành",
    ]
    assert "6000 người" in first
    (tmp_path / "make.log").unlink()
    with make_demo(tmp_path) as url:
        assert answers(f"{url}/theo-doi/so-lieu/")
    assert "6000 người" not in (tmp_path / "make.log").read_text()
