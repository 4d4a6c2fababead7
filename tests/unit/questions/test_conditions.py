from screening.questions.conditions import (
    All,
    AnyOf,
    AtLeast,
    Condition,
    Flagged,
    Holds,
    IsAnswer,
    flagged_rules,
    leaves,
    names,
    negate,
)

YES = IsAnswer(("yes",))
A, B, C = (Holds(name, YES) for name in "abc")
TREE = All((A, AnyOf((B, Flagged(("r", "s")))), AtLeast(2, (A, B, C))))


# Red if: negate leaves a negation anywhere but at a test.
def test_a_negation_is_pushed_inward_to_the_tests() -> None:
    assert negate(TREE) == AnyOf(
        (
            Holds("a", YES, negated=True),
            All((Holds("b", YES, negated=True), Flagged(("r", "s"), negated=True))),
            AtLeast(2, tuple(Holds(name, YES, negated=True) for name in "abc")),
        )
    )
    assert negate(AtLeast(1, (A, B, C))) == AtLeast(3, tuple(Holds(n, YES, negated=True) for n in "abc"))


def test_twice_negated_is_the_same() -> None:
    trees: tuple[Condition, ...] = (TREE, A, Flagged(("r",)), AtLeast(3, (A, B, C)))
    for tree in trees:
        assert negate(negate(tree)) == tree


def test_what_a_condition_looks_at() -> None:
    assert names(TREE) == ("a", "b", "c")
    assert flagged_rules(TREE) == ("r", "s")
    assert len(list(leaves(TREE))) == 6
