import icalendar
from flask import Flask

from eventapp.rules.event import EventState
from tests.factories import make_event, make_network


def test_export_writes_one_event_to_stdout(app: Flask, database: None) -> None:
    event = make_event(make_network(slug="zeeland"), state=EventState.DRAFT)

    result = app.test_cli_runner().invoke(
        args=["calendar", "export", event.slug, "--network", "zeeland"]
    )

    assert result.exit_code == 0
    [entry] = icalendar.Calendar.from_ical(result.stdout_bytes).walk("VEVENT")
    assert entry["UID"] == event.uid


def test_export_of_an_unknown_event_says_so(app: Flask, database: None) -> None:
    result = app.test_cli_runner().invoke(
        args=["calendar", "export", "kijkdag-2027", "--network", "zeeland"]
    )

    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "kijkdag-2027" in result.output
