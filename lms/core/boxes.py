"""Finding what every box adds, without anything below knowing what stands above it."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.apps import apps


def modules_named(name: str) -> Iterator[ModuleType]:
    """The modules of this name of every application and of the boxes inside one, lowest first."""
    for app in apps.get_app_configs():
        folder = Path(app.path)
        for module in (folder / f"{name}.py", *sorted(folder.glob(f"*/{name}.py"))):
            inside = module.parent.relative_to(folder).parts
            dotted = ".".join([app.name, *inside, name])
            # An application inside another (lms.core in lms) speaks for itself.
            if module.exists() and (not inside or not apps.is_installed(dotted.rpartition(".")[0])):
                yield import_module(dotted)
