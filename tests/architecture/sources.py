"""The product's own source files, as the architecture tests read them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Source:
    """One Python file: where it lies from the checkout's top, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def module(self) -> tuple[str, ...]:
        """`screening/web/__init__.py` is `("screening", "web")`."""
        parts = Path(self.path).with_suffix("").parts
        return parts[:-1] if parts[-1] == "__init__" else parts

    @property
    def package(self) -> tuple[str, ...]:
        """What a relative import starts from."""
        return self.module if self.path.endswith("__init__.py") else self.module[:-1]

    def imports(self) -> Iterator[tuple[int, str]]:
        """Every module named in an import, wherever it stands, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, name.name) for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                start = self.package[: len(self.package) - node.level + 1] if node.level else ()
                base = ".".join([*start, *([node.module] if node.module else [])])
                # `from screening import web` imports a room: so the names count too.
                yield from ((node.lineno, f"{base}.{name.name}") for name in node.names)


def product_sources() -> list[Source]:
    """All of screening/, and app.py."""
    paths = sorted((TOP / "screening").rglob("*.py")) + [path for path in [TOP / "app.py"] if path.exists()]
    return [Source(path.relative_to(TOP).as_posix(), path.read_text()) for path in paths]
