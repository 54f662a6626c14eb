"""A package's formula: a closed tree of named operations, type-checked and compiled once; here its leaves.

The checker keeps three sorts of value apart: a plain number, an emission, a reduction.  Emission minus emission is a
reduction; a reduction factor is never subtracted from anything, and no product holds two of them.  Emissions of
different boundaries (direct, life cycle) do not meet in one sum.  Beside them stand the units: where they do not fit,
the compiler notes the place, and the loader refuses the package; a package that stands in a log already is recomputed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from methodologies import dimensions
from methodologies.contract import FactorMissing, PackageInvalid
from methodologies.dimensions import Unit
from methodologies.numbers import Number, exact, is_decimal
from methodologies.schema import Schema, property_at

Scope = Mapping[str, object]


class Run:
    """One evaluation: the whole inputs and the factor keys met on the way (a dict for its order)."""

    __slots__ = ("inputs", "used")

    def __init__(self, inputs: Scope) -> None:
        self.inputs = inputs
        self.used: dict[str, None] = {}


Value = Callable[[Scope, Run], Number]
Text = Callable[[Scope, Run], str]
Reader = Callable[[Scope, Run], object]
Find = Callable[[Scope, Run], "Factor | None"]


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor copied into the package: its number in milligrams per base unit, and where it comes from."""

    key: str
    kind: str
    value: str
    unit: str
    factor_id: str
    published: str
    boundary: str | None
    per: str
    year: int | None
    number: Number


@dataclass(frozen=True, slots=True)
class Node:
    """A compiled part of the tree.

    unit: None for a zero, which fits beside everything.  carbon: number, emission or reduction.  loose: needs brackets
    in a product.
    """

    value: Value
    text: Text
    unit: Unit | None
    carbon: str = "number"
    boundaries: frozenset[str] = frozenset()
    loose: bool = False

    def within(self, scope: Scope, run: Run) -> str:
        """Its text as an operand."""
        text = self.text(scope, run)
        return f"({text})" if self.loose else text


Operation = Callable[["Compiler", Scope, Schema, str], Node]

_NAMES_A_PATH = frozenset({"in", "over", "by", "present"})
_PLACES = {"occupied": "occupants", "year_of": "factor"}
"""Checks that name several inputs, and the field with the one to be mended."""


class Compiler:
    """Compiles one package's trees against its own inputs and factors; raises `PackageInvalid` at the first fault.

    misfit: reason and place of the first unit that does not fit, None where all do.
    """

    def __init__(self, schema: Schema, factors: Mapping[str, Factor], operations: Mapping[str, "Operation"]) -> None:
        self.schema = schema
        self.operations = operations
        self.factors = factors
        # An input may name a factor by the package's key or by its factor_id, and by nothing else.
        self.named = {**{factor.factor_id: factor for factor in factors.values()}, **factors}
        self.misfit: tuple[str, str] | None = None

    def node(self, tree: object, scope: Schema, at: str) -> Node:
        """The compiled `tree`, whose paths are read in an object of the schema `scope`."""
        if not isinstance(tree, Mapping):
            raise PackageInvalid(reason="formula_node", at=at)
        operations = [name for name in tree if name in self.operations]
        if len(operations) != 1 or set(tree) - {operations[0], *_BESIDE.get(operations[0], ())}:
            raise PackageInvalid(reason="formula_operation", at=at)
        return self.operations[operations[0]](self, tree, scope, f"{at}/{operations[0]}")

    def misfits(self, reason: str, at: str) -> None:
        """Units do not fit there; the first place is kept."""
        self.misfit = self.misfit or (reason, at)

    def alike(self, nodes: Sequence[Node], at: str) -> Unit | None:
        """The one unit of trees that are added, compared or chosen among."""
        units = [node.unit for node in nodes]
        odd = dimensions.differing(units)
        if odd is not None:
            self.misfits("units_differ", f"{at}/{odd}")
        return dimensions.common(units)

    def property(self, path: object, scope: Schema, at: str) -> tuple[Schema, bool]:
        """The schema and the necessity of what `path` names; a leading "/" starts at the whole inputs."""
        found = None
        if isinstance(path, str):
            found = property_at(self.schema, path[1:]) if path.startswith("/") else property_at(scope, path)
        if found is None:
            raise PackageInvalid(reason="formula_path", at=at)
        return found

    def choices(self, path: object, scope: Schema, at: str) -> list[Factor]:
        """The factors an input may name; its schema must list them."""
        schema, _ = self.property(path, scope, at)
        names = schema.get("enum", [schema.get("const")])
        if not isinstance(names, list) or any(name not in self.named for name in names):
            raise PackageInvalid(reason="factor_choice", at=at)
        return [self.named[name] for name in names]

    def chosen(self, wanted: Scope, scope: Schema, at: str) -> Find:
        """A function that finds the factor an input names.

        Where the input is optional, `default` is the key to fall back to, or `or_zero` says that nothing is emitted.
        """
        _, required = self.property(wanted["by"], scope, at)
        fallback = self.factors.get(str(wanted["default"])) if "default" in wanted else None
        if ("default" in wanted) is not (fallback is not None) or wanted.get("or_zero", True) is not True:
            raise PackageInvalid(reason="factor_default", at=at)
        if len(set(wanted) & {"default", "or_zero"}) != (0 if required else 1):
            raise PackageInvalid(reason="factor_default", at=at)
        read, named = reader(str(wanted["by"])), self.named

        def find(scope: Scope, run: Run) -> Factor | None:
            name = read(scope, run)
            if name is None:
                return fallback
            factor = named.get(str(name))
            if factor is None:
                raise FactorMissing(factor=str(name)[:80])
            return factor

        return find

    def operands(self, tree: object, scope: Schema, at: str, least: int = 2) -> list[Node]:
        """The compiled members of a list of trees."""
        if not isinstance(tree, list) or len(tree) < least:
            raise PackageInvalid(reason="formula_operands", at=at)
        return [self.node(inner, scope, f"{at}/{index}") for index, inner in enumerate(tree)]


