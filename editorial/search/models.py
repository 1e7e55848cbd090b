"""What can be found: articles, their passages, and the words that they use. Written by indexing.py and spelling.py."""

from django.db import models
from django.utils.functional import cached_property
from modelsearch import index
from modelsearch.queryset import SearchableQuerySetMixin

from articles import limits
from articles.models import Article, Revision
from editorial.search.words import words


class SearchEntryQuerySet(SearchableQuerySetMixin, models.QuerySet["SearchEntry"]):
    """`search` and `autocomplete` ask the configured index (MODELSEARCH_BACKENDS)."""


class SearchEntry(index.Indexed, models.Model):
    """A published article as search knows it, from its approved document only. Written by indexing.py.

    The index answers which articles; the article's passages answer where in it. One entry an article keeps the index
    thirty times smaller than one a passage. Its key is a number, since modelsearch compares keys as text, which a UUID
    on SQLite is not.
    """

    article = models.OneToOneField(Article, on_delete=models.PROTECT, related_name="search_entry")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=limits.LINE)
    names = models.JSONField(default=list)
    specialty = models.CharField(max_length=limits.LINE, blank=True)

    objects = SearchEntryQuerySet.as_manager()

    search_auto_update = False  # indexing.py does it, in the transaction of the approval
    search_fields = [
        index.SearchField("title", boost=4),
        index.SearchField("all_words", boost=1),
        index.AutocompleteField("outline_words"),
    ]

    class Meta:
        app_label = "reading"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def all_words(self) -> str:
        """Every word of the published text in both wordings, folded as queries are."""
        texts = [
            text for each in self.quotable for text in (each.where, each.plain_where, each.professional, each.plain)
        ]
        return " ".join(words(" ".join([*self.name_texts, *texts])))

    @cached_property
    def outline_words(self) -> str:
        """The words that are found while they are still being typed: names and headings."""
        headings = [text for each in self.quotable for text in (each.where, each.plain_where)]
        return " ".join(dict.fromkeys(words(" ".join([*self.name_texts, *headings]))))

    @property
    def name_texts(self) -> list[str]:
        return [self.title, *self.names, self.specialty]

    @cached_property
    def quotable(self) -> list["Passage"]:
        return list(self.article.passages.all())


class Passage(models.Model):
    """Something quotable in a published article: a statement, or a line or intervention of which there is none.

    Texts are free of markup. `where` is the heading above it in either wording; `line_rank` its treatment line,
    `section` the kind of its section ("answer" for the answer). `sources` are the cited references in words. Written by
    indexing.py.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="passages")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    node = models.UUIDField()
    position = models.PositiveIntegerField()
    section = models.CharField(max_length=20)
    line_rank = models.PositiveSmallIntegerField(null=True)
    where = models.CharField(max_length=1100, blank=True)
    plain_where = models.CharField(max_length=1100, blank=True)
    professional = models.TextField()
    plain = models.TextField(blank=True)
    sources = models.JSONField(default=list)

    class Meta:
        app_label = "reading"
        ordering = ["article", "position"]
        constraints = [models.UniqueConstraint(fields=["article", "node"], name="one_passage_a_node")]

    def __str__(self) -> str:
        return self.professional[:80]


class Word(models.Model):
    """A word that published articles use, folded: what a typing error may have meant. Written by spelling.py."""

    text = models.CharField(max_length=60, primary_key=True)
    length = models.PositiveSmallIntegerField(db_index=True)

    class Meta:
        app_label = "reading"

    def __str__(self) -> str:
        return self.text
