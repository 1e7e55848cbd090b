"""Columns for waiting times with a unit and for rates in the sentences that report them, filled from the older ones.

Row history gets the new columns too. A waiting time says there what it said in weeks. A rate was part of its
intervention's history: that stays, and each sentence with a rate gets one more row of history, written by nobody.
"""

import django.core.validators
from django.db import migrations, models
from django.db.models import F, Q
from django.utils import timezone

KINDS = [("use", "use"), ("benefit", "benefit"), ("harm", "harm")]
UNITS = [(each, each) for each in ("minute", "hour", "day", "week", "month", "year")]
REASON = "Its rate stands in the sentence itself."


def waiting_times(apps, schema_editor):
    for name in ("treatmentline", "historicaltreatmentline"):
        some = Q(min_weeks__isnull=False) | Q(max_weeks__isnull=False)
        apps.get_model("articles", name).objects.filter(some).update(wait_min=F("min_weeks"), wait_max=F("max_weeks"), wait_unit="week")


def rates(apps, schema_editor):
    statement, past = (apps.get_model("articles", name) for name in ("statement", "historicalstatement"))
    reporting = statement.objects.filter(place="use").select_related("intervention").order_by("pk")
    for row in reporting.iterator(chunk_size=500):
        if row.intervention.percentage:
            row.rate_kind, row.percentage = "use", row.intervention.percentage
            row.numerator, row.denominator = row.intervention.numerator, row.intervention.denominator
        else:
            row.place = "detail"  # no rate: its article could not be composed
        row.version += 1
        row.save()
        fields = {field.attname: getattr(row, field.attname) for field in statement._meta.concrete_fields}
        past.objects.create(history_date=timezone.now(), history_type="~", history_change_reason=REASON, **fields)


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_articles_can_be_set_aside")]

    operations = [
        *(
            operation
            for name in ("treatmentline", "historicaltreatmentline")
            for operation in (
                migrations.AddField(name, "wait_min", models.PositiveSmallIntegerField(blank=True, null=True)),
                migrations.AddField(name, "wait_max", models.PositiveSmallIntegerField(blank=True, null=True)),
                migrations.AddField(
                    name, "wait_unit", models.CharField(blank=True, choices=UNITS, default="", max_length=10), False
                ),
            )
        ),
        *(
            operation
            for name in ("statement", "historicalstatement")
            for operation in (
                migrations.AddField(
                    name, "rate_kind", models.CharField(blank=True, choices=KINDS, default="", max_length=10), False
                ),
                migrations.AddField(
                    name, "percentage", models.CharField(blank=True, default="", max_length=12), False
                ),
                migrations.AddField(name, "numerator", models.PositiveIntegerField(blank=True, null=True)),
                migrations.AddField(
                    name,
                    "denominator",
                    models.PositiveIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)]
                    ),
                ),
            )
        ),
        migrations.AlterField(
            "historicalintervention", "denominator", models.PositiveIntegerField(blank=True, null=True)
        ),
        migrations.RunPython(waiting_times, migrations.RunPython.noop),
        migrations.RunPython(rates, migrations.RunPython.noop),
    ]
