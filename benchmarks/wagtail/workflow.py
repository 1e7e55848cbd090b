"""The way of an article through Wagtail's own workflow: two approval tasks, as here two sign-offs."""

import json
from collections.abc import Callable
from itertools import count

from django.contrib.auth.models import Group, Permission, User
from pages.content import answer, body
from pages.models import ArticlePage
from wagtail.models import GroupApprovalTask, GroupPagePermission, Site, Workflow, WorkflowPage, WorkflowTask

Action = Callable[[], object]
numbers = count(1)


def board() -> tuple[User, list[User]]:
    """An author, and two members with a task each in the one workflow that holds for the whole site."""
    root = Site.objects.get(is_default_site=True).root_page
    author = User.objects.create_user("author", "author@measured.example")
    Group.objects.get(name="Editors").user_set.add(author)
    workflow = Workflow.objects.create(name="Board")
    members = []
    for number in (1, 2):
        group = Group.objects.create(name=f"Member {number}")
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        GroupPagePermission.objects.create(
            group=group, page=root, permission=Permission.objects.get(codename="publish_page")
        )
        member = User.objects.create_user(f"member{number}", f"member{number}@measured.example")
        member.groups.add(group)
        task = GroupApprovalTask.objects.create(name=f"Sign-off {number}")
        task.groups.add(group)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=number)
        members.append(member)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    return author, members


def new_page(document: dict) -> ArticlePage:
    """A page with the article's content, not public yet."""
    root = Site.objects.get(is_default_site=True).root_page
    return root.add_child(
        instance=ArticlePage(
            title=document["title"],
            slug=f"article-{next(numbers)}",
            answer=json.dumps(answer(document)),
            body=json.dumps(body(document)),
            live=False,
        )
    )


def steps(page: ArticlePage, author: User, members: list[User]) -> list[tuple[str, Action]]:
    """The steps in order, each as a name and what Wagtail calls for it."""
    first, last = members
    fresh = ArticlePage.objects.get(pk=page.pk)
    return [
        ("save_revision", lambda: fresh.save_revision(user=author)),
        ("submit", lambda: fresh.get_workflow().start(fresh, author)),
        ("approve", lambda: _approve(fresh, first)),
        ("approve_and_publish", lambda: _approve(fresh, last)),
    ]


def _approve(page: ArticlePage, member: User) -> None:
    """What the administration does when a member presses Approve."""
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, member, "approve")
