"""What holds the house up: direction, size, names, and the shape of each kind of code."""

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from celery import Task
from django.apps import apps
from django.core.management import call_command

from lms.celery import app
from tests.architecture.sources import PACKAGES, ROOT, files, functions, name_of, tree_of

MODULES = files(".py")
OURS = tuple(f"{package}." for package in PACKAGES)
MODELS = [model for model in apps.get_models() if model.__module__.startswith(OURS)]
SERVICES = [path for path in MODULES if path.name == "services.py"]


def public_functions(path) -> list[tuple[str, Callable]]:
    """What a module offers, by its dotted name."""
    module = import_module(name_of(path).removesuffix(".py").replace("/", "."))
    return [
        (f"{module.__name__}.{name}", value)
        for name, value in vars(module).items()
        if inspect.isfunction(inspect.unwrap(value) if callable(value) else value)
        and getattr(value, "__module__", "") == module.__name__
        and not name.startswith("_")
    ]


class TestDirection:
    def test_arrows_point_one_way(self):
        done = subprocess.run(
            [Path(sys.executable).parent / "lint-imports", "--no-cache"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        contracts = (ROOT / ".importlinter").read_text().count("[importlinter:contract:")
        assert done.stdout.strip().splitlines()[-1] == f"Contracts: {contracts} kept, 0 broken."

    @pytest.mark.parametrize("package", ["lms/core", "courses", "learners"])
    def test_nothing_below_names_the_certificates_in_a_string(self, package):
        naming = [
            f"{name_of(path)}:{node.lineno}"
            for path in files(".py", under=(package,))
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.match(r"certificates\.\w+$", node.value)
        ]
        assert naming == []

    def test_nobody_waits_for_certificates_in_a_foreign_key(self):
        below = [model for model in MODELS if model._meta.app_label != "certificates"]
        pointing = [
            f"{model.__name__}.{field.name}"
            for model in below
            for field in model._meta.get_fields()
            if field.concrete
            and field.is_relation
            and field.related_model._meta.app_label == "certificates"
        ]
        assert pointing == []


class TestSize:
    def test_no_module_is_over_four_hundred_lines(self):
        lines = {name_of(path): path.read_text(encoding="utf-8").count("\n") for path in MODULES}
        assert {name: count for name, count in lines.items() if count > 400} == {}

    def test_no_function_is_over_forty_lines(self):
        long = {
            f"{name_of(path)}:{node.name}": node.end_lineno - node.lineno + 1
            for path in MODULES
            for node in functions(path)
            if node.end_lineno - node.lineno + 1 > 40
        }
        assert long == {}

    def test_tests_keep_to_the_same_size(self):
        tests = files(".py", under=("tests",))
        long = [name_of(path) for path in tests if path.read_text().count("\n") > 400]
        assert long == []

    def test_no_file_is_named_for_nothing(self):
        vague = {"utils", "util", "helpers", "helper", "misc", "common"}
        everything = files(".py", ".html", ".js", ".css", under=(*PACKAGES, "tests", "templates"))
        assert [name_of(path) for path in everything if path.stem in vague] == []


class TestModels:
    @pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
    def test_a_model_says_what_it_holds_about_people(self, model):
        said = model.__doc__ or ""
        assert said.count("ersonal data") >= 1
        assert not said.startswith(f"{model.__name__}(")  # Django's own, for want of one

    def test_every_rule_of_the_database_has_a_name_of_its_own(self):
        names = [rule.name for model in MODELS for rule in model._meta.constraints]
        assert len(names) == len(set(names))

    def test_no_link_is_of_any_kind(self):
        generic = [
            f"{model.__name__}.{field.name}"
            for model in MODELS
            for field in model._meta.private_fields
            if type(field).__name__ == "GenericForeignKey"
        ]
        assert generic == []

    def test_rows_about_people_say_who_may_see_them(self):
        people = {"Learner", "Enrolment", "Attempt", "Proficiency"}
        blind = [
            model.__name__
            for model in MODELS
            if model.__name__ in people and not hasattr(model.objects, "visible_to")
        ]
        assert blind == []


class TestMigrations:
    @pytest.mark.django_db
    def test_none_is_missing(self):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)

    def test_each_is_named_for_what_it_does(self):
        found = [
            path for package in PACKAGES for path in (ROOT / package).rglob("migrations/0*.py")
        ]
        named = r"\d{4}_[a-z][a-z0-9]*(_[a-z0-9]+)+"
        bad = [p.name for p in found if "_auto_" in p.name or not re.fullmatch(named, p.stem)]
        assert (len(found) >= 4, bad) == (True, [])


def our_tasks() -> dict[str, Task]:
    """What a worker of ours can be asked to do."""
    app.loader.import_default_modules()
    found = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
    return {n: task for n, task in found.items() if task.run.__module__.startswith(OURS)}


class TestTasks:
    def test_there_are_tasks(self):
        expected = {"certificates.issue_pending", "core.forget_expired"}
        assert expected - set(our_tasks()) == set()

    def test_each_has_a_name_of_its_own_that_moving_code_does_not_change(self):
        unnamed = [
            f"{name_of(path)}:{node.name}"
            for path in MODULES
            for node in functions(path)
            for mark in node.decorator_list
            if "shared_task" in ast.dump(mark)
            and not (
                isinstance(mark, ast.Call)
                and [k.arg for k in mark.keywords].count("name") == 1
                and re.fullmatch(
                    r"[a-z]+\.[a-z_]+", {k.arg: k for k in mark.keywords}["name"].value.value
                )
            )
        ]
        assert unnamed == []

    def test_each_takes_ids_and_nothing_else(self):
        allowed = {int, str, float, bool, "int", "str", "float", "bool"}
        taking = {
            f"{name}({parameter.name})": parameter.annotation
            for name, task in our_tasks().items()
            for parameter in inspect.signature(task.run).parameters.values()
            if parameter.annotation not in allowed
        }
        assert taking == {}

    def test_every_periodic_job_is_a_task_of_ours(self):
        planned = {job["task"] for job in app.conf.beat_schedule.values()}
        assert (planned - set(our_tasks()), len(planned) > 0) == (set(), True)


class TestServices:
    @pytest.mark.parametrize("path", SERVICES, ids=name_of)
    def test_a_service_is_called_by_keyword(self, path):
        positional = [
            f"{name}({parameter.name})"
            for name, function in public_functions(path)
            for parameter in inspect.signature(function).parameters.values()
            if parameter.kind is not inspect.Parameter.KEYWORD_ONLY
        ]
        assert positional == []

    @pytest.mark.parametrize("path", SERVICES, ids=name_of)
    def test_a_service_never_sees_a_request(self, path):
        seeing = [
            name
            for name, function in public_functions(path)
            if {"request", "form", "view"} & set(inspect.signature(function).parameters)
        ]
        imported = [
            node.module
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.http")
        ]
        assert (seeing, imported) == ([], [])

    @pytest.mark.parametrize("path", SERVICES, ids=name_of)
    def test_a_service_announces_and_does_not_enqueue(self, path):
        calls = {node.attr for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute)}
        assert calls & {"delay", "delay_on_commit", "apply_async", "send_task"} == set()

    @pytest.mark.parametrize("path", SERVICES, ids=name_of)
    def test_a_service_says_what_it_takes_and_gives(self, path):
        silent = [
            name
            for name, function in public_functions(path)
            if inspect.signature(function).return_annotation is inspect.Signature.empty
        ]
        assert silent == []
