"""A worker hears of post at once, over whichever queue."""

import pytest
from flask import Flask

from config import Config
from eventapp import jobs, post
from tests.conftest import make_config
from tests.mailings import future_event, make_mailing, send


def test_transaction_that_queues_a_mail_nudges_the_worker(app: Flask, database: None):
    queue = app.extensions["jobs"].huey
    queue.flush()

    send(make_mailing(future_event(), 1))
    waiting = queue.storage.queue_size()
    send(make_mailing(future_event(), 1))

    assert (waiting, queue.storage.queue_size()) == (1, 1)


def test_queue_of_tasks_works_behind_either_database(app: Flask, database: None):
    config: Config = app.extensions["config"]
    queue = jobs.make_huey(
        make_config(config.instance_path, config.database_url, jobs_url=config.database_url)
        if config.database_url.startswith("postgresql")
        else config
    )
    seen: list[str] = []
    task = queue.task(name="note")(lambda: seen.append("done"))
    queue.flush()

    task()
    queue.execute(queue.dequeue())

    assert seen == ["done"]
    queue.storage.close()


def test_task_signed_with_another_key_is_refused(app: Flask, database: None):
    config: Config = app.extensions["config"]
    forged = jobs.make_huey(
        make_config(
            config.instance_path,
            config.database_url,
            jobs_url=config.jobs_url,
            secret_key="somebody-elses-key",
        )
    )
    forged.flush()
    forged.task(name="post")(lambda: None)()

    with pytest.raises(ValueError, match="mismatch"):
        app.extensions["jobs"].huey.dequeue()


def test_nudge_that_fails_does_not_lose_the_mail(
    app: Flask, database: None, caplog: pytest.LogCaptureFixture
):
    config: Config = app.extensions["config"]
    broken = jobs.Jobs(app)
    broken.config = make_config(
        config.instance_path, config.database_url, jobs_url="sqlite:////dev/null/jobs.db"
    )
    working = app.extensions["jobs"]
    app.extensions["jobs"] = broken
    try:
        send(make_mailing(future_event(), 1))
    finally:
        app.extensions["jobs"] = working

    assert "could not be told" in caplog.text
    assert post.hand_over_due(app).sent == 1
