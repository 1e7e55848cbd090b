"""Before they submit, authors see what changed since the last time, figures first."""

from django.urls import reverse

from articles import workflow
from articles.models import Article
from articles.working_copy import drafting
from tests import factories


def test_figures_come_first_and_each_change_leads_to_its_place(at_desk, article: Article) -> None:
    page = reverse("desk:article", args=[article.pk])
    assert "since revision" not in at_desk.get(page).content.decode()
    revision = factories.submitted(article)
    assert "since revision" not in at_desk.get(page).content.decode()
    workflow.withdraw(revision=revision, actor=article.author, reason="Not ready.")
    words, dose = article.statements.filter(place="body")[:2]
    drafting.edit(row=words, version=1, values={"plain": "In other words."}, actor=article.author)
    drafting.edit(row=dose, version=1, values={"professional": "Take 400 mg for 7 days."}, actor=article.author)
    answer = at_desk.get(page)
    first, second = answer.context["bench"].changes.changes[:2]
    assert (first.node, first.quantity, second.quantity) == (dose.pk, True, False)
    text = answer.content.decode()
    assert "2 changes since revision 1" in " ".join(text.split())
    assert f'href="{page}?part={words.pk}#s-{words.pk}"' in text
