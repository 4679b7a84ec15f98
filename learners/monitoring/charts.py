"""Pictures of numbers, drawn on the server as SVG shapes. Pure: numbers in, coordinates out.

Each picture stands beside its table in the template; what is drawn is never the only place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across or a mark below a picture, with its label."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """A line over days: SVG path data in a box of `width` × `height`, and its axes."""

    width: int
    height: int
    left: int
    bottom: int
    line: str
    area: str
    last: tuple[float, float]
    ticks: tuple[Tick, ...]
    days: tuple[Tick, ...]


def line_chart(
    points: Sequence[tuple[date, int]], *, width: int = 360, height: int = 200
) -> LineChart | None:
    """The line through (day, value) points, from zero; None with fewer than two points."""
    if len(points) < 2:
        return None
    left, top, right, bottom = 58, 14, width - 12, height - 28
    highest = round_up(max(value for _, value in points))
    first, span = points[0][0], max(1, (points[-1][0] - points[0][0]).days)

    def x(day: date) -> float:
        return round(left + (right - left) * (day - first).days / span, 1)

    def y(value: float) -> float:
        return round(bottom - (bottom - top) * value / highest, 1)

    corners = [f"{x(day)},{y(value)}" for day, value in points]
    line = "M" + "L".join(corners)
    marks = [points[0][0], points[len(points) // 2][0], points[-1][0]]
    return LineChart(
        width=width,
        height=height,
        left=left,
        bottom=bottom,
        line=line,
        area=f"{line}L{x(points[-1][0])},{bottom}L{left},{bottom}Z",
        last=(x(points[-1][0]), y(points[-1][1])),
        ticks=tuple(Tick(y(highest * k / 4), _short(highest * k // 4)) for k in range(5)),
        days=tuple(Tick(x(day), f"{day:%d/%m}") for day in marks),
    )


def round_up(value: int) -> int:
    """The next 1, 2, 4 or 8 times a power of ten, at least 4: quarters of it are whole."""
    scale = 4
    while scale < value or scale % 4:
        text = str(scale)
        scale = scale * 2 if text[0] in "124" else int("1" + "0" * len(text))
    return scale


def _short(value: int) -> str:
    """350.845 as it fits beside an axis: "351 nghìn"."""
    return f"{round(value / 1000)} nghìn" if value >= 10_000 else f"{value:,}".replace(",", ".")
