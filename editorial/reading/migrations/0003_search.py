import django.db.models.deletion
import modelsearch.index
from django.db import migrations, models


class Migration(migrations.Migration):
    """One search entry an article instead of one a passage; passages are made anew by index_passages."""

    dependencies = [
        ("articles", "0001_initial"),
        ("reading", "0002_listing"),
    ]

    operations = [
        migrations.DeleteModel(name="Passage"),
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", models.UUIDField()),
                ("position", models.PositiveIntegerField()),
                ("section", models.CharField(max_length=20)),
                ("line_rank", models.PositiveSmallIntegerField(null=True)),
                ("where", models.CharField(blank=True, max_length=1100)),
                ("plain_where", models.CharField(blank=True, max_length=1100)),
                ("professional", models.TextField()),
                ("plain", models.TextField(blank=True)),
                ("sources", models.JSONField(default=list)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="passages",
                        to="articles.article",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="articles.revision"
                    ),
                ),
            ],
            options={
                "ordering": ["article", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "node"), name="one_passage_a_node")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=5)),
                ("title", models.CharField(max_length=500)),
                ("names", models.JSONField(default=list)),
                ("specialty", models.CharField(blank=True, max_length=500)),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="search_entry",
                        to="articles.article",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="articles.revision"
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("text", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("length", models.PositiveSmallIntegerField(db_index=True)),
            ],
        ),
        migrations.AlterField(
            model_name="question",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("in_work", "In work"),
                    ("answered", "Answered"),
                    ("closed", "Closed"),
                ],
                default="open",
                max_length=10,
            ),
        ),
    ]
