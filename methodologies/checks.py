"""A package's named checks: boolean trees over its inputs, for what a schema cannot say (shares sum to exactly 1)."""

from collections.abc import Callable, Mapping

from methodologies import dimensions
from methodologies.arithmetic import items_of
from methodologies.contract import PackageInvalid
from methodologies.formula import Compiler, Run, Scope, reader
from methodologies.numbers import exact, is_decimal, less
from methodologies.schema import Schema

Holds = Callable[[Scope, Run], bool]
Intensity = Callable[[Scope, Run, int, int], bool]
"""Whether (numerator, denominator) milligrams are within the bound."""
_Build = Callable[[Compiler, object, Schema, str], Holds]


def compile_check(compiler: Compiler, tree: object, scope: Schema, at: str) -> Holds:
    """A function that says whether the check holds; raises `PackageInvalid` for an unknown operation or path."""
    if not isinstance(tree, Mapping) or len(tree) != 1:
        raise PackageInvalid(reason="check_node", at=at)
    name, inner = next(iter(tree.items()))
    if name not in _CHECKS:
        raise PackageInvalid(reason="check_operation", at=at)
    return _CHECKS[name](compiler, inner, scope, f"{at}/{name}")


def compile_intensity(compiler: Compiler, wanted: object) -> Intensity | None:
    """A function that says whether a result in mg is within the package's bound per unit; None without a bound.

    It stops a slip of a thousand (kg for t) that a reviewer of single inputs would not see.
    """
    if wanted is None:
        return None
    if not isinstance(wanted, Mapping) or set(wanted) != {"per", "unit", "most"}:
        raise PackageInvalid(reason="intensity", at="/intensity")
    node = compiler.node(wanted["per"], compiler.schema, "/intensity/per")
    if node.carbon != "number" or not isinstance(wanted["most"], str) or not is_decimal(wanted["most"]):
        raise PackageInvalid(reason="intensity", at="/intensity/most")
    bound_unit = dimensions.unit(str(wanted["unit"]).removeprefix("mg/"))
    if node.unit is not None and node.unit != bound_unit:
        compiler.misfits("unit_of_intensity", "/intensity/per")
    per, most = node.value, exact(wanted["most"])

    def within(scope: Scope, run: Run, numerator: int, denominator: int) -> bool:
        amount = per(scope, run)
        bound = abs(amount[0]) * most[0], amount[1] * most[1]
        return not less(bound, (abs(numerator), denominator))

    return within


def _comparison(name: str) -> _Build:
    def build(compiler: Compiler, tree: object, scope: Schema, at: str) -> Holds:
        nodes = compiler.operands(tree, scope, at)
        if len(nodes) != 2 or nodes[0].carbon != nodes[1].carbon:
            raise PackageInvalid(reason="check_operands", at=at)
        compiler.alike(nodes, at)
        left, right = nodes[0].value, nodes[1].value
        if name == "lt":
            return lambda scope, run: less(left(scope, run), right(scope, run))
        if name == "le":
            return lambda scope, run: not less(right(scope, run), left(scope, run))

        def equal(scope: Scope, run: Run) -> bool:
            first, second = left(scope, run), right(scope, run)
            return first[0] * second[1] == second[0] * first[1]

        return equal

    return build


def _not(compiler: Compiler, tree: object, scope: Schema, at: str) -> Holds:
    inner = compile_check(compiler, tree, scope, at)
    return lambda scope, run: not inner(scope, run)


def _members(compiler: Compiler, tree: object, scope: Schema, at: str) -> list[Holds]:
    if not isinstance(tree, list) or not tree:
        raise PackageInvalid(reason="check_operands", at=at)
    return [compile_check(compiler, inner, scope, f"{at}/{index}") for index, inner in enumerate(tree)]


def _and(compiler: Compiler, tree: object, scope: Schema, at: str) -> Holds:
    members = _members(compiler, tree, scope, at)
    return lambda scope, run: all(member(scope, run) for member in members)


def _or(compiler: Compiler, tree: object, scope: Schema, at: str) -> Holds:
    members = _members(compiler, tree, scope, at)
    return lambda scope, run: any(member(scope, run) for member in members)


def _present(compiler: Compiler, tree: object, scope: Schema, at: str) -> Holds:
    compiler.property(tree, scope, at)
    read = reader(str(tree))
    return lambda scope, run: read(scope, run) is not None


def _each(compiler: Compiler, tree: object, scope: Schema, at: str) -> Holds:
    if not isinstance(tree, Mapping) or set(tree) != {"over", "that"}:
        raise PackageInvalid(reason="check_each", at=at)
    items, members = items_of(compiler, tree["over"], scope, at)
    that = compile_check(compiler, tree["that"], items, f"{at}/that")
    return lambda scope, run: all(that(item, run) for item in members(scope, run))


def _occupied(compiler: Compiler, tree: object, scope: Schema, at: str) -> Holds:
    """A factor per vehicle needs its occupants, and nothing else takes any.

    Beside a factor per passenger they would divide a second time; without a factor there is nothing to divide.
    """
    if not isinstance(tree, Mapping) or set(tree) != {"factor", "occupants"}:
        raise PackageInvalid(reason="check_occupied", at=at)
    compiler.choices(tree["factor"], scope, at)
    compiler.property(tree["occupants"], scope, at)
    factor, occupants = reader(str(tree["factor"])), reader(str(tree["occupants"]))
    vehicles = frozenset(name for name, factor in compiler.named.items() if factor.per == "vehicle")
    return lambda scope, run: (factor(scope, run) in vehicles) is (occupants(scope, run) is not None)


def _same_factor(compiler: Compiler, tree: object, scope: Schema, at: str) -> Holds:
    """Two inputs name the same factor; an absent one agrees with everything."""
    if not isinstance(tree, list) or len(tree) != 2:
        raise PackageInvalid(reason="check_operands", at=at)
    for path in tree:
        compiler.choices(path, scope, at)
    first, second = reader(str(tree[0])), reader(str(tree[1]))
    keys = {name: factor.key for name, factor in compiler.named.items()}

    def same(scope: Scope, run: Run) -> bool:
        names = [str(name) for name in (first(scope, run), second(scope, run)) if name is not None]
        return len({keys[name] for name in names}) <= 1

    return same


def _year_of(compiler: Compiler, tree: object, scope: Schema, at: str) -> Holds:
    """The factor an input names belongs to the year that another input states, as a number or as a date."""
    if not isinstance(tree, Mapping) or set(tree) != {"factor", "is"}:
        raise PackageInvalid(reason="check_year_of", at=at)
    compiler.choices(tree["factor"], scope, at)
    compiler.property(tree["is"], scope, at)
    factor, year = reader(str(tree["factor"])), reader(str(tree["is"]))
    years = {name: str(factor.year) for name, factor in compiler.named.items()}

    def same(scope: Scope, run: Run) -> bool:
        name = factor(scope, run)
        return name is None or years[str(name)] == str(year(scope, run))[:4]

    return same


_CHECKS: dict[str, _Build] = {
    "eq": _comparison("eq"),
    "lt": _comparison("lt"),
    "le": _comparison("le"),
    "not": _not,
    "and": _and,
    "or": _or,
    "present": _present,
    "each": _each,
    "occupied": _occupied,
    "same_factor": _same_factor,
    "year_of": _year_of,
}
