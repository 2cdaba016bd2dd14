"""What the door decides, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from eventapp.rules.door import (
    DeviceState,
    ScanResult,
    clock_error,
    device_state,
    is_rehearsal,
    is_seldom_seen,
    is_worth_a_call,
    judge,
    read_moment,
    read_request,
    scanned_at,
    search_words,
)
from eventapp.rules.rsvp import Place

NOW = datetime(2027, 4, 15, 11, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({}, ScanResult.WELCOME),
        ({"known": False}, ScanResult.UNKNOWN),
        ({"same_event": False, "current_badge": False}, ScanResult.OTHER_EVENT),
        ({"current_badge": False, "present": True}, ScanResult.REVOKED),
        ({"present": True}, ScanResult.ALREADY_IN),
        ({"place": Place.WAITLISTED}, ScanResult.WAITLISTED),
        ({"place": Place.OFFERED}, ScanResult.NO_PLACE),
        ({"place": Place.NONE}, ScanResult.NO_PLACE),
    ],
)
def test_judge_says_what_stands_in_the_way_first(changes, result):
    facts = {
        "known": True,
        "same_event": True,
        "current_badge": True,
        "place": Place.CONFIRMED,
        "present": False,
    }

    assert judge(**{**facts, **changes}) is result


@pytest.mark.parametrize(
    ("before", "rehearsal"),
    [
        (timedelta(days=13), True),
        (timedelta(hours=6, seconds=1), True),
        (timedelta(hours=6), False),
        (timedelta(hours=-2), False),
    ],
)
def test_volunteers_rehearse_until_the_door_opens(before, rehearsal):
    assert is_rehearsal(NOW + before, NOW) is rehearsal


@pytest.mark.parametrize(
    ("before", "worth"),
    [
        (timedelta(days=7), False),
        (timedelta(hours=6, seconds=1), False),
        (timedelta(hours=6), True),
        (timedelta(hours=-2, seconds=1), True),
        (timedelta(hours=-2), False),
    ],
)
def test_who_is_not_inside_is_called_while_the_door_is_open(before, worth):
    starts_at = NOW + before

    assert is_worth_a_call(starts_at, starts_at + timedelta(hours=2), NOW) is worth


@pytest.mark.parametrize(
    ("claimed", "believed"),
    [
        (NOW - 5 * MINUTE, NOW - 5 * MINUTE),
        (NOW + MINUTE, NOW),
        (NOW - 60 * MINUTE, NOW),
        (None, NOW),
    ],
)
def test_scanner_clock_counts_between_pairing_and_now(claimed, believed):
    assert scanned_at(claimed, paired_at=NOW - 30 * MINUTE, now=NOW) == believed


@pytest.mark.parametrize(
    "text", [None, 5, "", "noon", "2027-04-15T12:00:00", "9999-12-31T23:59:59-23:59"]
)
def test_no_moment_comes_from_anything_else(text):
    assert read_moment(text) is None


def test_moment_is_read_in_any_zone():
    assert read_moment("2027-04-15T13:00:00+02:00") == NOW
    assert read_moment("2027-04-15T11:00:00Z") == NOW


@pytest.mark.parametrize(
    ("phones_now", "behind"),
    [
        (NOW, 0 * MINUTE),
        (NOW - 5 * MINUTE, 5 * MINUTE),
        (NOW + MINUTE, -MINUTE),
        (None, 0 * MINUTE),
    ],
)
def test_a_phone_says_how_wrong_its_clock_is(phones_now, behind):
    assert clock_error(phones_now, NOW) == behind


@pytest.mark.parametrize(
    ("at", "behind", "read"),
    [
        ("2027-04-13T10:55:00Z", timedelta(days=2), NOW - 5 * MINUTE),
        ("2027-04-15T11:00:00Z", 0 * MINUTE, NOW),
        ("9999-12-31T23:59:59Z", MINUTE, None),
        (None, MINUTE, None),
    ],
)
def test_the_moment_of_a_scan_is_set_right_by_that_error(at, behind, read):
    request = read_request({"id": "one", "code": "A", "at": at}, behind)

    assert request is not None
    assert request.at == read


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, DeviceState.WAITING),
        ({"pairing_expires_at": NOW}, DeviceState.LAPSED),
        ({"pairing_expires_at": None}, DeviceState.LAPSED),
        ({"paired_at": NOW}, DeviceState.PAIRED),
        ({"paired_at": NOW, "expires_at": NOW}, DeviceState.EXPIRED),
        ({"paired_at": NOW, "revoked_at": NOW, "expires_at": NOW}, DeviceState.REVOKED),
    ],
)
def test_device_state_names_what_stops_it(changes, state):
    facts = {
        "paired_at": None,
        "pairing_expires_at": NOW + MINUTE,
        "expires_at": NOW + 60 * MINUTE,
        "revoked_at": None,
        "now": NOW,
    }

    assert device_state(**{**facts, **changes}) is state


def test_device_is_noted_once_a_minute():
    assert is_seldom_seen(None, NOW)
    assert is_seldom_seen(NOW - MINUTE, NOW)
    assert not is_seldom_seen(NOW - MINUTE / 2, NOW)


@pytest.mark.parametrize(
    ("question", "words"),
    [("", []), ("a", []), ("- -", []), ("ja", ["ja"]), ("jan berg", ["jan", "berg"])],
)
def test_search_wants_two_letters(question, words):
    assert search_words(question) == words
