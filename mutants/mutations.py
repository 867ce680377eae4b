"""What is changed in a module, one thing at a time."""

import ast
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import CodeType
from typing import NamedTuple

COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
ARITHMETIC = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change of one function, and the lines of the statement it is in."""

    path: str
    function: str
    lines: range
    change: str
    place: int
    turn: int

    def code(self) -> CodeType:
        """What the changed function is compiled to."""
        tree = ast.parse(Path(self.path).read_text())
        function = next(one for name, one in _functions(tree) if name == self.function)
        node, _ = list(_inside(function, function))[self.place]
        list(_changes(node))[self.turn].make()
        module = compile(ast.fix_missing_locations(tree), self.path, "exec")
        return next(code for code in _codes(module) if code.co_qualname == self.function)

    def __str__(self) -> str:
        return f"{self.path}:{self.lines[0]} {self.function}: {self.change}"


class Change(NamedTuple):
    words: str
    make: Callable[[], object]
    left_out: ast.stmt | None = None


def mutants(path: str) -> list[Mutant]:
    """All changes of the functions of this file."""
    return [
        Mutant(path, name, _lines(change.left_out or statement), change.words, place, turn)
        for name, function in _functions(ast.parse(Path(path).read_text()))
        for place, (node, statement) in enumerate(_inside(function, function))
        for turn, change in enumerate(_changes(node))
    ]


def sample(path: str, size: int, seed: int) -> list[Mutant]:
    """So many of them, the same ones for the same file and seed."""
    everything = mutants(path)
    return Random(f"{seed} {path}").sample(everything, min(size, len(everything)))


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions of a module and of its classes, not those inside other functions."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", inner


def _inside(node: ast.AST, statement: ast.stmt) -> Iterator[tuple[ast.AST, ast.stmt]]:
    """Every node but those of annotations, defaults and decorators, with the statement it is in:
    what is not in a function's code cannot be changed there."""
    yield node, statement
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, ast.arguments):
                yield from _inside(child, child if isinstance(child, ast.stmt) else statement)


def _lines(statement: ast.stmt) -> range:
    """Of an `if` only its head: the rest has statements of its own."""
    body = getattr(statement, "body", None)
    return range(statement.lineno, (body[0].lineno if body else statement.end_lineno + 1))


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _changes(node: ast.AST) -> Iterator[Change]:
    """What may be changed at this node, each made in place."""
    match node:
        case ast.Compare(ops=ops):
            for at, op in enumerate(ops):
                if other := COMPARISONS.get(type(op)):
                    yield _puts(node, ops, at, other())
        case ast.BoolOp(op=op, values=values):
            yield _sets(node, "op", ast.Or() if isinstance(op, ast.And) else ast.And())
            if len(values) > 2:
                yield from (_drops(values, at) for at in range(len(values)))
        case ast.BinOp(op=op) if other := ARITHMETIC.get(type(op)):
            yield _sets(node, "op", other())
        case ast.Constant(value=bool() as value):
            yield _sets(node, "value", not value)
        case ast.Constant(value=int() as value):
            yield _sets(node, "value", value + 1)
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            yield _sets(node, "test", ast.UnaryOp(ast.Not(), test))
        case ast.Call(func=ast.Attribute(attr="where"), args=args):
            yield from (_drops(args, at) for at in range(len(args)))
        case ast.comprehension(ifs=ifs):
            yield from (_drops(ifs, at) for at in range(len(ifs)))
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) not in ("None", "False"):
            yield _sets(node, "value", ast.Constant(None))
    for field in ("body", "orelse", "finalbody"):
        statements = getattr(node, field, None)
        for at, statement in enumerate(statements if isinstance(statements, list) else []):
            if _does_something(statement):
                yield _leaves_out(statements, at)


def _does_something(statement: ast.stmt) -> bool:
    """For others: left out, no name is missing. Lines for the log do not count."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="log")))):
            return False
        case ast.Expr(value=ast.Call()) | ast.Raise() | ast.AugAssign() | ast.Delete():
            return True
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            return True
    return False


def _sets(node: ast.AST, field: str, value: object) -> Change:
    after = copy(node)
    setattr(after, field, value)
    return Change(f"{_text(node)} -> {_text(after)}", lambda: setattr(node, field, value))


def _puts(node: ast.Compare, ops: list[ast.cmpop], at: int, op: ast.cmpop) -> Change:
    after = copy(node)
    after.ops = [*ops[:at], op, *ops[at + 1 :]]
    return Change(f"{_text(node)} -> {_text(after)}", lambda: ops.__setitem__(at, op))


def _drops(nodes: list[ast.expr], at: int) -> Change:
    return Change(f"without {_text(nodes[at])}", lambda: nodes.__delitem__(at))


def _leaves_out(statements: list[ast.stmt], at: int) -> Change:
    words = f"without {_text(statements[at])}"
    return Change(words, lambda: statements.__setitem__(at, ast.Pass()), statements[at])


def _text(node: ast.AST) -> str:
    head = f"if {ast.unparse(node.test)}" if isinstance(node, ast.If | ast.While) else None
    return " ".join((head or ast.unparse(node)).split())
