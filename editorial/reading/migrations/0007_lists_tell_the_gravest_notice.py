"""Lists kept the latest notice on a revision; from now on they keep the gravest. Rows that are there are put right."""

from django.db import migrations

# As in articles/notices.py when this was written.
GRAVEST_FIRST = ("retraction", "expression_of_concern", "correction")


def tell_the_gravest(apps, schema_editor):
    notices = apps.get_model("articles", "Notice").objects
    for listing in apps.get_model("reading", "Listing").objects.exclude(standing=""):
        kinds = notices.filter(revision=listing.revision_id).values_list("kind", flat=True)
        listing.standing = min(kinds, key=GRAVEST_FIRST.index, default="")
        listing.save(update_fields=["standing"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_revisions_say_who_wrote_them"), ("reading", "0006_orders_are_tasks")]

    operations = [migrations.RunPython(tell_the_gravest, migrations.RunPython.noop)]
