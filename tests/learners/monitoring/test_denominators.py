"""What numbers are measured against: figures of others with source and day, or unknown."""

import pytest

from learners.monitoring import denominators
from lms.core.models import Area, AreaFigure
from tests.learners.monitoring.screens import page_of, words

OF_AGE, PEOPLE = AreaFigure.Kind.WORKING_AGE, AreaFigure.Kind.POPULATION


def know(
    area: Area, value: int, *, kind: str = OF_AGE, day: str = "2025-12-31", source="Niên giám"
):
    AreaFigure.objects.create(area=area, kind=kind, value=value, as_of=day, source=source)


def told(browser, path: str) -> list[str]:
    """What stands under the heading, a line each."""
    heading = page_of(browser.get(path)).find("h2", string="Tính trên bao nhiêu người")
    return [words(line) for line in heading.find_next("dl").select("dd")]


@pytest.mark.usefixtures("counted")
def test_a_commune_says_its_figure_with_source_and_day_and_what_is_not_known(
    province_officer, areas
):
    know(areas["05488"], 900, day="2024-12-31")
    know(areas["05488"], 1_000)  # the newer one
    assert told(province_officer, "/theo-doi/xa/05488/") == [
        "1.000 người; người thành thạo bằng 0,3 % Nguồn: Niên giám. Tính đến 31/12/2025.",
        "chưa rõ",
    ]


@pytest.mark.usefixtures("counted")
def test_the_province_is_measured_only_when_every_commune_is_known(province_officer, areas):
    communes = list(Area.objects.communes())
    assert told(province_officer, "/theo-doi/") == ["chưa rõ ở cả 92 xã, phường"] * 2
    for area in communes[:-1]:
        know(area, 10)
    # The page was drawn before; a new figure draws it again.
    assert told(province_officer, "/theo-doi/")[0] == (
        "910 người ở 91 xã, phường đã có số; 1 xã, phường chưa rõ nên chưa tính tỷ lệ "
        "Nguồn: Niên giám. Tính đến 31/12/2025."
    )
    know(communes[-1], 90, day="2026-03-31", source="Công an tỉnh")
    assert told(province_officer, "/theo-doi/")[0] == (
        "1.000 người; người thành thạo bằng 0,5 % "
        "Nguồn: Công an tỉnh; Niên giám. Tính đến từ 31/12/2025 đến 31/03/2026."
    )


def test_a_corrected_source_is_another_mark(areas):
    know(areas["05488"], 5)
    before = denominators.mark()
    AreaFigure.objects.update(source="Niên giám thống kê 2025")
    assert denominators.mark() != before


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("path", ["/theo-doi/", "/theo-doi/xa/05488/"])
def test_a_share_stands_beside_where_its_target_comes_from(province_officer, path):
    shown = words(page_of(province_officer.get(path)).main)
    assert "Chỉ tiêu theo: Mục tiêu của chương trình Bình dân học AI tỉnh Thái Nguyên" in shown
    assert "cách chia: mẫu" in shown
