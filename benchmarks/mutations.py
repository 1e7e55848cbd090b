"""The small bugs: mutmut's operators (what a kept tool takes for a slip), and some for what decides in this house."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation import mutators


@dataclass(frozen=True)
class Mutant:
    """One change of one function.

    lines: those of the statement it is in. start, end: what `text` takes the place of, in characters of the module.
    function: the outermost function as it is written, which begins at `begin`.
    """

    path: str
    where: str
    what: str
    lines: tuple[int, ...]
    start: int
    end: int
    text: str
    function: str
    begin: int = 0
    guard: str = ""

    @property
    def key(self) -> str:
        """The same for the same change of the same function, wherever it stands in its file."""
        said = f"{self.path}\n{self.where}\n{self.what}\n{self.text}\n{self.start - self.begin}\n{self.function}"
        return hashlib.sha256(said.encode()).hexdigest()

    def applied(self, source: str) -> str:
        return source[: self.start] + self.text + source[self.end :]


def dropped_clause(node: cst.BooleanOperation) -> Iterable[cst.BaseExpression]:
    """`a and b` as `a`, and as `b`: the second clause that nobody would miss."""
    yield node.left
    yield node.right


def other_number(node: cst.Integer) -> Iterable[cst.BaseExpression]:
    if node.evaluated_value > 0:
        yield node.with_changes(value=str(node.evaluated_value - 1))


OPERATORS: list[tuple[type[cst.CSTNode], Callable[..., Iterable[cst.CSTNode]]]] = [
    (cst.BaseNumber, mutators.operator_number),
    (cst.Integer, other_number),
    (cst.Name, mutators.operator_name),
    (cst.UnaryOperation, mutators.operator_remove_unary_ops),
    (cst.Call, mutators.operator_symmetric_string_methods_swap),
    (cst.Call, mutators.operator_unsymmetrical_string_methods_swap),
    (cst.CSTNode, mutators.operator_swap_op),
    (cst.CSTNode, mutators.operator_keywords),
    (cst.IfExp, mutators.operator_if_exp),
    (cst.BooleanOperation, dropped_clause),
]
# What a person reads is not judged here: other tests hold the words.
WORDS = {"_", "gettext", "ngettext", "gettext_lazy"}


def mutants_of(base: Path, path: str) -> Iterator[Mutant]:
    """Every mutant of one module, in the order of its text."""
    source = (base / path).read_text(encoding="utf-8")
    wrapper = MetadataWrapper(cst.parse_module(source))
    finder = Finder(path, source, wrapper)
    wrapper.visit(finder)
    yield from finder.found


def guards_left_out() -> Iterator[Mutant]:
    """One mutant for each guard of the database: the trigger is not there. Their code has run when tests begin."""
    from articles.guards import GUARDS

    for guard in GUARDS:
        if said := guard.install_sql("sqlite"):
            yield Mutant(
                "articles/guards.py", guard.table, f"no {guard.name}", (1,), 0, 0, "", " ".join(said), guard=guard.name
            )


class Finder(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, ParentNodeProvider)

    def __init__(self, path: str, source: str, wrapper: MetadataWrapper) -> None:
        super().__init__()
        self.path, self.source = path, source
        self.module = wrapper.module
        self.begins = [0]
        for line in source.splitlines(keepends=True):
            self.begins.append(self.begins[-1] + len(line))
        self.names: list[str] = []
        self.functions: list[cst.FunctionDef] = []
        self.statements: list[cst.CSTNode] = []
        self.found: list[Mutant] = []

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        self.names.append(node.name.value)
        return True

    def leave_ClassDef(self, original_node: cst.ClassDef) -> None:
        self.names.pop()

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        """Only the body: defaults, decorators and annotations are read when the module is imported."""
        self.names.append(node.name.value)
        self.functions.append(node)
        node.body.visit(self)
        self.functions.pop()
        self.names.pop()
        return False

    def visit_Annotation(self, node: cst.Annotation) -> bool:
        return False

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self.functions:
            if isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement):
                self.statements.append(node)
            if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in WORDS:
                return False
            self.mutate(node)
        return super().on_visit(node)

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if self.statements and self.statements[-1] is original_node:
            self.statements.pop()
        super().on_leave(original_node)

    def mutate(self, node: cst.CSTNode) -> None:
        for kind, operator in OPERATORS:
            if isinstance(node, kind):
                for changed in operator(node):
                    if isinstance(changed, cst.BaseExpression | cst.ComparisonTarget | cst.AugAssign):
                        self.add(node, self.module.code_for_node(changed))
                    elif isinstance(changed, cst.BaseCompOp | cst.BaseSmallStatement):
                        self.add(node, self.module.code_for_node(changed).strip() or "pass")
        if isinstance(node, cst.If | cst.IfExp | cst.While) and not isinstance(node.test, cst.UnaryOperation):
            self.add(node.test, f"not ({self.module.code_for_node(node.test)})")
        if isinstance(node, cst.CompIf):
            self.add(node.test, f"not ({self.module.code_for_node(node.test)})")
        if isinstance(node, cst.SimpleStatementLine) and self.can_be_left_out(node):
            self.add(node.body[0], "pass")

    def can_be_left_out(self, line: cst.SimpleStatementLine) -> bool:
        """Calls whose answer nobody takes, `raise`, and what is set on a row."""
        statement = line.body[0]
        if isinstance(statement, cst.Expr):
            return isinstance(statement.value, cst.Call)
        if isinstance(statement, cst.Assign):
            return any(isinstance(each.target, cst.Attribute | cst.Subscript) for each in statement.targets)
        return isinstance(statement, cst.Raise | cst.AugAssign)

    def add(self, node: cst.CSTNode, text: str) -> None:
        place = self.get_metadata(PositionProvider, node)
        start = self.begins[place.start.line - 1] + place.start.column
        end = self.begins[place.end.line - 1] + place.end.column
        was = self.source[start:end]
        text = text.strip()
        if text == was.strip():
            return
        if isinstance(node, cst.BaseExpression) and not isinstance(node, cst.Name | cst.BaseNumber):
            text = f"({text})"
        # A simple statement is one step, over as many lines as it has; of a compound one only the part that is changed.
        statement = self.statements[-1]
        step = (
            self.get_metadata(PositionProvider, statement) if isinstance(statement, cst.SimpleStatementLine) else place
        )
        lines = tuple(range(step.start.line, step.end.line + 1))
        outermost = self.functions[0]
        function = self.module.code_for_node(outermost)
        begin = self.begins[self.get_metadata(PositionProvider, outermost).start.line - 1]
        self.found.append(
            Mutant(
                self.path,
                ".".join(self.names),
                f"{short(was)} -> {short(text)}",
                lines,
                start,
                end,
                text,
                function,
                begin,
            )
        )


def short(text: str) -> str:
    text = " ".join(text.split())
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"
