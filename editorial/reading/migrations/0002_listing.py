import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("reading", "0001_initial"),
    ]

    operations = [
        migrations.AddField("pressedpage", "status", models.PositiveSmallIntegerField(default=200)),
        migrations.AddField(
            "pressedpage", "fingerprint", models.CharField(blank=True, max_length=16), preserve_default=True
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="listing",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="articles.revision"
                    ),
                ),
                ("title", models.CharField(max_length=500)),
                ("answer", models.TextField(blank=True)),
                ("specialty", models.CharField(blank=True, max_length=500)),
                ("specialty_slug", models.SlugField(blank=True, db_index=False, max_length=120)),
                ("approved_at", models.DateTimeField()),
                ("next_review", models.DateField()),
                ("standing", models.CharField(blank=True, max_length=30)),
                ("changed_at", models.DateTimeField()),
            ],
            options={"ordering": ["-approved_at", "-article_id"]},
        ),
        migrations.AddIndex(
            "pressedpage",
            models.Index(fields=["fingerprint"], name="pressed_fingerprint"),
        ),
        migrations.AddIndex("listing", models.Index(fields=["approved_at", "article"], name="listing_recent")),
        migrations.AddIndex(
            "listing",
            models.Index(fields=["specialty_slug", "approved_at", "article"], name="listing_specialty"),
        ),
    ]
