"""Messy lists tell the truth about themselves; matching finds their doubles and merges nobody else.

The list is read, row by row, as an import reads it; each row is then compared with those before it.
"""

import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from learners.duplicates.candidates import Pool
from learners.imports.columns import guess_columns
from learners.imports.rows import Understanding
from learners.people.matching import Judgement, Verdict, traits_of
from lms.core.identity import hash_personal_id
from lms.core.models import Area
from lms.core.places import former_units
from lms.messy import DAMAGED, DOUBLE, FIRST, HEADINGS, MessyList, make_list

ROWS = 4_000


@dataclass
class Findings:
    """What came of a list."""

    doubles: int = 0
    found: int = 0
    on_desk: int = 0
    desk_rows: int = 0
    merged_wrongly: list[tuple[int, int, Judgement]] = field(default_factory=list)
    missed: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Share of the true doubles that are found, or lie on the desk with their first row."""
        return (self.found + self.on_desk) / self.doubles


def examine(made: MessyList, areas) -> Findings:
    """Compare each row with those before it; true doubles whose first row was read are counted."""
    understanding = understanding_of(made)
    pool, findings, first_row = Pool(), Findings(), {}
    for number, (cells, truth) in enumerate(zip(made.rows, made.truth, strict=True)):
        row = understanding.row(number, cells)
        if row.refused:
            continue
        traits = traits_of(row)
        matches = dict(pool.find(traits))
        verdicts = {key: judgement.verdict for key, judgement in matches.items()}
        same = [key for key, verdict in verdicts.items() if verdict is Verdict.SAME]
        findings.merged_wrongly += [
            (key, number, matches[key]) for key in same if made.truth[key].person != truth.person
        ]
        findings.desk_rows += bool(matches) and not same
        if truth.kind == DOUBLE and truth.person in first_row:
            verdict = verdicts.get(first_row[truth.person], Verdict.APART)
            findings.doubles += 1
            findings.found += verdict is Verdict.SAME
            findings.on_desk += verdict is Verdict.NEAR
            if verdict is Verdict.APART:
                findings.missed.append(truth.slips)
        first_row.setdefault(truth.person, number)
        if not same:
            pool.add(number, traits)
    return findings


def understanding_of(made: MessyList) -> Understanding:
    columns = guess_columns(made.headings, made.rows[:50])
    communes = Area.objects.communes().values_list("code", "name", "former_place", "kind")
    return Understanding(
        columns=columns,
        communes=list(communes),
        former_units=former_units(),
        organisations={},
        default_commune=None,
        default_organisation=None,
        today=date(2026, 11, 25),
        hash_id=lambda number: hash_personal_id(number, "key"),
    )


@pytest.mark.parametrize("seed", [1, 2, 3, 1945])
def test_true_doubles_are_found_or_asked_about_and_nobody_else_is_merged(areas, seed):
    findings = examine(make_list(rows=ROWS, seed=seed), areas)
    assert findings.merged_wrongly == []
    assert findings.doubles > 0.06 * ROWS
    assert findings.recall >= 0.98, findings.missed
    assert findings.found >= 0.65 * findings.doubles
    assert findings.desk_rows <= 0.03 * ROWS


def test_seven_in_a_hundred_are_doubles_and_three_are_damaged():
    made = make_list(rows=ROWS, seed=1)
    kinds = Counter(truth.kind for truth in made.truth)
    assert kinds == {FIRST: 3_600, DOUBLE: 280, DAMAGED: 120}
    assert len(made.rows) == ROWS
    assert {len(row) for row in made.rows} == {len(HEADINGS)}


def test_the_truth_fits_the_rows():
    made = make_list(rows=ROWS, seed=1)
    people = Counter(truth.person for truth in made.truth)
    assert max(people.values()) == 2
    doubled = {truth.person for truth in made.truth if truth.kind == DOUBLE}
    assert doubled == {person for person, rows in people.items() if rows == 2}
    # Of two rows of one person one was typed with slips, whichever stands first.
    slipped = Counter(t.person for t in made.truth if t.slips and t.kind != DAMAGED)
    assert set(slipped) == doubled
    assert all(truth.slips for truth in made.truth if truth.kind == DAMAGED)


def test_the_same_seed_gives_the_same_list():
    one, same, other = (make_list(rows=300, seed=seed) for seed in (5, 5, 6))
    assert (one.rows, one.truth) == (same.rows, same.truth)
    assert one.rows != other.rows


@pytest.mark.parametrize("rows", [0, 1, 2, 10])
def test_a_short_list_is_a_list(rows):
    assert len(make_list(rows=rows, seed=1).rows) == rows


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_command_writes_the_list_and_the_truth(tmp_path, capsys, ending):
    file = tmp_path / f"danh-sach.{ending}"
    call_command("make_messy_list", str(file), "--rows", "200", "--seed", "3")
    made = make_list(rows=200, seed=3)
    if ending == "csv":
        with file.open(encoding="utf-8-sig", newline="") as source:
            headings, *rows = csv.reader(source)
        assert (tuple(headings), rows) == (made.headings, made.rows)
    else:
        sheet = load_workbook(file).active
        assert (sheet.max_row, [cell.value for cell in sheet[1]]) == (201, list(made.headings))
    with file.with_suffix(".truth.csv").open(encoding="utf-8-sig", newline="") as source:
        truth = list(csv.DictReader(source))
    assert [int(line["person"]) for line in truth] == [one.person for one in made.truth]
    assert capsys.readouterr().out.startswith("200 dòng, trong đó 14 dòng trùng người")


def test_the_command_writes_no_other_kind_of_file(tmp_path):
    with pytest.raises(CommandError, match=r"\.xlsx hoặc \.csv"):
        call_command("make_messy_list", str(tmp_path / "x.txt"))
