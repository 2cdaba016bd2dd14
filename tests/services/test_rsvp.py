from datetime import timedelta

import pytest
from sqlalchemy import select

from eventapp.database import db, transaction
from eventapp.models import Attendee, AuditEntry, Badge, Invitation, Message
from eventapp.rules.event import EventState
from eventapp.rules.mailing import MessageKind, MessageState
from eventapp.rules.rsvp import (
    AccessNeed,
    AnsweredVia,
    Diet,
    Outcome,
    Partstat,
    Place,
    Promotion,
    Reply,
)
from eventapp.services import badges, rsvp
from eventapp.services.audit import Actor
from tests.factories import (
    NOW,
    make_attendee,
    make_contact,
    make_event,
    make_invitation,
    make_network,
    make_user,
)

JAN = Actor("Jan van der Berg")
AFTER_CLOSING = NOW + timedelta(days=25)
AFTER_START = NOW + timedelta(days=29, hours=22)
YES, MAYBE, NO = Partstat.ACCEPTED, Partstat.TENTATIVE, Partstat.DECLINED


def answer(invitation, said=YES, *companions, now=NOW, via=AnsweredVia.WEB, actor=JAN, **values):
    with transaction():
        return rsvp.reply(
            invitation,
            Reply(answer=said, companions=companions, **values),
            via=via,
            actor=actor,
            now=now,
        )


def party(invitation):
    db.session.expire_all()
    return [(person.name, person.place) for person in invitation.attendees]


def mails():
    """Give the kinds of mail that will leave, oldest first."""
    query = select(Message).where(Message.state == MessageState.QUEUED).order_by(Message.id)
    return [message.kind for message in db.session.scalars(query)]


def valid_badges():
    query = select(Badge).join(Attendee).where(Badge.serial == Attendee.badge_serial)
    return db.session.scalars(query).all()


def make_jan(**values):
    event = make_event(**values)
    contact = make_contact(event.network, name="Jan van der Berg")
    return make_invitation(event, contact)


def test_a_yes_gives_the_party_places_badges_and_a_mail(database):
    invitation = make_jan()

    outcome = answer(invitation, YES, "Fatima el Amrani")

    assert outcome is Outcome.RECORDED
    assert party(invitation) == [
        ("Jan van der Berg", Place.CONFIRMED),
        ("Fatima el Amrani", Place.CONFIRMED),
    ]
    assert (invitation.answer, invitation.answered_via) == (YES, AnsweredVia.WEB)
    assert len(valid_badges()) == 2
    assert mails() == [MessageKind.CONFIRMATION]


def test_the_same_answer_twice_sends_one_mail_and_writes_one_history(database):
    invitation = make_jan()
    answer(invitation, YES, "Fatima el Amrani")
    entries = db.session.scalars(select(AuditEntry.id)).all()

    answer(invitation, YES, "Fatima el Amrani", now=NOW + timedelta(hours=1))

    assert mails() == [MessageKind.CONFIRMATION]
    assert db.session.scalars(select(AuditEntry.id)).all() == entries
    assert invitation.answered_at == NOW


def test_the_history_tells_whose_place_changed(database):
    answer(make_jan(), YES, "Fatima el Amrani")

    changes = db.session.execute(
        select(AuditEntry.old, AuditEntry.new).where(AuditEntry.field == "place")
    ).all()
    assert changes == [
        ("Jan van der Berg: none", "Jan van der Berg: confirmed"),
        ("Fatima el Amrani: none", "Fatima el Amrani: confirmed"),
    ]


def test_yes_no_yes_leaves_one_attendee_and_one_valid_badge(database):
    invitation = make_jan()

    for said in (YES, NO, YES):
        answer(invitation, said)

    assert party(invitation) == [("Jan van der Berg", Place.CONFIRMED)]
    assert len(valid_badges()) == 1


@pytest.mark.parametrize("said", [MAYBE, NO])
def test_a_plain_maybe_or_no_makes_nobody_and_sends_nothing(database, said):
    invitation = make_jan()

    answer(invitation, said)

    assert party(invitation) == []
    assert mails() == []
    assert invitation.answer is said


def test_giving_a_place_back_sends_regrets_and_drops_the_unsent_confirmation(database):
    invitation = make_jan()
    answer(invitation, YES)

    answer(invitation, NO)

    assert mails() == [MessageKind.REGRETS]


def test_who_stops_waiting_gets_no_mail_about_the_waiting_list(database):
    invitation = make_jan(capacity=1)
    make_attendee(invitation.event)
    answer(invitation, YES, wants_to_wait=True)

    answer(invitation, NO)

    assert mails() == []


def test_a_renamed_companion_is_another_person_with_another_badge(database):
    invitation = make_jan()
    answer(invitation, YES, "Fatima el Amrani")
    old = badges.code_of(invitation.attendees[1])

    answer(invitation, YES, "Karin Bouwmeester")

    assert party(invitation)[1] == ("Karin Bouwmeester", Place.CONFIRMED)
    assert badges.code_of(invitation.attendees[1]) != old
    assert len(valid_badges()) == 2


