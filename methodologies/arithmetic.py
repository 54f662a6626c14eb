"""The operations of a formula that combine numbers: sums, differences, products, quotients, extremes."""

from collections.abc import Callable, Mapping

from methodologies import dimensions
from methodologies.contract import InputRefused, PackageInvalid
from methodologies.dimensions import PLAIN, Unit
from methodologies.formula import LEAVES, Compiler, Node, Operation, Run, Scope, Value, place_of, reader
from methodologies.numbers import Number, less
from methodologies.schema import Schema


def _sum(compiler: Compiler, tree: Scope, scope: Schema, at: str) -> Node:
    wanted = tree["sum"]
    if not isinstance(wanted, Mapping) or set(wanted) != {"over", "each"}:
        raise PackageInvalid(reason="sum", at=at)
    items, read = items_of(compiler, wanted["over"], scope, at)
    each = compiler.node(wanted["each"], items, f"{at}/each")
    each_value = each.value

    def value(scope: Scope, run: Run) -> Number:
        numerator, denominator = 0, 1
        for item in read(scope, run):
            top, bottom = each_value(item, run)
            if bottom == denominator:
                numerator += top
            else:
                numerator, denominator = numerator * bottom + top * denominator, denominator * bottom
        return numerator, denominator

    def text(scope: Scope, run: Run) -> str:
        return " + ".join(each.within(item, run) for item in read(scope, run)) or "0"

    return Node(value, text, each.unit, each.carbon, each.boundaries, loose=True)


def items_of(
    compiler: Compiler, path: object, scope: Schema, at: str
) -> tuple[Schema, Callable[[Scope, Run], list[Scope]]]:
    """The schema of a required array's items, and a function that reads them."""
    schema, required = compiler.property(path, scope, at)
    items = schema.get("items")
    if not required or not isinstance(items, Mapping) or items.get("type") != "object":
        raise PackageInvalid(reason="array_of_objects", at=at)
    read = reader(str(path))

    def members(scope: Scope, run: Run) -> list[Scope]:
        found = read(scope, run)
        assert isinstance(found, list)  # The schema has said so.
        return found

    return items, members


def _add(compiler: Compiler, tree: Scope, scope: Schema, at: str) -> Node:
    nodes = compiler.operands(tree["add"], scope, at)
    unit, carbon, boundaries = _same_sort(compiler, nodes, at)

    def value(scope: Scope, run: Run) -> Number:
        numerator, denominator = 0, 1
        for node in nodes:
            top, bottom = node.value(scope, run)
            numerator, denominator = numerator * bottom + top * denominator, denominator * bottom
        return numerator, denominator

    def text(scope: Scope, run: Run) -> str:
        return " + ".join(node.within(scope, run) for node in nodes)

    return Node(value, text, unit, carbon, boundaries, loose=True)


def _sub(compiler: Compiler, tree: Scope, scope: Schema, at: str) -> Node:
    nodes = compiler.operands(tree["sub"], scope, at)
    unit, carbon, boundaries = _same_sort(compiler, nodes, at)
    if carbon == "reduction":
        # It already is baseline minus project: subtracting again would count the project twice.
        raise PackageInvalid(reason="subtracts_a_reduction", at=at)

    def value(scope: Scope, run: Run) -> Number:
        numerator, denominator = nodes[0].value(scope, run)
        for node in nodes[1:]:
            top, bottom = node.value(scope, run)
            numerator, denominator = numerator * bottom - top * denominator, denominator * bottom
        return numerator, denominator

    def text(scope: Scope, run: Run) -> str:
        return " − ".join(node.within(scope, run) for node in nodes)

    return Node(value, text, unit, "reduction" if carbon == "emission" else carbon, boundaries, loose=True)


def _mul(compiler: Compiler, tree: Scope, scope: Schema, at: str) -> Node:
    nodes = compiler.operands(tree["mul"], scope, at)
    carbon = [node for node in nodes if node.carbon != "number"]
    if len(carbon) > 1:
        raise PackageInvalid(reason="multiplies_two_factors", at=at)
    values = [node.value for node in nodes]

    def pair(scope: Scope, run: Run) -> Number:
        first, second = values[0](scope, run), values[1](scope, run)
        return first[0] * second[0], first[1] * second[1]

    def many(scope: Scope, run: Run) -> Number:
        numerator, denominator = 1, 1
        for value in values:
            top, bottom = value(scope, run)
            numerator, denominator = numerator * top, denominator * bottom
        return numerator, denominator

    def text(scope: Scope, run: Run) -> str:
        return " × ".join(node.within(scope, run) for node in nodes)

    sort, boundaries = (carbon[0].carbon, carbon[0].boundaries) if carbon else ("number", frozenset[str]())
    unit = dimensions.product([node.unit for node in nodes])
    return Node(pair if len(nodes) == 2 else many, text, unit, sort, boundaries)


