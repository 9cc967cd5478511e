"""Rules of the house that a machine can check: who may import whom, what may not be written, what the locks hold."""

from __future__ import annotations

import ast
import datetime
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from graphkit.marks import LEG_STYLES, LINE_COLOURS, ROLE_BORDERS
from tests import test_pages
from tests.conftest import ROOT, Watch, pytest_runtest_setup
from tools.dev import DEV_LOCK, RUN_LOCK
from ui.answers import AGAINST, FOR, OPEN

SOURCES = sorted(
    [*ROOT.glob("*.py"), *(path for folder in ("graphkit", "ui", "pages") for path in (ROOT / folder).rglob("*.py"))]
)
LIBRARY = [path for path in SOURCES if "graphkit" in path.relative_to(ROOT).parts]
STANDARD = set(sys.stdlib_module_names)
MAY_IMPORT = {
    "pages": STANDARD | {"streamlit", "altair", "pandas", "ui", "graphkit"},  # no graph code, no numerics: only drawing
    "app.py": STANDARD | {"streamlit", "altair", "pandas", "ui", "graphkit"},
}
MAY_NOT_IMPORT = {
    "graphkit": {"streamlit", "ui", "pages", "app", "tests", "tools", "bench"},
    "ui": {"pages", "app", "tests", "tools", "bench"},
    "pages": {"pages", "app"},
    "app.py": {"pages"},
}
FORBIDDEN = {
    "unsafe_allow_html=True": "text from a file would become HTML: st.text, st.dataframe, or escape it",
    "unsafe_allow_javascript=True": "text from a file would become a program",
    "components.v1": "deprecated, and an iframe of our own origin: st.components.v2",
    "st.navigation": "a cold link to a page would skip app.py: the menu is drawn by ui.start",
}
_PIN = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[0-9][0-9a-z.+!]*)"
    r"(?: ; (?P<marker>[a-z_]+ [<>=!]+ '[a-zA-Z0-9_.]+'(?: (?:and|or) [a-z_]+ [<>=!]+ '[a-zA-Z0-9_.]+')*))?"
    r"(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n"
)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> set[str]:
    """The top names of all modules a file imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            top = (node.module or "").partition(".")[0]
            names.add(top if not node.level else path.relative_to(ROOT).parts[0])
    return names


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    assert layer in MAY_NOT_IMPORT, "no such layer: pages go to pages/, widgets to ui/, the rest to graphkit/"
    assert not imported(path) & MAY_NOT_IMPORT[layer]
    assert not imported(path) - MAY_IMPORT.get(layer, imported(path))


def test_the_library_does_not_load_streamlit() -> None:
    """Not through anything it imports either: scripts and servers use it without the app."""
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in LIBRARY if path.stem != "__main__"]
    program = (
        f"import sys, importlib; [importlib.import_module(m) for m in {modules}]; print('streamlit' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.stdout.strip(), ran.returncode) == ("False", 0), ran.stderr


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nothing_forbidden_is_written(path: Path) -> None:
    written = re.sub(r"\s*=\s*", "=", path.read_text(encoding="utf-8"))
    assert not {word: reason for word, reason in FORBIDDEN.items() if word in written}


@pytest.mark.parametrize("path", LIBRARY, ids=name_of)
def test_no_attribute_is_called_weight(path: Path) -> None:
    """NetworkX means a distance by it in one function and a strength in the next."""
    assert not list(weights(ast.parse(path.read_text(encoding="utf-8"))))


def weights(tree: ast.AST) -> Iterator[int]:
    """Lines that set or read an attribute `weight` of a node or an edge."""
    setters = ("add_edge", "add_node", "add_edges_from", "add_nodes_from")
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value="weight") | ast.Attribute(attr="add_weighted_edges_from"):
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr=name), keywords=keywords) if name in setters:
                yield from (keyword.lineno for keyword in keywords if keyword.arg == "weight")


@pytest.mark.parametrize(
    "line",
    ["g.add_edge(1, 2, weight=3)", "g[1][2]['weight']", "g.add_weighted_edges_from([])", "x = {'weight': 1}"],
)
def test_the_search_for_weight_finds_it(line: str) -> None:
    assert list(weights(ast.parse(line)))
    assert not list(weights(ast.parse("nx.pagerank(g, weight='strength')")))


def test_our_vis_network_is_the_one_of_pyvis() -> None:
    """The map runs the very file that pyvis builds for; a new pyvis means a new copy."""
    spec = importlib.util.find_spec("pyvis")
    assert spec is not None and spec.origin is not None
    original = Path(spec.origin).parent / "templates/lib/vis-9.1.2/vis-network.min.js"
    assert (ROOT / "graphkit/frontend/vis-network.min.js").read_bytes() == original.read_bytes()


def pins(lock: str) -> dict[tuple[str, str], str]:
    """Version of each (name, marker) in a lock file."""
    found = _PIN.finditer((ROOT / lock).read_text(encoding="utf-8"))
    return {(pin["name"], pin["marker"] or ""): pin["version"] for pin in found}


@pytest.mark.parametrize("lock", [RUN_LOCK, DEV_LOCK])
def test_a_lock_holds_hashed_pins_and_nothing_else(lock: str) -> None:
    """So no address of an index or a mirror, no URL, no path and no option has a place in it."""
    assert _PIN.sub("", (ROOT / lock).read_text(encoding="utf-8")) == ""
    assert pins(lock)


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://example.org/simple",
        "graphkit @ file:///graphkit",
        "numpy==2.4.6 ; python_full_version < '3.12'",
        "numpy @ https://example.org/numpy.whl \\\n    --hash=sha256:" + "0" * 64,
        "# via 10.0.0.1",
    ],
)
def test_the_grammar_of_locks_refuses(line: str) -> None:
    assert _PIN.sub("", f"{line}\n") != ""


def test_both_locks_agree() -> None:
    """One .venv serves both, so what is in the one has the same version in the other."""
    assert pins(RUN_LOCK).items() <= pins(DEV_LOCK).items()


def test_locks_hold_what_the_project_asks_for() -> None:
    project = _toml("pyproject.toml")
    groups = project["dependency-groups"]
    wanted = {RUN_LOCK: project["project"]["dependencies"] + groups["build"]}
    wanted[DEV_LOCK] = wanted[RUN_LOCK] + groups["dev"]
    for lock, requirements in wanted.items():
        names = {re.split(r"[<>=!~\[; ]", requirement)[0].lower() for requirement in requirements}
        assert names <= {name for name, _ in pins(lock)}, lock


def test_every_part_of_the_library_is_installed() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    folders = {path.parent for path in (ROOT / "graphkit").rglob("*.py")}
    assert sorted(declared) == sorted(folder.relative_to(ROOT).as_posix().replace("/", ".") for folder in folders)


def test_the_package_inside_says_the_same_as_outside() -> None:
    """Streamlit looks the component up under the name and version in graphkit/pyproject.toml."""
    outer, inner = _toml("pyproject.toml")["project"], _toml("graphkit/pyproject.toml")["project"]
    assert (inner["name"], inner["version"]) == (outer["name"], outer["version"])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_can_be_read(theme: str) -> None:
    """WCAG 2.2, 1.4.3 (AA): text has a contrast of 4.5 to what is behind it."""
    colors = _toml(".streamlit/config.toml")["theme"][theme]
    primary, background, text = colors["primaryColor"], colors["backgroundColor"], colors["textColor"]
    behind = [background, colors["secondaryBackgroundColor"], *(colors["sidebar"][k] for k in _BACKGROUNDS)]
    assert min(contrast(text, color) for color in behind) >= 7
    assert min(contrast(colors["linkColor"], color) for color in behind) >= 4.5
    assert contrast(primary, "#ffffff") >= 4.5  # what Streamlit writes on it
    assert (
        contrast(primary, background) >= 3
    )  # a control against its surroundings (1.4.11); text is never in this colour
    assert contrast(faded(text, background), background) >= 4.5  # captions


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_verdict_can_be_seen(theme: str) -> None:
    """WCAG 2.2, 1.4.11 (AA): what a chart is read by has a contrast of 3 to what is behind it."""
    background = _toml(".streamlit/config.toml")["theme"][theme]["backgroundColor"]
    assert min(contrast(colour, background) for colour in (FOR, AGAINST, OPEN)) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_line_or_border_of_the_map_can_be_seen(theme: str) -> None:
    background = _toml(".streamlit/config.toml")["theme"][theme]["backgroundColor"]
    legs = {name: style["colour"] for name, style in LEG_STYLES.items()}
    faint = {
        name for name, colour in {**LINE_COLOURS, **ROLE_BORDERS, **legs}.items() if contrast(colour, background) < 3
    }
    assert not faint


_BACKGROUNDS = ("backgroundColor", "secondaryBackgroundColor")


def faded(text: str, background: str, share: float = 0.6) -> str:
    """The text colour let through to the background, as Streamlit draws captions."""
    pairs = ((int(text[i : i + 2], 16), int(background[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(share * over + (1 - share) * under):02x}" for over, under in pairs)


def contrast(one: str, other: str) -> float:
    """Ratio of relative luminances, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_as_in_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # the well-known grey that just fails


def test_the_watch_sees_what_a_page_may_not_do(page: Page, watch: Watch) -> None:
    page.set_content("<img src='http://example.com/a.png'><script>console.error('oh'); throw Error('no')</script>")
    page.wait_for_load_state("networkidle")
    assert watch.foreign_requests == ["http://example.com/a.png"]
    assert {"oh"} < set(watch.errors) and any("no" in error for error in watch.errors)
    watch.foreign_requests.clear()
    watch.errors.clear()


def test_the_app_opens(page: Page, app_url: str) -> None:
    page.goto(app_url)
    page.get_by_role("heading").first.wait_for()
    assert page.get_by_text("encountered an error").count() == 0


def _toml(path: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / path).read_text(encoding="utf-8"))


def test_a_run_over_midnight_goes_on_with_the_new_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_pages, "TODAY", test_pages.TODAY - datetime.timedelta(days=1))
    monkeypatch.setattr(sys.modules[__name__], "TODAY", test_pages.TODAY, raising=False)
    pytest_runtest_setup()
    assert datetime.date.today() == test_pages.TODAY == vars(sys.modules[__name__])["TODAY"]  # noqa: DTZ011
