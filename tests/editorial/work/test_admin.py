"""What operators see of the queue, and the two things they may do."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from editorial.accounts.models import User
from editorial.work.models import QueuedTask
from tests import factories
from tests.editorial.work.chores import note
from tests.working import work_off

pytestmark = pytest.mark.django_db
Status = QueuedTask.Status
LIST = "/operators/work/queuedtask/"


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root@example.org", "Root", factories.PASSWORD))
    return client


def failed() -> QueuedTask:
    note.enqueue("page of an article")
    QueuedTask.objects.update(name="formerly.here.print_pages")
    work_off()
    row = QueuedTask.objects.get()
    assert row.status == Status.FAILED
    return row


def decide(client: Client, action: str, row: QueuedTask) -> str:
    answer = client.post(LIST, {"action": action, "_selected_action": [str(row.pk)]}, follow=True)
    return answer.content.decode()


def test_what_failed_is_listed_with_its_reason(operator):
    failed()
    page = operator.get(LIST, {"status": "failed"}).content.decode()
    for words in ("print_pages", "page of an article", "No module named"):
        assert words in page


def test_the_words_of_a_mail_are_shown_to_nobody(operator):
    person = factories.author()
    Client().post("/accounts/password/reset/", {"email": person.email})
    row = QueuedTask.objects.get()
    assert "/accounts/password/reset/key/" in str(row.arguments)
    for address in (LIST, reverse("admin:work_queuedtask_change", args=[row.pk])):
        page = operator.get(address).content.decode()
        assert person.email in page
        assert "/accounts/password/reset/key/" not in page


def test_try_again_and_give_up(operator):
    row = failed()
    assert "1 task begins anew." in decide(operator, "try_again", row)
    row.refresh_from_db()
    assert row.status == Status.WAITING
    assert "0 tasks are given up." in decide(operator, "give_up", row)
    work_off()
    assert "1 task is given up." in decide(operator, "give_up", row)
    row.refresh_from_db()
    assert (row.status, row.arguments) == (Status.GIVEN_UP, {})


def test_whoever_may_only_look_decides_nothing(client):
    row = failed()
    person = factories.person(is_staff=True)
    person.user_permissions.add(Permission.objects.get(codename="view_queuedtask"))
    client.force_login(person)
    assert client.get(LIST).status_code == 200
    for action in ("try_again", "give_up"):
        decide(client, action, row)
    row.refresh_from_db()
    assert row.status == Status.FAILED
    assert client.post(reverse("admin:work_queuedtask_change", args=[row.pk]), {"status": "done"}).status_code == 403
    assert client.post(reverse("admin:work_queuedtask_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
