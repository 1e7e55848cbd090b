"""Each event says in which format it seals row history (articles/history.py).

Written by hand for this header: events that are there were written under imprimatur-history/1, which did not put its
number down, so 1 is what they get. Their hashes do not cover the new column and stay what they were.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0002_icd10_as_long_as_the_document_allows'),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='history_format',
            field=models.PositiveSmallIntegerField(default=1),
            preserve_default=False,
        ),
    ]
