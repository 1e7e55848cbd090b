"""An article as one would model it in Wagtail: a page whose body is a stream of structured blocks."""

from wagtail.blocks import (
    CharBlock,
    IntegerBlock,
    ListBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
)
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index


class StatementBlock(StructBlock):
    label = CharBlock(required=False)
    professional = RichTextBlock()
    plain = RichTextBlock(required=False)
    style = CharBlock(default="bullet")
    depth = IntegerBlock(default=0)
    citations = ListBlock(IntegerBlock())


class InterventionBlock(StructBlock):
    name = CharBlock()
    kind = CharBlock(default="other")
    details = ListBlock(StatementBlock())
    percentage = CharBlock(required=False)
    numerator = IntegerBlock(required=False)
    denominator = IntegerBlock(required=False)
    reported_use = ListBlock(StatementBlock(), default=[])


class TreatmentLineBlock(StructBlock):
    title = CharBlock()
    criterion = ListBlock(StatementBlock(), default=[])
    min_weeks = IntegerBlock(required=False)
    max_weeks = IntegerBlock(required=False)
    interventions = ListBlock(InterventionBlock(), default=[])


class ReferenceBlock(StructBlock):
    title = CharBlock(required=False)
    authors = TextBlock(required=False)
    journal = CharBlock(required=False)
    year = CharBlock(required=False)
    doi = CharBlock(required=False)
    pmid = CharBlock(required=False)


class ArticleBlock(StreamBlock):
    heading = CharBlock()
    statement = StatementBlock()
    treatment_line = TreatmentLineBlock()
    reference = ReferenceBlock()


class ArticlePage(Page):
    """`answer` is the short answer, `body` everything else including the reference list."""

    answer = StreamField(ArticleBlock())
    body = StreamField(ArticleBlock())

    content_panels = [*Page.content_panels, "answer", "body"]
    search_fields = [*Page.search_fields, index.SearchField("answer"), index.SearchField("body")]
