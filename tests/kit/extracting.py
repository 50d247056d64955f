"""How Babel finds the sentences in our Python, as `[tool.babel]` of pyproject.toml says.

Its own reader passes over whatever is said inside an f-string, up to Python 3.11; this one reads the syntax tree.
"""

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import IO

Found = tuple[int, str, tuple[str | None, ...], list[str]]


def sentences(
    file: IO[bytes],
    keywords: Collection[str],
    comment_tags: object,  # noqa: ARG001 (Babel hands it to every reader)
    options: Mapping[str, object],  # noqa: ARG001
) -> Iterator[Found]:
    """Give each call of a keyword: its line, the keyword, its arguments (None for what is no literal), no comments."""
    for call in calls(ast.parse(file.read()), keywords):
        arguments = tuple(literal(each) for each in call.args)
        yield call.lineno, ast.unparse(call.func), arguments, []


def calls(node: ast.AST, names: Collection[str]) -> Iterator[ast.Call]:
    """Give every call of these names below a node."""
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id in names:
            yield each
        yield from calls(each, names)


def literal(node: ast.AST) -> str | None:
    """Give a text that stands in the code as it is; None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
