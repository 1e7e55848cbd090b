"""Writes outside the writers, as mypy must find them (test_architecture.py): each line that says so, and no other.

Nobody runs this.
"""

from django.forms import ModelForm

from articles.models import Article, Revision
from editorial.accounts.models import User
from editorial.press.models import PressedPage
from reviewers.models import Member
from reviewers.preconditions import save as keep


def take_transitions(rev: Revision, several: list[Revision]) -> None:
    rev.approve()  # found
    several[0].withdraw()  # found
    later = [each.retract for each in several]  # found
    later.clear()


def write_rows(member: Member, user: User, article: Article, form: ModelForm[Member]) -> None:
    member.save()  # found
    keep(member, user)  # found
    form.save()  # found
    user.groups.clear()  # found
    article.delete()  # found
    Article.save(article)  # found
    for section in article.sections.all():
        section.delete()  # found


def write_tables(article: Article, pages: list[PressedPage]) -> None:
    PressedPage.objects.all().delete()  # found
    PressedPage.objects.filter(article=article).update(status=200)  # found
    PressedPage.objects.bulk_create(pages)  # found
    article.revisions.create(number=1)  # found
    article.statements.filter(position=1)._raw_delete("default")  # found


def write_nothing(article: Article) -> None:
    seen = {article.pk}
    seen.add(article.pk)
    seen.update({article.pk})
    seen.remove(article.pk)
    {"a": 1}.update(b=2)