def place_of(tree: object) -> str:
    """JSON pointer to the first input that a check names, for whoever mends what it refuses; "" where it names none.

    Of a list's members the list itself is named, and the people inside where a factor and they do not fit.
    """
    return next((f"/{path.removeprefix('/')}" for path in _paths(tree)), "")


def _paths(tree: object) -> Iterator[str]:
    items = tree.items() if isinstance(tree, Mapping) else enumerate(tree) if isinstance(tree, list) else ()
    for name, inner in items:
        if name in _PLACES and isinstance(inner, Mapping):
            yield str(inner[_PLACES[str(name)]])
        elif name in _NAMES_A_PATH and isinstance(inner, str):
            yield inner
        elif name == "same_factor" and isinstance(inner, list):
            yield from map(str, inner)
        else:
            yield from _paths(inner)


def reader(path: str) -> Reader:
    """A function that reads a path of property names, None where something optional is absent."""
    whole, names = path.startswith("/"), path.removeprefix("/").split("/")
    if len(names) == 1:
        name = names[0]
        return (lambda scope, run: run.inputs.get(name)) if whole else (lambda scope, run: scope.get(name))

    def read(scope: Scope, run: Run) -> object:
        value: object = run.inputs if whole else scope
        for name in names:
            if not isinstance(value, Mapping):
                return None
            value = value.get(name)
        return value

    return read


def _input(compiler: Compiler, tree: Scope, scope: Schema, at: str) -> Node:
    path = tree["in"]
    schema, required = compiler.property(path, scope, at)
    default = tree.get("default")
    if default is not None and not (isinstance(default, str) and is_decimal(default)):
        raise PackageInvalid(reason="input_default", at=at)
    if (default is None) is not required or not _numeric(schema):
        raise PackageInvalid(reason="input_not_a_number" if required else "input_default", at=at)
    if tree.get("as") == "emission" and any(exact(text)[0] for text in _written(schema, default)):
        raise PackageInvalid(reason="constant_emission", at=at)
    read = reader(str(path))
    unit = dimensions.name_of(str(path))

    def value(scope: Scope, run: Run) -> Number:
        given = read(scope, run)
        return (given, 1) if type(given) is int else exact(str(default if given is None else given))

    def text(scope: Scope, run: Run) -> str:
        given = read(scope, run)
        return f"{default if given is None else given} {unit}".rstrip()

    zero = not any(exact(text)[0] for text in _written(schema, default)) and "minimum" not in schema
    return _as(compiler, tree, Node(value, text, None if zero else dimensions.unit(unit or "1")), at)


def _written(schema: Schema, default: str | None) -> list[int | str]:
    """The numbers that the package itself, and nobody's act, gives a numeric input."""
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    assert isinstance(values, list)  # The schema has said so.
    return [*values, *([] if default is None else [default])]


def _numeric(schema: Schema) -> bool:
    values = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if isinstance(values, list):
        return all(type(value) is int or (isinstance(value, str) and is_decimal(value)) for value in values)
    return "boolean" not in str(schema.get("type")) and ("minimum" in schema or schema.get("format") == "decimal")


