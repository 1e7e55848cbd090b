"""Points are answered, and suggest words for both wordings.

What a point suggested before was meant for the professional wording, and stays where it is.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("reviewers", "0002_fill_in_how_many_had_to_sign"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicalthread",
            name="answer",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="reviewers.comment",
            ),
        ),
        migrations.AddField(
            model_name="historicalthread",
            name="suggested_plain",
            field=models.TextField(blank=True, verbose_name="suggested plain wording"),
        ),
        migrations.AddField(
            model_name="thread",
            name="answer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reviewers.comment",
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="suggested_plain",
            field=models.TextField(blank=True, verbose_name="suggested plain wording"),
        ),
    ]
