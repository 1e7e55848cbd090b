"""Comments at their place: raise a point, reply, resolve. Each answers with the place's conversation for htmx, and
without it with a page of its own, or the way back to the review."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from articles.document import Document, Intervention, Reference, Section, Statement, TreatmentLine
from articles.models import Revision
from articles.states import Refused, State
from articles.values import Node
from editorial.accounts import door
from editorial.accounts.door import SignedInRequest
from editorial.accounts.once import first_time
from editorial.boardroom import access
from editorial.boardroom.forms import CommentForm, ReplyForm
from editorial.boardroom.review import ReviewPage
from editorial.refusals import Attempt, sent
from reviewers import discussion
from reviewers.models import Severity, Thread


@door.page("GET", "POST")
def comment(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Raise a point about one part (`node`), or about the revision as a whole."""
    revision = access.assigned(request, pk).revision
    named = request.POST.get("node", request.GET.get("node", ""))
    the_part = part(revision.shown, named)
    node = the_part.id if the_part else None
    if named and the_part is None and request.method != "POST":
        raise Http404
    language = revision.shown.language
    form = CommentForm(sent(request), part=the_part, language=language, initial={"node": named})
    with Attempt(form) as attempt:
        if named and the_part is None:
            raise Refused(_("This part is not in the revision. Nothing was saved."))
        if form.is_valid():
            with first_time(request) as is_first:
                if is_first:
                    discussion.open_thread(
                        revision=revision,
                        actor=request.user,
                        text=form.cleaned_data["text"],
                        node=node,
                        severity=Severity(form.cleaned_data["severity"]),
                        **form.suggestions(),
                    )
            return _done(request, revision, node)
    return _talk(request, revision, node, form=form, status=attempt.status)


@door.page("POST")
def reply(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Answer in a thread."""
    thread = _thread(request, pk)
    form = ReplyForm(request.POST)
    with Attempt(form) as attempt:
        if form.is_valid():
            with first_time(request) as is_first:
                if is_first:
                    discussion.reply(thread=thread, actor=request.user, text=form.cleaned_data["text"])
            return _back_from(request, thread) or _talked(request, thread.revision, thread.node)
    return _talk(request, thread.revision, thread.node, replying=thread, reply_form=form, status=attempt.status)


@door.page("POST")
def resolve(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Close a thread; what was said stays."""
    thread = _thread(request, pk)
    discussion.resolve(thread=thread, actor=request.user)
    return _back_from(request, thread) or _done(request, thread.revision, thread.node)


def _thread(request: SignedInRequest, pk: UUID) -> Thread:
    thread = get_object_or_404(Thread, pk=pk)
    thread.revision = access.assigned(request, thread.revision_id).revision
    return thread


def part(document: Document, node: object) -> Node | None:
    """The part with the identity that an address or a form names, if the document has it."""
    return next((each for each in document.nodes() if str(each.id) == str(node)), None)


def name(document: Document, node: UUID | None) -> str:
    """A part's text for people, the document's title for all of it."""
    match part(document, node) if node else None:
        case Statement(professional=text):
            return text
        case Section(title=text) | TreatmentLine(title=text) | Intervention(name=text) | Reference(key=text):
            return text
    return document.title


def place(node: UUID | None) -> str:
    return f"#talk-{node or 'whole'}"


def _talked(
    request: SignedInRequest, revision: Revision, node: UUID | None, page: ReviewPage | None = None
) -> HttpResponse:
    """Back to the place. A reply changes what is said there, and nothing beside it."""
    if request.htmx:
        return _talk(request, revision, node, page=page)
    return redirect(reverse("boardroom:review", args=[revision.pk]) + place(node))


def _back_from(request: SignedInRequest, thread: Thread) -> HttpResponse | None:
    """Back to the review of a later revision (from), where the point stands among those of earlier rounds."""
    if not request.POST.get("from"):
        return None
    try:
        later = access.assigned(request, UUID(request.POST["from"])).revision
    except ValueError:
        raise Http404 from None
    if later.state == State.APPROVED:
        messages.success(request, _("The board's quorum is complete: the revision is approved and published."))
    return redirect(reverse("boardroom:review", args=[later.pk]) + f"#a-{thread.pk}")


def _done(request: SignedInRequest, revision: Revision, node: UUID | None) -> HttpResponse:
    """Back to the place, and to where the review stands now: closing the last major point may have approved it."""
    assignment = access.assigned(request, revision.pk)
    if assignment.revision.state == State.APPROVED:
        messages.success(request, _("The board's quorum is complete: the revision is approved and published."))
        address = reverse("boardroom:review", args=[revision.pk])
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    return _talked(request, assignment.revision, node, ReviewPage.of(assignment) if request.htmx else None)


def _talk(
    request: SignedInRequest,
    revision: Revision,
    node: UUID | None,
    *,
    form: Form | None = None,
    replying: Thread | None = None,
    reply_form: Form | None = None,
    page: ReviewPage | None = None,
    status: int = 200,
) -> HttpResponse:
    """The conversation at one place, as a fragment for htmx or on a page of its own. page: where the review stands,
    when it may have changed.
    """
    context = {
        "revision": revision,
        "node": node,
        "threads": revision.threads.filter(node=node).prefetch_related("comments"),
        "text": name(revision.shown, node),
        "back": reverse("boardroom:review", args=[revision.pk]) + place(node),
        "may_comment": access.is_open(revision),
        "form": form,
        "replying": replying,
        "reply_form": reply_form,
        "page": page,
    }
    fragment = "boardroom/_talk_and_standing.html" if page else "boardroom/_talk.html"
    template = fragment if request.htmx else "boardroom/talk.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
