"""Fill in how many sign-offs each revision asks for that was submitted before revisions kept the number.

Until then the policy of the day decided, at each signature. So a revision in review gets the policy of today, and one
that was decided gets what the policy's own history says of the day of its approval (or, never approved, of its
submission). Where that history says nothing, 1 stays: the least that any policy could ask for, and no more than is
known. The number of sign-offs that are there is deliberately not taken: it would agree with anything.
"""

from django.db import migrations

IN_REVIEW = ("submitted", "under_review")


def fill(apps, schema_editor):
    using = schema_editor.connection.alias
    model = lambda app, name: apps.get_model(app, name)._base_manager.using(using)  # noqa: E731
    today = model("reviewers", "ReviewPolicy").filter(pk=1).first()
    past = list(model("reviewers", "HistoricalReviewPolicy").order_by("history_date", "history_id"))
    for revision in model("articles", "Revision").iterator():
        in_force = [each for each in past if each.history_date <= (revision.approved_at or revision.submitted_at)]
        policy = today if revision.state in IN_REVIEW else (in_force or [None])[-1]
        if policy is not None:
            required = {"signoffs_required": policy.signoffs_required}
            model("articles", "Revision").filter(pk=revision.pk).update(**required)
            model("articles", "HistoricalRevision").filter(id=revision.pk).update(**required)


class Migration(migrations.Migration):

    dependencies = [
        ("articles", "0004_revisions_say_how_many_must_sign"),
        ("reviewers", "0001_initial"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