def _constant(compiler: Compiler, tree: Scope, scope: Schema, at: str) -> Node:
    written = tree["const"]
    if not isinstance(written, str) or not is_decimal(written):
        raise PackageInvalid(reason="constant_not_a_decimal", at=at)
    number = exact(written)
    if number[0] and tree.get("as") == "emission":
        # A stated amount of carbon with no factor behind it: a baseline that somebody made up.
        raise PackageInvalid(reason="constant_emission", at=at)
    unit, shown = _unit_beside(tree, at)
    text = f"{written} {shown}".rstrip()
    node = Node(lambda scope, run: number, lambda scope, run: text, unit if number[0] else None)
    return _as(compiler, tree, node, at)


def _unit_beside(tree: Scope, at: str) -> tuple[Unit, str]:
    """The unit that a number of the package's own is said to have, and how it is written: "" for none."""
    written = tree.get("unit", "1")
    unit = dimensions.unit(written)
    if unit is None:
        raise PackageInvalid(reason="unit_unknown", at=f"{at}/unit")
    return unit, str(tree.get("unit", ""))


def _as(compiler: Compiler, tree: Scope, node: Node, at: str) -> Node:
    """A plain number declared to be an emission, for a baseline or a project of a stated amount (usually 0)."""
    sort = tree.get("as", "number")
    if sort not in ("number", "emission"):
        raise PackageInvalid(reason="formula_as", at=at)
    unit = node.unit
    if sort == "emission" and unit is not None:
        unit = dimensions.emitted(unit)
        if unit is None:
            compiler.misfits("unit_of_emission", at)
    return Node(node.value, node.text, unit, str(sort))


def _factor(compiler: Compiler, tree: Scope, scope: Schema, at: str) -> Node:
    wanted = tree["factor"]
    if isinstance(wanted, str):
        if wanted not in compiler.factors:
            raise PackageInvalid(reason="factor_unknown", at=at)
        possible = [compiler.factors[wanted]]
        find = _always(possible[0])
    elif isinstance(wanted, Mapping) and "by" in wanted and set(wanted) <= {"by", "default", "or_zero"}:
        possible = compiler.choices(wanted["by"], scope, at)
        find = compiler.chosen(wanted, scope, at)
    else:
        raise PackageInvalid(reason="factor_choice", at=at)
    kinds = {factor.kind for factor in possible}
    if len(kinds) != 1:
        raise PackageInvalid(reason="factor_kinds_mixed", at=at)

    def value(scope: Scope, run: Run) -> Number:
        factor = find(scope, run)
        if factor is None:
            return 0, 1
        run.used[factor.key] = None
        return factor.number

    def text(scope: Scope, run: Run) -> str:
        factor = find(scope, run)
        if factor is None:
            return "0"
        size = f"{factor.value.removeprefix('-')} {factor.unit}"
        return f"(−{size})" if factor.value.startswith("-") else size

    units = [dimensions.factor_unit(factor.unit) for factor in possible]
    if dimensions.differing(units) is not None:
        compiler.misfits("units_differ", at)
    boundaries = frozenset(factor.boundary for factor in possible if factor.boundary)
    return Node(value, text, units[0], kinds.pop(), boundaries)


def _always(factor: Factor) -> Find:
    return lambda scope, run: factor


def _lookup(compiler: Compiler, tree: Scope, scope: Schema, at: str) -> Node:
    wanted = tree["lookup"]
    known = isinstance(wanted, Mapping) and set(wanted) - {"unit"} == {"by", "values"}
    if not known or not isinstance(wanted, Mapping) or not isinstance(wanted["values"], Mapping):
        raise PackageInvalid(reason="lookup", at=at)
    schema, required = compiler.property(wanted["by"], scope, at)
    default, table = tree.get("default"), wanted["values"]
    for number in [*table.values(), *([] if default is None else [default])]:
        if not isinstance(number, str) or not is_decimal(number):
            raise PackageInvalid(reason="lookup_not_a_decimal", at=at)
    if (default is None) is not required:
        raise PackageInvalid(reason="lookup_default", at=at)
    names = ["true", "false"] if schema.get("type") == "boolean" else schema.get("enum")
    if not isinstance(names, list) or any(str(name) not in table for name in names):
        raise PackageInvalid(reason="lookup_incomplete", at=at)
    read = reader(str(wanted["by"]))
    unit, shown = _unit_beside(wanted, at)

    def find(scope: Scope, run: Run) -> str:
        given = read(scope, run)
        name = str(given).lower() if type(given) is bool else str(given)
        return str(default if given is None else table[name])

    return Node(
        lambda scope, run: exact(find(scope, run)), lambda scope, run: f"{find(scope, run)} {shown}".rstrip(), unit
    )


_BESIDE = {"in": ("as", "default"), "const": ("as", "unit"), "lookup": ("default",)}
"""What an operation may have beside its own name."""
LEAVES: Mapping[str, Operation] = {"in": _input, "const": _constant, "factor": _factor, "lookup": _lookup}
"""The operations that read a number; `methodologies.arithmetic` holds those that combine them."""