def _quotient(compiler: Compiler, tree: object, scope: Schema, at: str) -> tuple[Node, Node, Value]:
    nodes = compiler.operands(tree, scope, at)
    if len(nodes) != 2 or nodes[1].carbon != "number":
        raise PackageInvalid(reason="divides_by_a_factor", at=at)
    assert isinstance(tree, list)  # It had operands.
    # Within a list's member its paths lead nowhere from the top.
    divisor = place_of(tree[1]) if scope is compiler.schema else ""

    def value(scope: Scope, run: Run) -> Number:
        first, second = nodes[0].value(scope, run), nodes[1].value(scope, run)
        if second[0] == 0:
            raise InputRefused(pointer=divisor, reason="division_by_zero")
        sign = -1 if second[0] < 0 else 1
        return sign * first[0] * second[1], sign * first[1] * second[0]

    return nodes[0], nodes[1], value


def _div(compiler: Compiler, tree: Scope, scope: Schema, at: str) -> Node:
    left, right, value = _quotient(compiler, tree["div"], scope, at)

    def text(scope: Scope, run: Run) -> str:
        return f"{left.within(scope, run)} / {right.within(scope, run)}"

    return Node(value, text, _unit_of(left, right), left.carbon, left.boundaries, loose=True)


def _ceil_div(compiler: Compiler, tree: Scope, scope: Schema, at: str) -> Node:
    left, right, quotient = _quotient(compiler, tree["ceil_div"], scope, at)
    if left.carbon != "number":
        raise PackageInvalid(reason="rounds_a_factor", at=at)

    def value(scope: Scope, run: Run) -> Number:
        numerator, denominator = quotient(scope, run)
        return -(-numerator // denominator), 1

    def text(scope: Scope, run: Run) -> str:
        return f"⌈{left.text(scope, run)} / {right.text(scope, run)}⌉"

    if _unit_of(left, right) not in (None, PLAIN):
        # What is rounded up is counted: sheets, not kilometres, whose number hangs on the unit.
        compiler.misfits("unit_of_count", at)
    return Node(value, text, PLAIN)


def _unit_of(left: Node, right: Node) -> Unit | None:
    return None if left.unit is None or right.unit is None else left.unit.times(right.unit, -1)


def _extreme(name: str) -> Callable[[Compiler, Scope, Schema, str], Node]:
    def build(compiler: Compiler, tree: Scope, scope: Schema, at: str) -> Node:
        nodes = compiler.operands(tree[name], scope, at)
        unit, carbon, boundaries = _same_sort(compiler, nodes, at)

        def value(scope: Scope, run: Run) -> Number:
            best = nodes[0].value(scope, run)
            for node in nodes[1:]:
                other = node.value(scope, run)
                if less(other, best) if name == "min" else less(best, other):
                    best = other
            return best

        def text(scope: Scope, run: Run) -> str:
            return f"{name}({', '.join(node.text(scope, run) for node in nodes)})"

        return Node(value, text, unit, carbon, boundaries)

    return build


def _same_sort(compiler: Compiler, nodes: list[Node], at: str) -> tuple[Unit | None, str, frozenset[str]]:
    if len({node.carbon for node in nodes}) != 1:
        raise PackageInvalid(reason="factor_kinds_mixed", at=at)
    boundaries = frozenset[str]().union(*(node.boundaries for node in nodes))
    if len(boundaries) > 1:
        raise PackageInvalid(reason="boundaries_mixed", at=at)
    return compiler.alike(nodes, at), nodes[0].carbon, boundaries


OPERATIONS: Mapping[str, Operation] = {
    **LEAVES,
    "sum": _sum,
    "add": _add,
    "sub": _sub,
    "mul": _mul,
    "div": _div,
    "ceil_div": _ceil_div,
    "min": _extreme("min"),
    "max": _extreme("max"),
}
