"""Imports run one way: each layer may use those below it, and nothing above it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LAYERS: tuple[tuple[str, ...], ...] = (
    ("measures.choices",),
    ("measures.transitions",),
    ("measures.calculation",),
    ("measures.models", "measures.working_days"),
    ("measures.hands",),
    (
        "measures.permissions",
        "measures.people_permissions",
        "measures.public_permissions",
        "measures.query_permissions",
        "measures.series",
        "measures.histories",
        "measures.charts",
    ),
    ("measures.assessment", "measures.knock_on"),
    ("measures.actions",),
    ("measures.queries",),
    ("measures.sheets", "measures.notices"),
    (
        "measures.forms",
        "measures.people_tables",
        "measures.load_tables",
        "measures.filters",
        "measures.tables",
        "measures.views",
        "measures.api",
        "measures.api_schemas",
        "measures.urls",
        "measures.tasks",
        "measures.apps",
        "measures.management",
        "measures.templatetags",
    ),
    ("reports",),
    ("portal",),
)
"""From the bottom up. A module belongs to the longest name here that it begins with."""

CALCULATION_MAY_USE = {"pandas", "numpy"}
CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "localdate", "localtime"}


def modules() -> Iterator[tuple[str, Path]]:
    """Yield (dotted name, file) of every module of the three packages."""
    for package in ("measures", "reports", "portal"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" in path.parts or "node_modules" in path.parts:
                continue
            dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield dotted.removesuffix(".__init__"), path


def imported(path: Path) -> set[str]:
    """Return the dotted names that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def layer_of(name: str) -> int | None:
    """Return the position of the layer that a module belongs to; None for other people's packages."""
    best: tuple[int, int] | None = None
    for position, names in enumerate(LAYERS):
        for prefix in names:
            inside = name == prefix or name.startswith(prefix + ".")
            if inside and (best is None or len(prefix) > best[1]):
                best = (position, len(prefix))
    return best[0] if best else None


MODULES = dict(modules())


@pytest.mark.parametrize("name", [name for name in MODULES if name != "measures"])
def test_every_module_belongs_to_a_layer_and_imports_only_from_its_own_or_below(name: str) -> None:
    own = layer_of(name)
    assert own is not None, f"{name} is in no layer: add it to LAYERS where it belongs"
    above = {other for other in imported(MODULES[name]) if (layer := layer_of(other)) is not None and layer > own}
    assert not above, f"{name} imports from above: {sorted(above)}"


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("measures.calculation")])
def test_the_calculation_knows_neither_django_nor_the_clock(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text())
    roots = {other.partition(".")[0] for other in imported(MODULES[name])}
    assert roots - sys.stdlib_module_names <= {"measures", *CALCULATION_MAY_USE}
    assert not roots & {"os", "time"}
    called = {
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not called & CLOCKS, f"{name} asks the clock: {sorted(called & CLOCKS)}"


def test_no_app_names_the_user_model_of_the_portal() -> None:
    guilty = [
        name
        for name, path in MODULES.items()
        if name.startswith(("measures", "reports")) and any(other.startswith("portal") for other in imported(path))
    ]
    assert guilty == []


def test_only_one_module_imports_weasyprint() -> None:
    users = [name for name, path in MODULES.items() if any(o.startswith("weasyprint") for o in imported(path))]
    assert users == ["reports.pdf"]
