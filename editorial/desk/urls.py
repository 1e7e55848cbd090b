"""Addresses of the desk."""

from django.urls import URLPattern, URLResolver, include, path

from editorial.desk import lists
from editorial.desk.draft import (
    adding,
    article,
    authors,
    changes,
    doubts,
    edit,
    history,
    import_over,
    import_text,
    in_place,
    keeping,
    moving,
    presence,
    reference_list,
    removed,
    starting,
    submission,
    threads,
    undo,
    wordings,
)
from editorial.desk.editors import all_articles, assignment, frozen, house, notices, pipeline, questions

app_name = "desk"

a_node: list[URLPattern | URLResolver] = [
    path("", edit.node, name="node"),
    path("move/", moving.move, name="move"),
    path("remove/", moving.remove, name="remove"),
    path("history/", wordings.node, name="node-history"),
    path("history/restore/", wordings.restore, name="restore-wording"),
]
an_article: list[URLPattern | URLResolver] = [
    path("", article.show, name="article"),
    path("about/", edit.about, name="about"),
    path("submit/", submission.submit, name="submit"),
    path("withdraw/", submission.withdraw, name="withdraw"),
    path("hand-over/", keeping.hand_over, name="hand-over"),
    path("archive/", keeping.archive, name="archive"),
    path("take-back/", keeping.take_back, name="take-back"),
    path("delete/", keeping.delete, name="delete"),
    path("notice/", notices.issue, name="notice"),
    path("history/", history.article, name="history"),
    path("text/", import_over.download, name="text"),
    path("changes/", changes.overview, name="changes"),
    path("changes/<int:act>/", changes.act, name="act"),
    path("changes/<int:act>/state/", changes.state, name="state"),
    path("removed/", removed.overview, name="removed"),
    path("removed/<int:act>/restore/", removed.restore, name="restore"),
    path("undo/", undo.undo, name="undo"),
    path("redo/", undo.redo, name="redo"),
    path("threads/<uuid:thread>/reply/", threads.reply, name="reply"),
    path("threads/<uuid:thread>/resolve/", threads.resolve, name="resolve"),
    path("answer/", in_place.answer, name="part-answer"),
    path("parts/<uuid:node>/", in_place.section, name="part"),
    path("findings/", in_place.findings, name="findings"),
    path("presence/", presence.present, name="present"),
    path("doubts/<int:doubt>/right/", doubts.right, name="doubt-right"),
    path("doubts/<int:doubt>/open/", doubts.reopen, name="doubt-open"),
    path("doubts/<int:doubt>/put-back/", doubts.restore, name="doubt-put-back"),
    path("statements/add/", adding.statement, name="add-statement"),
    path("references/add/", reference_list.add, name="add-reference"),
    path("references/paste/", reference_list.paste, name="add-references"),
    path("references/order/", reference_list.order, name="order-references"),
    path("statements/<uuid:node>/order/", reference_list.order_citations, name="order-citations"),
    path("references/alike/", reference_list.alike, name="alike-references"),
    path("references/<uuid:node>/merge/", reference_list.merge, name="merge-reference"),
    path("references/<uuid:node>/remove/", reference_list.remove, name="remove-reference"),
    path("authors/add/", authors.add, name="add-author"),
    path("authors/<uuid:author>/move/", authors.move, name="move-author"),
    path("<str:kind>/add/", adding.titled, name="add"),
    path("<str:kind>/<uuid:node>/", include(a_node)),
]
a_revision: list[URLPattern | URLResolver] = [
    path("", assignment.revision, name="revision"),
    path("assign/", assignment.assign, name="assign"),
    path("settle/", assignment.settle, name="settle"),
    path("text/", frozen.text, name="revision-text"),
]
a_question: list[URLPattern | URLResolver] = [
    path("", questions.show, name="question"),
    path("answer/", questions.answer, name="question-answer"),
    path("draft/", questions.draft, name="question-draft"),
    path("review/", questions.review, name="question-review"),
    path("close/", questions.close, name="question-close"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.start, name="start"),
    path("mine/", lists.mine, name="mine"),
    path("new/", starting.start, name="new"),
    path("import/", import_text.start, name="import"),
    path("house/", house.overview, name="house"),
    path("house/<slug:slug>/", house.edit, name="house-page"),
    path("pipeline/", pipeline.overview, name="pipeline"),
    path("pipeline/<slug:name>/", pipeline.column, name="column"),
    path("articles/", all_articles.overview, name="all"),
    path("articles/<uuid:article>/", include(an_article)),
    path("revisions/<uuid:revision>/", include(a_revision)),
    path("questions/", questions.inbox, name="questions"),
    path("questions/<uuid:question>/", include(a_question)),
]
