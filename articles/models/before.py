"""Columns that only row history still has: formats of its seals name them, so no release drops them (history.py).

Nothing writes them any more. What they said before is read where an earlier state is composed (working_copy/past.py).
"""

from django.db import models

from articles import limits


class WaitBefore(models.Model):
    """The waiting time before a treatment line in whole weeks; its columns with a unit hold the same since."""

    min_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    max_weeks = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        abstract = True


class RateBefore(models.Model):
    """The one rate of use of an intervention, which its sentence holds itself since."""

    percentage = models.CharField(max_length=limits.PERCENTAGE, blank=True)
    numerator = models.PositiveIntegerField(null=True, blank=True)
    denominator = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        abstract = True
