"""Who wrote an article is no longer whoever submitted it.

Written by hand for this header and `name_authors`. What was called a revision's author is who submitted it, and says so
now; who its authors and contributors were was never frozen, so those of old revisions stay empty, and they go on saying
the name that they always said (Revision.named_authors).

Working copies get the name of whoever their draft belongs to, as their journal had it last, with row history: named
authors are read from there (articles/contributors.py), and the next event seals it. Nobody did this, so it has a reason
and no user, and no event, since nothing was decided.
"""

import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from articles.characters import shown

AT_ONCE = 1000
LONGEST = 200


def name_authors(apps, schema_editor):
    article, event, author, history = (
        apps.get_model('articles', name) for name in ('Article', 'Event', 'Author', 'HistoricalAuthor')
    )
    own = event.objects.filter(article=models.OuterRef('pk'), actor=models.OuterRef('author')).order_by('-sequence')
    articles = article.objects.order_by('pk').annotate(called=models.Subquery(own.values('actor_name')[:1]))
    now, rows = timezone.now(), []

    def write():
        author.objects.bulk_create(rows)
        history.objects.bulk_create(
            history(
                **{field.attname: getattr(row, field.attname) for field in author._meta.concrete_fields},
                history_date=now,
                history_type='+',
                history_change_reason='Named by an upgrade: the draft was theirs',
            )
            for row in rows
        )
        rows.clear()

    for pk, account, called in articles.values_list('pk', 'author_id', 'called').iterator(chunk_size=AT_ONCE):
        if name := ' '.join(shown(called or '').split())[:LONGEST]:
            rows.append(author(article_id=pk, name=name, account_id=account))
        if len(rows) == AT_ONCE:
            write()
    write()


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0004_revisions_say_how_many_must_sign'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField('revision', 'author', 'submitted_by'),
        migrations.RenameField('revision', 'author_name', 'submitted_by_name'),
        migrations.RenameField('historicalrevision', 'author', 'submitted_by'),
        migrations.RenameField('historicalrevision', 'author_name', 'submitted_by_name'),
        migrations.AddField(
            model_name='historicalrevision',
            name='authors',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='historicalrevision',
            name='contributors',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='revision',
            name='authors',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='revision',
            name='contributors',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.CreateModel(
            name='HistoricalAuthor',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('position', models.PositiveIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('credentials', models.CharField(blank=True, max_length=200, verbose_name='credentials')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('account', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('article', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='articles.article')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical author',
                'verbose_name_plural': 'historical authors',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Author',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1)),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('credentials', models.CharField(blank=True, max_length=200, verbose_name='credentials')),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='articles.article')),
            ],
            options={
                'ordering': ['position'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='author_has_a_name')],
            },
        ),
        migrations.RunPython(name_authors, migrations.RunPython.noop),
    ]
