"""Templates, styles, scripts, fonts and requirements: nothing inline, nothing from outside."""

import re

import pytest
from django.template import engines
from django.template.loader import get_template
from django.urls import get_resolver

from tests.architecture.sources import ROOT, files, name_of

TEMPLATES = files(".html", ".txt", under=("templates",))
FRONT = [*TEMPLATES, *files(".css", ".js", ".svg", under=("lms/static",))]
FONTS = [
    path
    for ending in ("*.ttf", "*.woff2", "*.otf")
    for package in ("lms", "certificates")
    for path in (ROOT / package).rglob(ending)
]


def names_of_addresses(resolver=None, space: str = "") -> set[str]:
    """Every name by which an address can be asked for."""
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            found |= names_of_addresses(pattern, inner)
        elif pattern.name:
            found.add(f"{space}{pattern.name}")
    return found


class TestTemplates:
    @pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
    def test_each_can_be_read(self, path):
        get_template(str(path.relative_to(ROOT / "templates")))

    def test_every_address_that_is_named_exists(self):
        known = names_of_addresses()
        used = {
            (name_of(path), name)
            for path in TEMPLATES
            for name in re.findall(r"""{%\s*url\s+['"]([^'"]+)['"]""", path.read_text())
        }
        assert {(where, name) for where, name in used if name not in known} == set()
        assert len(used) > 10

    def test_no_address_is_computed_from_a_variable(self):
        loose = r"""{%\s*url\s+[^'"\s]"""
        assert [name_of(p) for p in TEMPLATES if re.search(loose, p.read_text())] == []

    def test_no_style_or_script_stands_inside_a_page(self):
        inline = re.compile(
            r"""<style|\sstyle\s*=|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=|javascript:|hx-on""",
            re.IGNORECASE,
        )
        found = {
            name_of(path): inline.findall(path.read_text())
            for path in TEMPLATES
            if inline.search(path.read_text())
        }
        assert found == {}

    def test_nothing_is_declared_safe_by_hand(self):
        loose = re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off")
        assert [name_of(p) for p in TEMPLATES if loose.search(p.read_text())] == []

    def test_every_form_that_changes_something_has_its_token(self):
        public = {"503.html"}  # they write nothing of their own
        public |= {f"certificates/check_{how}.html" for how in ("form", "by_number", "by_file")}
        bare = [
            name_of(path)
            for path in TEMPLATES
            for form in re.findall(
                r'<form[^>]*method="post".*?</form>', path.read_text(), re.DOTALL
            )
            if "{% csrf_token %}" not in form
            and str(path.relative_to(ROOT / "templates")) not in public
        ]
        assert bare == []

    def test_every_page_is_in_vietnamese(self):
        base = (ROOT / "templates" / "base.html").read_text(encoding="utf-8")
        assert re.findall(r'<html lang="(\w+)"', base) == ["vi"]

    def test_the_engine_escapes(self):
        template = engines["django"].from_string("{{ name }}")
        assert template.render({"name": "<b>"}) == "&lt;b&gt;"


class TestNothingFromOutside:
    @pytest.mark.parametrize("path", FRONT, ids=name_of)
    def test_no_file_asks_another_host(self, path):
        text = path.read_text(encoding="utf-8")
        without_names = re.sub(r'xmlns(:\w+)?="[^"]*"', "", text)
        asked = re.findall(r"https?://[^\s\"'<>)]+|[\"'(=]//[\w.-]+\.\w+", without_names)
        assert [found for found in asked if "w3.org" not in found] == []

    def test_styles_ask_for_our_own_files_only(self):
        wanted = [
            (name_of(path), target)
            for path in files(".css", under=("lms/static",))
            for target in re.findall(r"url\(\s*[\"']?([^\"')]+)", path.read_text())
        ]
        assert [(where, target) for where, target in wanted if ":" in target] == []
        assert [t for _, t in wanted if not (ROOT / "lms/static/css" / t).is_file()] == []


class TestWhatWeCarry:
    def test_there_are_fonts(self):
        assert len(FONTS) >= 2

    @pytest.mark.parametrize("path", FONTS, ids=name_of)
    def test_every_font_has_its_licence_beside_it(self, path):
        licence = (path.parent / "OFL.txt").read_text(encoding="utf-8")
        assert licence.count("SIL Open Font License, Version 1.1") >= 1
        assert (path.parent / "README.md").is_file()

    @pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
    def test_every_requirement_is_pinned_with_its_hashes(self, name):
        text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
        lines = [line for line in text.splitlines() if line.strip() and line[0] not in "# "]
        loose = [
            line.split()[0]
            for line in lines
            if not re.match(r"[A-Za-z0-9._\[\]-]+==[^\s;]+.*--hash=sha256:[0-9a-f]{64}", line)
        ]
        assert (loose, len(lines) > 10) == ([], True)

    def test_what_is_asked_for_is_what_is_pinned(self):
        def names(text: str) -> set[str]:
            found = re.findall(r"^([A-Za-z0-9._-]+)", text, re.MULTILINE)
            return {re.sub(r"[._-]+", "-", name).lower() for name in found if name[0] not in "-."}

        wanted = names((ROOT / "requirements.in").read_text())
        pinned = names((ROOT / "requirements.txt").read_text())
        assert wanted - pinned == set()
