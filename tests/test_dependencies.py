"""What the package imports, pyproject declares: a library that only came along with another may stay away."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported() -> set[str]:
    """Names of third-party packages that any module of formcheck imports, at its top or inside a function."""
    names = set()
    for file in (ROOT / "formcheck").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {"formcheck"}


def test_every_import_is_declared():
    facts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = facts["project"]["optional-dependencies"]
    lines = [*facts["project"]["dependencies"], *extras["cluster"], *extras["remote"]]
    declared = {normal(re.split(r"[<>=!~\[ ]", line)[0]) for line in lines}
    brought_by = packages_distributions()
    missing = {name for name in imported() if not {normal(d) for d in brought_by.get(name, [name])} & declared}
    assert not missing
