"""The map of tiles: every commune once, north above south, west left of east."""

from hypothesis import given
from hypothesis import strategies as st

from learners.monitoring.tiles import Place, shade, tile_grid
from lms.core.models import Area

coordinates = st.none() | st.floats(21, 23, allow_nan=False)


@given(spots=st.lists(st.tuples(coordinates, coordinates), max_size=30), columns=st.integers(1, 9))
def test_no_two_share_a_tile_and_every_row_but_the_last_is_full(spots, columns):
    places = [Place(f"{n:05d}", *spot) for n, spot in enumerate(spots)]
    grid = tile_grid(places, columns=columns)
    assert len(set(grid.values())) == len(places)
    assert sorted(grid.values()) == [divmod(n, columns) for n in range(len(places))]
    assert tile_grid(list(reversed(places)), columns=columns) == grid


def test_the_real_communes_lie_as_they_lie(areas):
    communes = Area.objects.communes()
    grid = tile_grid([Place(a.pk, a.latitude, a.longitude) for a in communes], columns=8)
    where = {area.name: grid[area.pk] for area in communes}
    assert where["Ba Bể"][0] < where["Chợ Mới"][0] < where["Phổ Yên"][0]
    assert len(where) == 92


def test_shades_grow_with_the_share_and_the_unknown_has_its_own():
    shares = [None, 0, 0.19, 0.2, 0.55, 0.8, 1, 3.0]
    assert [shade(share) for share in shares] == [0, 1, 1, 2, 3, 5, 5, 5]
