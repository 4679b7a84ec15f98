"""The tree against the RFC's own words, for every size and place up to seventy."""

from hypothesis import given
from hypothesis import strategies as st

from certificates.transparency import merkle
from tests.certificates.transparency import tree

LEAVES = [f"giấy {n}".encode() for n in range(70)]


def grown(*steps: int) -> dict[merkle.Node, bytes]:
    """The nodes of a tree that grew by these steps."""
    nodes: dict[merkle.Node, bytes] = {}
    size = 0
    for step in steps:
        edge = [nodes[node] for node in merkle.Span(0, size).nodes()]
        more = [merkle.leaf_hash(leaf) for leaf in LEAVES[size : size + step]]
        nodes |= merkle.grow(size, edge, more)
        size += step
    return nodes


WHOLE = grown(70)


def hashes(spans) -> list[bytes]:
    return [merkle.span_hash(span, WHOLE.__getitem__) for span in spans]


@given(st.lists(st.integers(0, 12), max_size=7))
def test_however_it_grew_it_is_the_same_tree(steps):
    size = sum(steps[:5])
    head = merkle.span_hash(merkle.Span(0, size), grown(*steps[:5]).__getitem__)
    assert head == tree.mth(LEAVES[:size])


def test_every_proof_of_inclusion_is_that_of_the_rfc_and_leads_to_the_head():
    for size in range(1, 71):
        for index in range(size):
            path = hashes(merkle.inclusion(index, size))
            assert path == tree.path(index, LEAVES[:size])
            leaf = merkle.leaf_hash(LEAVES[index])
            assert merkle.root_of(leaf, index, size, path) == tree.mth(LEAVES[:size])


def test_every_proof_of_consistency_is_that_of_the_rfc_and_another_head_does_not_pass():
    for size in range(1, 40):
        for old in range(1, size + 1):
            path = hashes(merkle.consistency(old, size))
            assert path == tree.proof(old, LEAVES[:size])
            was, now = tree.mth(LEAVES[:old]), tree.mth(LEAVES[:size])
            assert merkle.follows(old, size, was, now, path)
            assert not merkle.follows(old, size, tree.mth([b"x", *LEAVES[1:old]]), now, path)
