"""Bringing the practical tasks of `content/viec-thuc-hanh.yaml` into the table. Idempotent."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from courses.lesson_files import BadFile
from learners.assessing.bank import CONTENT
from learners.assessing.models import PracticalTask

TASKS = CONTENT / "viec-thuc-hanh.yaml"


@transaction.atomic
def load_tasks(path: Path = TASKS) -> int:
    """Write the versions that are not there yet; returns how many were new.

    What is there is never edited: people were judged by it. Raises BadFile, with a sentence for the
    author, when a version says something else than before or a line is missing.
    """
    return sum(_load(said, path.name) for said in _read(path))


def _read(path: Path) -> list[dict[str, Any]]:
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadFile(f"{path.name}: {error}") from error
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise BadFile(f"{path.name}: tệp phải là một danh sách việc.")
    return said


def _load(said: Mapping[str, Any], name: str) -> bool:
    for line in ("mã", "phiên bản", "từ ngày", "việc", "cần thấy", "nộp"):
        if line not in said:
            raise BadFile(f"{name}: việc “{said.get('mã', '?')}” thiếu dòng “{line}: …”.")
    if not isinstance(said["từ ngày"], date):
        raise BadFile(f"{name}: việc “{said['mã']}”: “từ ngày” viết theo năm-tháng-ngày.")
    told = {
        "valid_from": said["từ ngày"],
        "course_number": said.get("khóa"),
        "title": said["việc"],
        "criteria": "\n".join(said["cần thấy"]),
        "proof": said["nộp"],
    }
    task, made = PracticalTask.objects.get_or_create(
        code=said["mã"], version=said["phiên bản"], defaults=told
    )
    if not made and any(getattr(task, field) != value for field, value in told.items()):
        raise BadFile(
            f"{name}: việc “{task.code}” phiên bản {task.version} đã được dùng với lời khác. "
            "Muốn sửa thì tăng “phiên bản” và ghi “từ ngày” mới."
        )
    return made
