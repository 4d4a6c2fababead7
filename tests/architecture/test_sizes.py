"""Files and functions stay small enough to read in one go. Lines count as they stand, docstrings included."""

import ast

from tests.architecture.sources import product_sources

LINES_OF_A_FILE = 360
LINES_OF_A_FUNCTION = 56


def test_no_file_is_longer_than_can_be_read_in_one_go() -> None:
    lengths = {source.path: len(source.text.splitlines()) for source in product_sources()}
    assert {path: lines for path, lines in lengths.items() if lines > LINES_OF_A_FILE} == {}


def test_every_function_fits_a_screen() -> None:
    lengths = {
        f"{source.path}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for source in product_sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LINES_OF_A_FUNCTION} == {}
