"""The words of the staff area: all that the pages name are there, and none is left over."""

import re

from screening.questions.words import Words
from tests.architecture.sources import product_sources


def test_no_word_is_missing_or_left_over() -> None:
    code = "".join(source.text for source in product_sources() if source.path.startswith("screening/web/"))
    named = set(re.findall(r'["\'](staff\.[a-z_.]+)["\']', code))
    built = set(re.findall(r'f"(staff\.[a-z_.]+\.)\{', code))
    keys = {key for key in Words.english().keys if key.startswith("staff.")}
    assert named <= keys
    assert {key for key in keys - named if not key.startswith(tuple(built))} == set()
