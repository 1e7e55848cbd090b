"""Addresses that readers use; no account is ever needed.

`urlpatterns` carry a language prefix; `downloads` have one address whatever the language of the interface.
"""

from django.urls import path

from editorial.reading.views import articles, feeds, house, lists, questions, search, wording

ARTICLE = "articles/<slug:slug>/"

urlpatterns = [
    path("", lists.home, name="home"),
    path("specialties/<slug:slug>/", lists.specialty, name="specialty"),
    path("specialties/<slug:slug>/<slug:cursor>/", lists.specialty, name="specialty"),
    path("board-members/", house.board_members, name="board-members"),
    path("about/<slug:slug>/", house.house_page, name="house-page"),
    path("about/<slug:slug>/<int:number>/", house.house_page_version, name="house-page-version"),
    path("search/", search.search, name="search"),
    path("feeds/", feeds.feeds, name="feeds"),
    path("feeds/new.atom", feeds.New(), name="feed-new"),
    path("feeds/corrected.atom", feeds.Corrected(), name="feed-corrected"),
    path("feeds/retracted.atom", feeds.Retracted(), name="feed-retracted"),
    path("wording/", wording.wording, name="wording"),
    path(ARTICLE, articles.pressed, {"name": "article"}, name="article"),
    path(ARTICLE + "plain/", articles.pressed, {"name": "article-plain"}, name="article-plain"),
    path(ARTICLE + "proof/", articles.pressed, {"name": "proof"}, name="proof"),
    path(ARTICLE + "versions/", articles.pressed, {"name": "versions"}, name="versions"),
    path(ARTICLE + "versions/<int:number>/", articles.version_changes, name="version-changes"),
    path(ARTICLE + "ask/", questions.ask, name="ask"),
    path(ARTICLE + "ask/sent/", questions.thanks, name="asked"),
    path(ARTICLE + "report/", questions.report, name="report"),
    path(ARTICLE + "report/sent/", questions.thanks, name="reported"),
]

downloads = [
    path("robots.txt", feeds.robots, name="robots"),
    path("sitemap.xml", feeds.sitemap_index, name="sitemap"),
    path("sitemaps/<slug:section>-<int:number>.xml", feeds.sitemap, name="sitemap-section"),
    path("keys.json", house.keys, name="keys"),
    path("verify_article.py", house.verifier, name="verifier"),
    path(ARTICLE + "article.pdf", articles.pressed, {"name": "article-pdf"}, name="article-pdf"),
    path(ARTICLE + "plain/article.pdf", articles.pressed, {"name": "article-plain-pdf"}, name="article-plain-pdf"),
    path(ARTICLE + "article.txt", articles.pressed, {"name": "article-text"}, name="article-text"),
    path(ARTICLE + "document.json", articles.pressed, {"name": "document"}, name="document"),
    path(ARTICLE + "fhir.json", articles.pressed, {"name": "fhir"}, name="fhir"),
    path(ARTICLE + "proof.json", articles.pressed, {"name": "proof-json"}, name="proof-json"),
    path(ARTICLE + "references.<str:extension>", articles.references, name="references"),
]
