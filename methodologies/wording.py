"""A package's formula and checks as mathematics that people can read; every name in it is the package's own.

f(x) is the factor that an input names, t(x) the number that a table of the package has for it, Σ runs over a list of
the inputs whose members bear an index.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Tree = Mapping[str, object]
_INDICES = "ᵢⱼₖ"
_SIGNS = {"add": " + ", "sub": " − ", "mul": " × ", "div": " / "}
_COMPARED = {"eq": " = ", "lt": " < ", "le": " ≤ "}
_JOINED = {"and": " ∧ ", "or": " ∨ "}
_LOOSE = frozenset({"sum", "add", "sub", "div"})
"""What needs brackets as an operand."""


@dataclass
class Wording:
    """What a text leaves to be said beside it.

    defaults: input -> what is taken where it is not given; a factor's key stands as f(key).  tables: input -> its numbers.
    by_name: whether f(x) occurs, so that it has to be explained.
    """

    defaults: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Mapping[str, object]] = field(default_factory=dict)
    by_name: bool = False

    def of(self, tree: object, scope: str = "", depth: int = 0) -> str:
        """The text of a number tree that the package was loaded with.  scope: what an item's names are read in."""
        assert isinstance(tree, Mapping)
        name = next(one for one in tree if one in _WRITERS)
        return _WRITERS[name](self, tree, scope, depth)

    def within(self, tree: object, scope: str, depth: int) -> str:
        """The same as an operand."""
        assert isinstance(tree, Mapping)
        text = self.of(tree, scope, depth)
        return f"({text})" if _LOOSE & set(tree) and not text.startswith("count(") else text

    def check(self, tree: object, scope: str = "", depth: int = 0) -> str:
        """The text of a check."""
        assert isinstance(tree, Mapping)
        name, inner = next(iter(tree.items()))
        if name in _COMPARED:
            return _COMPARED[name].join(self.of(one, scope, depth) for one in _list(inner))
        if name in _JOINED:
            return _JOINED[name].join(self._closed(one, scope, depth) for one in _list(inner))
        if name == "not":
            return f"¬{self._closed(inner, scope, depth)}"
        if name == "present":
            return f"given({_path(inner, scope)})"
        if name == "same_factor":
            return " = ".join(f"f({_path(one, scope)})" for one in _list(inner))
        assert isinstance(inner, Mapping)
        if name == "each":
            over = _path(inner["over"], scope)
            index = _INDICES[depth % len(_INDICES)]
            return f"∀ {over}{index}: {self.check(inner['that'], f'{over}{index}.', depth + 1)}"
        if name == "occupied":
            factor, occupants = _path(inner["factor"], scope), _path(inner["occupants"], scope)
            return f"per_vehicle(f({factor})) ⇒ given({occupants})"
        return f"year(f({_path(inner['factor'], scope)})) = year({_path(inner['is'], scope)})"

    def _closed(self, tree: object, scope: str, depth: int) -> str:
        assert isinstance(tree, Mapping)
        text = self.check(tree, scope, depth)
        return text if set(tree) & {"present", "not"} else f"({text})"


def checks(document: Mapping[str, object], wording: Wording) -> list[tuple[str, str]]:
    """The package's checks: name and text, in their order."""
    rows = document.get("checks", [])
    return [(str(row["name"]), wording.check(row["that"])) for row in _list(rows) if isinstance(row, Mapping)]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _path(path: object, scope: str) -> str:
    text = str(path)
    return text[1:].replace("/", ".") if text.startswith("/") else scope + text.replace("/", ".")


def _input(wording: Wording, tree: Tree, scope: str, depth: int) -> str:
    name = _path(tree["in"], scope)
    if "default" in tree:
        wording.defaults[name] = str(tree["default"])
    return name


def _factor(wording: Wording, tree: Tree, scope: str, depth: int) -> str:
    wanted = tree["factor"]
    if not isinstance(wanted, Mapping):
        return f"f[{wanted}]"
    wording.by_name = True
    name = f"f({_path(wanted['by'], scope)})"
    if "default" in wanted:
        wording.defaults[name] = f"f[{wanted['default']}]"
    elif "or_zero" in wanted:
        wording.defaults[name] = "0"
    return name


def _lookup(wording: Wording, tree: Tree, scope: str, depth: int) -> str:
    wanted = tree["lookup"]
    assert isinstance(wanted, Mapping)
    name = f"t({_path(wanted['by'], scope)})"
    wording.tables[name] = wanted["values"]
    if "default" in tree:
        wording.defaults[name] = str(tree["default"])
    return name


def _sum(wording: Wording, tree: Tree, scope: str, depth: int) -> str:
    wanted = tree["sum"]
    assert isinstance(wanted, Mapping)
    index = _INDICES[depth % len(_INDICES)]
    name = _path(wanted["over"], scope)
    if wanted["each"] == {"const": "1"}:
        return f"count({name})"
    body = wording.within(wanted["each"], f"{name}{index}.", depth + 1)
    return f"Σ{index} {body}" if f"{name}{index}." in body else f"Σ{index}∈{name} {body}"


def _chain(name: str) -> Callable[[Wording, Tree, str, int], str]:
    def write(wording: Wording, tree: Tree, scope: str, depth: int) -> str:
        return _SIGNS[name].join(wording.within(one, scope, depth) for one in _list(tree[name]))

    return write


def _ceil_div(wording: Wording, tree: Tree, scope: str, depth: int) -> str:
    return f"⌈{' / '.join(wording.within(one, scope, depth) for one in _list(tree['ceil_div']))}⌉"


def _extreme(name: str) -> Callable[[Wording, Tree, str, int], str]:
    def write(wording: Wording, tree: Tree, scope: str, depth: int) -> str:
        return f"{name}({', '.join(wording.of(one, scope, depth) for one in _list(tree[name]))})"

    return write


_WRITERS: Mapping[str, Callable[[Wording, Tree, str, int], str]] = {
    "in": _input,
    "const": lambda wording, tree, scope, depth: f"{tree['const']} {tree.get('unit', '')}".rstrip(),
    "factor": _factor,
    "lookup": _lookup,
    "sum": _sum,
    **{name: _chain(name) for name in _SIGNS},
    "ceil_div": _ceil_div,
    "min": _extreme("min"),
    "max": _extreme("max"),
}
