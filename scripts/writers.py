"""Each table has its writers: mypy, which knows what every variable is, says where somebody else writes.

A plugin of mypy (pyproject.toml), so `rev.approve()` is found whatever `rev` is called, in the step "Types" and in an
editor. What mypy cannot see, because a type is not known, tests/test_architecture.py finds by name.
"""

from collections.abc import Callable, Iterator
from typing import cast

from mypy.checker import TypeChecker
from mypy.errorcodes import ErrorCode
from mypy.maptype import map_instance_to_supertype
from mypy.nodes import TypeInfo
from mypy.plugin import AttributeContext, FunctionSigContext, MethodSigContext, Plugin
from mypy.types import FunctionLike, Instance, Type, TypeVarType, get_proper_type

# A model (or what the rows of several have in common) -> the modules that write its table.
WRITERS: dict[str, tuple[str, ...]] = {
    "articles.models.working_copy.Article": (
        "articles.working_copy.archiving",  # whether it is set aside
        "articles.working_copy.drafting",
        "articles.working_copy.handing",  # whose draft it is
        "articles.working_copy.saving",
        "articles.working_copy.undoing",
        "articles.working_copy.writing",
        "articles.workflow",  # its pointers
    ),
    "articles.models.working_copy.NodeRow": (
        "articles.working_copy.drafting",
        "articles.working_copy.moving",
        "articles.working_copy.outline",
        "articles.working_copy.removing",
        "articles.working_copy.saving",
        "articles.working_copy.undoing",
        "articles.working_copy.uniting",
        "articles.working_copy.writing",
    ),
    "articles.models.acts.Act": ("articles.working_copy.acts",),
    "articles.models.doubts.Doubt": ("articles.working_copy.doubting",),
    "articles.models.tally.Tally": ("articles.working_copy.tallies",),
    "articles.models.revision.Revision": ("articles.workflow",),
    "articles.models.revision.FrozenDocument": ("articles.workflow",),
    "articles.models.revision.Notice": ("articles.workflow",),
    "articles.models.record.Event": ("articles.journal",),
    "articles.models.record.JournalHead": ("articles.journal",),
    "reviewers.models.Assignment": ("reviewers.board",),
    "reviewers.models.Interest": ("reviewers.board",),
    "reviewers.models.ChangeRequest": ("reviewers.board",),
    "reviewers.models.SignOff": ("reviewers.board",),
    "reviewers.models.Thread": ("reviewers.discussion",),
    "reviewers.models.Comment": ("reviewers.discussion",),
    "reviewers.models.Member": ("reviewers.admin", "editorial.demonstration.people"),
    "reviewers.models.ReviewPolicy": ("reviewers.admin", "reviewers.policy"),
    "editorial.accounts.models.User": ("editorial.accounts.models", "editorial.accounts.admin"),
    "django.contrib.auth.models.Group": ("editorial.accounts.roles", "editorial.accounts.models"),
    "editorial.house.models.HousePage": ("editorial.house.pages",),
    "editorial.inbox.models.Question": ("editorial.inbox.questions", "editorial.reading.admin"),  # admin: deletes
    "editorial.press.models.PressedPage": (
        "editorial.press.making",
        "editorial.press.printing",
        "editorial.press.press",
    ),
    "editorial.press.models.PressGeneration": ("editorial.press.press",),
    "editorial.press.models.Listing": ("editorial.press.press",),
    "editorial.search.models.SearchEntry": ("editorial.search.indexing",),
    "editorial.search.models.Passage": ("editorial.search.indexing",),
    "editorial.search.models.Word": ("editorial.search.spelling",),
    "editorial.work.models.QueuedTask": ("editorial.work.queue",),
    "editorial.work.models.Worker": ("editorial.work.queue",),
}

# Functions that save the row they are handed: who calls them writes it.
HANDED_ON = {"reviewers.preconditions.save", "articles.working_copy.saving.save", "articles.working_copy.saving.delete"}

VERBS = {
    *("save", "save_base", "save_without_historical_record", "delete", "update", "create", "add", "set", "remove"),
    *("clear", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "_raw_delete", "_update", "_insert"),
}
VERBS |= {f"a{verb}" for verb in VERBS if not verb.startswith("_")}

ROOTS = ("articles", "reviewers", "editorial", "tests")
MODEL = "django.db.models.base.Model"
HOLDERS = (  # what holds rows of a model, named by its first type argument
    "django.db.models.query.QuerySet",
    "django.db.models.manager.BaseManager",
    "django.forms.models.BaseModelForm",
)
REVISION = "articles.models.revision.Revision"
TRANSITIONS = {"begin_review", "approve", "request_changes", "withdraw", "supersede", "retract"}
WRITER = ErrorCode("writer", "Each table is written by its writers only", "Imprimatur")


def written(receiver: Type) -> Iterator[TypeInfo]:
    """The model of the rows that a method of this receiver writes; nothing when it is no table."""
    kind = get_proper_type(receiver)
    if isinstance(kind, TypeVarType):
        kind = get_proper_type(kind.upper_bound)
    if isinstance(kind, FunctionLike) and kind.is_type_obj():
        info, row = kind.type_object(), None
    elif isinstance(kind, Instance):
        info, row = kind.type, kind
    else:
        return
    if info.has_base(MODEL):
        yield info
        return
    for base in (each for each in info.mro if each.fullname in HOLDERS):
        if row is not None and (arguments := map_instance_to_supertype(row, base).args):
            yield from written(arguments[0])
        return


class OneWriter(Plugin):
    """Complains about each call that writes a table outside the modules that WRITERS names for it."""

    def get_method_signature_hook(self, fullname: str) -> Callable[[MethodSigContext], FunctionLike] | None:
        return ask if fullname.rpartition(".")[2] in VERBS else None

    def get_function_signature_hook(self, fullname: str) -> Callable[[FunctionSigContext], FunctionLike] | None:
        return ask_for_argument if fullname in HANDED_ON else None

    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        owner, _, name = fullname.rpartition(".")
        return ask_for_transition if owner == REVISION and name in TRANSITIONS else None


def ask(context: MethodSigContext) -> FunctionLike:
    for model in written(context.type):
        complain(context, model)
    return context.default_signature


def ask_for_argument(context: FunctionSigContext) -> FunctionLike:
    for argument in context.args[0]:
        for model in written(context.api.get_expression_type(argument)):
            complain(context, model)
    return context.default_signature


def ask_for_transition(context: AttributeContext) -> Type:
    for model in written(context.type):
        complain(context, model)
    return context.default_attr_type


def complain(context: MethodSigContext | FunctionSigContext | AttributeContext, model: TypeInfo) -> None:
    """Say who writes this table, unless it is the module that is being checked, or the model's own."""
    checker = cast(TypeChecker, context.api)
    module = checker.tree.fullname
    if module == model.module_name or module.partition(".")[0] not in ROOTS:
        return
    if model.fullname == MODEL and any(name.rpartition(".")[0] == module for name in HANDED_ON):
        return
    writers = next((WRITERS[base.fullname] for base in model.mro if base.fullname in WRITERS), None)
    if writers is None:
        checker.fail(f"{model.fullname} has no writer in scripts/writers.py", context.context, code=WRITER)
    elif module not in writers:
        checker.fail(f"{model.name} is written by {', '.join(writers)} only", context.context, code=WRITER)


def plugin(version: str) -> type[Plugin]:
    return OneWriter
