from datetime import UTC, datetime, timedelta

import pytest

from eventapp.rules.rsvp import (
    Companion,
    Decision,
    Outcome,
    Partstat,
    Place,
    Promotion,
    companion_positions,
    decide,
    promotion,
    seats_left,
)

NOW = datetime(2027, 3, 16, 13, 0, tzinfo=UTC)
CLOSES = NOW + timedelta(days=20)
CONFIRMED, WAITLISTED, NONE = Place.CONFIRMED, Place.WAITLISTED, Place.NONE


def decision(answer: Partstat = Partstat.ACCEPTED, **values: object) -> Decision:
    defaults: dict[str, object] = {
        "current": (),
        "persons": 1,
        "seats_left": 10,
        "companions_max": 2,
        "wants_to_wait": False,
        "closes_at": CLOSES,
        "now": NOW,
    }
    return decide(answer, **{**defaults, **values})  # type: ignore[arg-type]


def test_a_yes_gives_each_person_a_place():
    assert decision(persons=3) == Decision(Outcome.RECORDED, (CONFIRMED,) * 3)


def test_a_party_that_does_not_fit_is_asked_whether_to_wait():
    assert decision(persons=3, seats_left=2) == Decision(Outcome.FULL)


def test_a_party_that_wants_to_wait_waits_together():
    assert decision(persons=2, seats_left=1, wants_to_wait=True).places == (WAITLISTED,) * 2


def test_who_waits_may_answer_again_and_keeps_waiting():
    assert decision(current=(WAITLISTED,), seats_left=0).places == (WAITLISTED,)


def test_who_has_a_seat_keeps_it_when_a_companion_must_wait():
    decided = decision(persons=2, current=(CONFIRMED,), seats_left=0, wants_to_wait=True)

    assert decided.places == (CONFIRMED, WAITLISTED)


def test_an_event_without_limit_has_room():
    assert decision(persons=3, seats_left=None).outcome is Outcome.RECORDED


@pytest.mark.parametrize("answer", [Partstat.TENTATIVE, Partstat.DECLINED])
def test_maybe_and_no_give_no_place(answer):
    assert decision(answer, current=(CONFIRMED,), seats_left=0).places == (NONE,)


def test_one_companion_too_many_is_refused():
    assert decision(persons=4).outcome is Outcome.TOO_MANY


def test_a_party_that_was_larger_may_stay_so():
    assert (
        decision(persons=3, current=(CONFIRMED,) * 3, companions_max=1).places == (CONFIRMED,) * 3
    )


def test_a_party_whose_companions_left_may_not_grow_past_the_limit():
    current = (CONFIRMED, NONE, NONE)

    assert decision(persons=3, current=current, companions_max=1).outcome is Outcome.TOO_MANY


def test_an_answer_at_the_closing_moment_is_too_late():
    assert decision(closes_at=NOW) == Decision(Outcome.CLOSED)


def test_who_waits_goes_first():
    assert seats_left(50, confirmed=48, waitlisted=2) == 0
    assert seats_left(50, confirmed=48, waitlisted=0) == 2
    assert seats_left(50, confirmed=55, waitlisted=0) == 0
    assert seats_left(None, confirmed=500, waitlisted=0) is None


ANNA = Companion(2, "Anna Bos", True)
BRAM = Companion(3, "Bram Smit", True)


@pytest.mark.parametrize(
    ("names", "known", "positions"),
    [
        (["Anna Bos", "Bram Smit"], [], (2, 3)),
        (["Bram Smit"], [ANNA, BRAM], (3,)),
        (["bram smit", "Anna Bos"], [ANNA, BRAM], (3, 2)),
        (["Carla Vos"], [ANNA], (2,)),
        (["Carla Vos", "Bram Smit"], [ANNA, BRAM], (2, 3)),
        (["Carla Vos"], [Companion(2, "Anna Bos", False), BRAM], (3,)),
        (["Anna Bos"], [Companion(2, "Anna Bos", False)], (2,)),
        (["Anna Bos", "Anna Bos"], [ANNA], (2, 3)),
        ([], [ANNA], ()),
    ],
)
def test_companions_keep_their_own_position(names, known, positions):
    assert companion_positions(names, known) == positions


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, Promotion.PROMOTED),
        ({"capacity": None}, Promotion.PROMOTED),
        ({"waiting": 0}, Promotion.NOBODY_WAITS),
        ({"waiting": 3}, Promotion.FULL),
        ({"now": NOW + timedelta(days=1)}, Promotion.TOO_LATE),
    ],
)
def test_a_waiting_party_gets_places_before_the_start_if_all_fit(values, expected):
    defaults = {
        "waiting": 2,
        "confirmed": 48,
        "capacity": 50,
        "starts_at": NOW + timedelta(days=1),
        "now": NOW,
    }

    assert promotion(**{**defaults, **values}) is expected