def test_a_corrected_accent_keeps_the_badge(database):
    invitation = make_jan()
    answer(invitation, YES, "Fatima El Amrani")
    old = badges.code_of(invitation.attendees[1])

    answer(invitation, YES, "Fátima el Amrani")

    assert party(invitation)[1] == ("Fátima el Amrani", Place.CONFIRMED)
    assert badges.code_of(invitation.attendees[1]) == old


def test_a_dropped_companion_loses_place_and_badge_and_the_other_keeps_hers(database):
    invitation = make_jan()
    answer(invitation, YES, "Anna Bos", "Bram Smit")
    code = badges.code_of(invitation.attendees[2])

    answer(invitation, YES, "Bram Smit")

    assert party(invitation)[1:] == [("Anna Bos", Place.NONE), ("Bram Smit", Place.CONFIRMED)]
    assert badges.code_of(invitation.attendees[2]) == code
    assert {badge.attendee.name for badge in valid_badges()} == {"Jan van der Berg", "Bram Smit"}


def test_who_does_not_fit_is_asked_first_and_then_waits(database):
    invitation = make_jan(capacity=1)
    make_attendee(invitation.event)

    first = answer(invitation, YES)
    unchanged = (invitation.answer, party(invitation))
    second = answer(invitation, YES, wants_to_wait=True)

    assert (first, second) == (Outcome.FULL, Outcome.RECORDED)
    assert unchanged == (Partstat.NEEDS_ACTION, [])
    assert party(invitation) == [("Jan van der Berg", Place.WAITLISTED)]
    assert valid_badges() == [
        badge for badge in valid_badges() if badge.attendee.invitation is None
    ]
    assert mails() == [MessageKind.WAITLIST]


def test_companions_count_for_the_capacity(database):
    first = make_jan(capacity=2)
    second = make_invitation(first.event)
    answer(first, YES)

    assert answer(second, YES, "Anna Bos") is Outcome.FULL
    assert answer(second, YES) is Outcome.RECORDED


def test_nobody_present_is_taken_away_by_an_answer(database):
    invitation = make_jan()
    answer(invitation, YES, "Fatima el Amrani")
    with transaction():
        invitation.attendees[1].checked_in_at = NOW

    outcomes = [
        answer(invitation, NO),
        answer(invitation, YES),
        answer(invitation, YES, "Karin Bouwmeester"),
        answer(invitation, YES, "Fatima el Amrani", remark="Tot straks"),
    ]

    assert outcomes == [Outcome.PRESENT] * 3 + [Outcome.RECORDED]
    assert party(invitation)[1] == ("Fatima el Amrani", Place.CONFIRMED)


def test_an_answer_after_the_closing_moment_is_refused(database):
    invitation = make_jan()

    assert answer(invitation, YES, now=AFTER_CLOSING) is Outcome.CLOSED
    assert invitation.answer is Partstat.NEEDS_ACTION


@pytest.mark.parametrize("kept", [True, False])
def test_a_cancelled_event_or_a_withdrawn_invitation_takes_no_answer(database, kept):
    invitation = make_jan(state=EventState.PUBLISHED if kept else EventState.CANCELLED)
    with transaction():
        invitation.revoked_at = NOW if kept else None

    assert answer(invitation, YES) is Outcome.CLOSED
    assert answer(invitation, YES, via=AnsweredVia.DESK) is Outcome.CLOSED


def test_an_organiser_records_an_answer_after_the_closing_moment_with_who_and_when(database):
    invitation = make_jan()
    annelies = make_user(invitation.event.network)

    with transaction():
        outcome = rsvp.answer_for(
            invitation,
            Reply(answer=YES),
            actor=Actor(annelies.name, annelies.id),
            now=AFTER_CLOSING,
        )

    assert outcome is Outcome.RECORDED
    assert invitation.answered_via is AnsweredVia.DESK
    assert (invitation.answered_by_id, invitation.answered_at) == (annelies.id, AFTER_CLOSING)


def test_history_names_needs_but_never_holds_them(database):
    invitation = make_jan()

    answer(
        invitation,
        YES,
        diet=(Diet.HALAL,),
        diet_other="geen sesam",
        access_needs=(AccessNeed.WHEELCHAIR,),
        access_other="lift",
        remark="geheim",
    )

    entries = db.session.scalars(select(AuditEntry)).all()
    assert {"diet", "diet_other", "access_needs", "access_other", "remark"} <= {
        entry.field for entry in entries
    }
    written = " ".join(f"{entry.old} {entry.new}" for entry in entries)
    for secret in ("halal", "sesam", "wheelchair", "lift", "geheim"):
        assert secret not in written
    assert {entry.actor for entry in entries} == {"Jan van der Berg"}


def test_who_stays_away_leaves_no_needs_behind(database):
    invitation = make_jan()
    answer(invitation, YES, diet=(Diet.HALAL,), access_other="lift")

    answer(invitation, NO, diet=(Diet.HALAL,), access_other="lift")

    assert (invitation.diet, invitation.access_other) == ([], "")


def test_needs_alone_change_no_mail(database):
    invitation = make_jan()
    answer(invitation, YES)
    sent = mails()

    answer(invitation, YES, diet=(Diet.VEGAN,))

    assert mails() == sent
    assert invitation.diet == ["vegan"]


