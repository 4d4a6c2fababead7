"""A clinic's policy lives in questions.yaml alone: no id of a question or rule stands in the code.

To see this test red: write `if answers["smoke"] ...` anywhere in screening/.
"""

import ast
from collections.abc import Iterable, Iterator

from ruamel.yaml import YAML

from tests.architecture.sources import TOP, Source, product_sources

# Words of the language that a set may also use as an id: types, what a question `holds`, calculators.
WORDS_OF_THE_LANGUAGE = {
    *(
        "yes_no",
        "one_of",
        "many_of",
        "number",
        "date",
        "text",
        "long_text",
        "phone",
        "email",
        "consent",
        "info",
    ),
    *("name", "birth_date", "best_time", "filled_in_by", "contact"),
    *("years_since", "days_since", "bmi", "text_of", "count_not_sure"),
}


def policy_ids() -> set[str]:
    """The ids of all questions and rules of the shipped set."""
    policy = YAML(typ="safe", pure=True).load(TOP / "questions.yaml")
    questions = {question for section in policy["sections"].values() for question in section["questions"]}
    return questions | set(policy["rules"])


def ids_in_code(sources: Iterable[Source], ids: set[str]) -> Iterator[str]:
    """Each string in the code that is the id of a question or rule."""
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in ids:
                yield f"{source.path}:{node.lineno}: {node.value!r} is policy and belongs in questions.yaml"


def test_no_id_of_the_shipped_set_stands_in_the_code() -> None:
    assert list(ids_in_code(product_sources(), policy_ids() - WORDS_OF_THE_LANGUAGE)) == []


def test_an_id_in_the_code_is_found() -> None:
    source = Source("screening/rules/assess.py", "def bad(answers):\n    return answers['smoke'] == 'yes'")
    assert len(list(ids_in_code([source], {"smoke"}))) == 1
