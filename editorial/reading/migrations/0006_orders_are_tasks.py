"""Orders that wait for the press become tasks of the queue."""

import json

from django.db import migrations

TASK = "editorial.press.printing.print_pages"


def hand_over(apps, schema_editor):
    QueuedTask = apps.get_model("work", "QueuedTask")
    for order in apps.get_model("reading", "PressOrder").objects.all():
        arguments = {"args": [str(order.article_id)], "kwargs": {}}
        QueuedTask.objects.get_or_create(
            key=f"{TASK} {json.dumps(arguments, sort_keys=True)}",
            defaults={
                "name": TASK,
                "lane": "default",
                "arguments": arguments,
                "enqueued_at": order.ordered_at,
                "due_at": order.ordered_at,
            },
        )


def take_back(apps, schema_editor):
    PressOrder = apps.get_model("reading", "PressOrder")
    for task in apps.get_model("work", "QueuedTask").objects.filter(name=TASK, status__in=("waiting", "running")):
        PressOrder.objects.get_or_create(article_id=task.arguments["args"][0])
        task.delete()


class Migration(migrations.Migration):
    dependencies = [("reading", "0005_listing_changed"), ("work", "0001_queue")]

    operations = [
        migrations.RunPython(hand_over, take_back),
        migrations.DeleteModel("PressOrder"),
    ]