def wait(invitation, *companions):
    return answer(invitation, YES, *companions, wants_to_wait=True)


def promote(invitation, now=NOW):
    with transaction():
        return rsvp.promote(invitation, actor=Actor("Annelies"), now=now)


def test_promoting_gives_the_whole_party_its_places_and_tells_them(database):
    invitation = make_jan(capacity=2)
    other = make_invitation(invitation.event)
    answer(other, YES)
    wait(invitation, "Anna Bos")
    answer(other, NO)

    outcome = promote(invitation)

    assert outcome is Promotion.PROMOTED
    assert [place for _, place in party(invitation)] == [Place.CONFIRMED] * 2
    assert mails() == [MessageKind.REGRETS, MessageKind.CONFIRMATION]
    assert promote(invitation) is Promotion.NOBODY_WAITS


def test_promoting_never_overbooks_and_never_comes_after_the_start(database):
    invitation = make_jan(capacity=1)
    other = make_invitation(invitation.event)
    answer(other, YES)
    wait(invitation)

    assert promote(invitation) is Promotion.FULL
    answer(other, NO)
    assert promote(invitation, now=AFTER_START) is Promotion.TOO_LATE
    assert party(invitation) == [("Jan van der Berg", Place.WAITLISTED)]


def test_a_newcomer_does_not_pass_who_waits(database):
    first = make_jan(capacity=1)
    second, third = make_invitation(first.event), make_invitation(first.event)
    answer(first, YES)
    wait(second)
    answer(first, NO)

    assert answer(third, YES) is Outcome.FULL


def test_a_new_link_kills_the_old_one_and_goes_out_to_who_has_a_place(database):
    invitation = make_jan()
    answer(invitation, YES)
    old = invitation.public_id

    with transaction():
        rsvp.renew_link(invitation, actor=Actor("Annelies"), now=NOW)

    assert db.session.scalar(select(Invitation).where(Invitation.public_id == old)) is None
    assert mails() == [MessageKind.CONFIRMATION]


def test_a_new_link_sends_an_unanswered_invitation_again_in_its_own_row(database):
    invitation = make_jan()
    with transaction():
        db.session.add(
            Message(
                event_id=invitation.event_id,
                invitation_id=invitation.id,
                contact_id=invitation.contact_id,
                kind=MessageKind.INVITATION,
                state=MessageState.SENT,
                message_id="old",
                to_address="jan@korenbloem.example",
                mime=b"with the old link",
                due_at=NOW,
                created_at=NOW,
            )
        )

    with transaction():
        rsvp.renew_link(invitation, actor=Actor("Annelies"), now=NOW)

    assert mails() == [MessageKind.INVITATION]
    assert db.session.scalars(select(Message.mime)).all() == [None]


def test_new_badges_kill_the_old_ones(database):
    invitation = make_jan()
    answer(invitation, YES, "Anna Bos")
    old = {badges.code_of(person) for person in invitation.attendees}

    with transaction():
        rsvp.renew_badges(invitation, actor=Actor("Annelies"), now=NOW)

    assert old.isdisjoint({badges.code_of(person) for person in invitation.attendees})
    assert len(valid_badges()) == 2


def test_a_revoked_badge_comes_back_with_a_new_answer(database):
    invitation = make_jan()
    answer(invitation, YES)
    with transaction():
        rsvp.revoke_badge(invitation.attendees[0], actor=Actor("Annelies"), now=NOW)
    assert valid_badges() == []

    answer(invitation, YES)

    assert len(valid_badges()) == 1


def test_needs_are_forgotten_two_weeks_after_the_event(database):
    invitation = make_jan()
    answer(invitation, YES, diet=(Diet.HALAL,), access_other="lift", remark="Graag vooraan")
    ends_at = invitation.event.ends_at

    with transaction():
        early = rsvp.forget_needs(ends_at + timedelta(days=13))
    with transaction():
        late = rsvp.forget_needs(ends_at + timedelta(days=15))
    with transaction():
        again = rsvp.forget_needs(ends_at + timedelta(days=16))

    db.session.expire_all()
    assert (early, late, again) == (0, 1, 0)
    assert (invitation.diet, invitation.access_other, invitation.remark) == ([], "", "")
    assert invitation.answer is YES


def test_an_answer_to_a_contact_without_address_queues_no_mail(database):
    event = make_event()
    invitation = make_invitation(event, make_contact(event.network, email=None))

    assert answer(invitation, YES) is Outcome.RECORDED
    assert mails() == []


def test_the_badge_key_is_made_once(database):
    network = make_network()
    first, second = make_jan(network=network), make_jan(network=network)

    answer(first, YES)
    answer(second, YES)

    assert len(valid_badges()) == 2


def test_the_worker_forgets_needs_of_long_ago(app, database):
    invitation = make_jan(starts_at=NOW - timedelta(days=3650), ends_at=NOW - timedelta(days=3649))
    with transaction():
        invitation.remark = "Graag vooraan"

    app.extensions["jobs"].forget()

    db.session.expire_all()
    assert invitation.remark == ""
