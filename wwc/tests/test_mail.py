"""Mail is a row first; the worker is woken once the row stands."""

import pytest
from django.core import mail
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from post_office.models import STATUS, Email
from pytest_django import Settings

from wwc import tasks
from wwc.celery import app
from wwc.tests.services import HOST, free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def rows_first(settings: Settings) -> None:
    """Mail as in the portal itself, but with the last step into Django's test outbox."""
    settings.EMAIL_BACKEND = "post_office.EmailBackend"
    settings.POST_OFFICE = {
        **settings.POST_OFFICE,
        "BACKENDS": {"default": "django.core.mail.backends.locmem.EmailBackend"},
    }


@pytest.fixture(autouse=True)
def queue() -> None:
    """An empty queue."""
    with app.connection_for_write() as broker:
        app.amqp.queues[app.conf.task_default_queue](broker.default_channel).declare()
        broker.default_channel.queue_purge(app.conf.task_default_queue)


def write() -> None:
    send_mail("Hello", "A line.", None, ["mayor@example.org"])


def messages() -> int:
    with app.connection_for_write() as broker:
        queue = app.amqp.queues[app.conf.task_default_queue](broker.default_channel)
        return int(queue.queue_declare().message_count)


def test_mail_waits_as_a_row_until_the_worker_sends_it() -> None:
    write()
    assert [email.status for email in Email.objects.all()] == [STATUS.queued]
    assert mail.outbox == []

    tasks.send_mail()
    assert [message.to for message in mail.outbox] == [["mayor@example.org"]]
    assert [email.status for email in Email.objects.all()] == [STATUS.sent]

    tasks.send_mail()
    assert len(mail.outbox) == 1


def test_the_worker_is_woken_when_the_row_is_committed_and_not_before() -> None:
    with transaction.atomic():
        write()
        assert messages() == 0
    assert messages() == 1


def test_mail_of_a_transaction_rolled_back_is_never_sent() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert messages() == 0
    assert not Email.objects.exists()
    tasks.send_mail()
    assert mail.outbox == []


def test_without_a_broker_the_mail_still_waits_for_the_clock(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = f"redis://{HOST}:{free_port()}/0"
    monkeypatch.setattr(app.conf, "broker_write_url", nowhere)
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    write()
    assert "No broker: the mail waits for the clock" in caplog.text
    tasks.send_mail()
    assert len(mail.outbox) == 1


def test_a_mail_that_cannot_be_sent_now_is_tried_again_later(settings: Settings) -> None:
    settings.POST_OFFICE = {
        **settings.POST_OFFICE,
        "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
    }
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, free_port()
    write()
    tasks.send_mail()
    email = Email.objects.get()
    assert (email.status, email.number_of_retries) == (STATUS.requeued, 1)
    assert email.scheduled_time - email.last_updated > settings.POST_OFFICE["RETRY_INTERVAL"] * 0.9


def test_old_letters_are_forgotten_and_new_ones_kept() -> None:
    write()
    write()
    old = Email.objects.earliest("pk")
    Email.objects.filter(pk=old.pk).update(created=timezone.now() - 2 * tasks.MAIL_IS_KEPT)

    tasks.forget_old_mail()

    assert [email.pk for email in Email.objects.all()] == [old.pk + 1]
