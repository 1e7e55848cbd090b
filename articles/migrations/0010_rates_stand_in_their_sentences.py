"""What 0009 has filled in is the only place for it now; row history keeps the older columns (models/before.py)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0009_rates_and_waiting_times_say_more'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='intervention',
            name='numerator_within_denominator',
        ),
        migrations.RemoveConstraint(
            model_name='statement',
            name='one_reported_use_an_intervention',
        ),
        migrations.RemoveConstraint(
            model_name='treatmentline',
            name='waiting_time_in_order',
        ),
        migrations.RemoveField(
            model_name='intervention',
            name='denominator',
        ),
        migrations.RemoveField(
            model_name='intervention',
            name='numerator',
        ),
        migrations.RemoveField(
            model_name='intervention',
            name='percentage',
        ),
        migrations.RemoveField(
            model_name='treatmentline',
            name='max_weeks',
        ),
        migrations.RemoveField(
            model_name='treatmentline',
            name='min_weeks',
        ),
        migrations.AlterField(
            model_name='historicalstatement',
            name='place',
            field=models.CharField(choices=[('answer', 'answer'), ('body', 'section'), ('criterion', 'criterion of a treatment line'), ('detail', 'detail of an intervention'), ('use', 'rate of an intervention'), ('nested', 'under another statement')], max_length=10),
        ),
        migrations.AlterField(
            model_name='statement',
            name='place',
            field=models.CharField(choices=[('answer', 'answer'), ('body', 'section'), ('criterion', 'criterion of a treatment line'), ('detail', 'detail of an intervention'), ('use', 'rate of an intervention'), ('nested', 'under another statement')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('place', 'use'), ('rate_kind__in', ('use', 'benefit', 'harm')), models.Q(('percentage', ''), _negated=True)), models.Q(models.Q(('place', 'use'), _negated=True), ('denominator__isnull', True), ('numerator__isnull', True), ('percentage', ''), ('rate_kind', '')), _connector='OR'), name='rate_in_its_place'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.CheckConstraint(condition=models.Q(('numerator__isnull', True), ('denominator__isnull', True), models.Q(('denominator__gte', 1), ('numerator__lte', models.F('denominator'))), _connector='OR'), name='rate_numerator_within_denominator'),
        ),
        migrations.AddConstraint(
            model_name='treatmentline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('wait_max__isnull', True), ('wait_min__isnull', True), ('wait_unit', '')), models.Q(('wait_max__isnull', False), ('wait_min__isnull', True), ('wait_unit__in', ('minute', 'hour', 'day', 'week', 'month', 'year'))), models.Q(('wait_max__isnull', True), ('wait_min__isnull', False), ('wait_unit__in', ('minute', 'hour', 'day', 'week', 'month', 'year'))), models.Q(('wait_min__lte', models.F('wait_max')), ('wait_unit__in', ('minute', 'hour', 'day', 'week', 'month', 'year'))), _connector='OR'), name='waiting_time_has_its_unit', violation_error_message='A waiting time has a unit, and its minimum is no more than its maximum.'),
        ),
    ]
