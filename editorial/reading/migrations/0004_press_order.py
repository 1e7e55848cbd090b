import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("reading", "0003_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="PressOrder",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="press_order",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("ordered_at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
        ),
    ]
