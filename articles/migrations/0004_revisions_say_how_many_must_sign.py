"""Each revision keeps the number of sign-offs that was asked for when it was submitted.

Written by hand for this header: 1 is the least that any policy may ask for and stands here only until
reviewers 0002, which knows the board's policy, has filled in what was in force.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0003_events_name_their_history_format'),
    ]

    operations = [
        migrations.AddField(
            model_name='revision',
            name='signoffs_required',
            field=models.PositiveSmallIntegerField(default=1),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='historicalrevision',
            name='signoffs_required',
            field=models.PositiveSmallIntegerField(default=1),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.CheckConstraint(
                condition=models.Q(('signoffs_required__gte', 1)), name='revision_asks_for_somebody'
            ),
        ),
    ]
