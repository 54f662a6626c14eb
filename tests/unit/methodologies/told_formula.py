"""Works out the sum that a trace tells people, from its text alone."""

import ast
import operator
import re
from collections.abc import Callable
from fractions import Fraction
from math import ceil

_ONE = r"(?:mg|m2|m|Wh|W|g|L|h|min|event|K\.d)"
UNIT = re.compile(rf"(?<=\d) {_ONE}(?:/{_ONE})?(?![\w/])")
CEILING = re.compile(r"⌈([^⌈⌉]*)⌉")
SIGNS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def worked_out(text: str) -> Fraction:
    """The value of "18200 m × 161.52 mg/m − ⌈37 / 2⌉ × 2": numbers, + − × / and brackets, min, max, rounding up."""
    plain = UNIT.sub("", text).replace("×", "*").replace("−", "-")
    return _value(ast.parse(CEILING.sub(r"ceil(\1)", plain), mode="eval").body, plain)


def _value(node: ast.expr, text: str) -> Fraction:
    match node:
        case ast.Constant():
            # The digits as they are told: a float of them would be another number.
            return Fraction(ast.get_source_segment(CEILING.sub(r"ceil(\1)", text), node) or "")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, text)
        case ast.BinOp(left=left, op=sign, right=right):
            return SIGNS[type(sign)](_value(left, text), _value(right, text))
        case ast.Call(func=ast.Name(id="ceil"), args=[one]):
            return Fraction(ceil(_value(one, text)))
        case ast.Call(func=ast.Name(id="min" | "max" as name), args=values):
            return {"min": min, "max": max}[name](_value(one, text) for one in values)
    raise AssertionError(ast.dump(node))
