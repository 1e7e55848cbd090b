"""Lists take an article's language from its approved revision: until now they read it from the working copy."""

import json

from django.db import migrations, models


def take_from_the_approved_revision(apps, schema_editor):
    frozen = apps.get_model("articles", "FrozenDocument").objects
    for listing in apps.get_model("reading", "Listing").objects.all():
        listing.language = json.loads(frozen.get(pk=listing.revision_id).content)["language"]
        listing.save(update_fields=["language"])


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_revisions_say_who_wrote_them"),
        ("reading", "0007_lists_tell_the_gravest_notice"),
    ]

    operations = [
        migrations.AddField("listing", "language", models.CharField(default="en", max_length=5), preserve_default=False),
        migrations.RunPython(take_from_the_approved_revision, migrations.RunPython.noop),
    ]
