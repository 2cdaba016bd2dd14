"""What is stored; importing this package makes every table known."""

from eventapp.models.account import Membership, User
from eventapp.models.audit import AuditEntry
from eventapp.models.door import DoorDevice, Scan
from eventapp.models.event import Event, ProgrammeItem, Room, Speaker
from eventapp.models.installation import Installation
from eventapp.models.mailing import Mailing, Message
from eventapp.models.network import Network, Partner
from eventapp.models.register import Contact, Employer, Tag
from eventapp.models.rsvp import Attendee, Badge, Invitation
from eventapp.models.stored_file import StoredFile
from eventapp.models.throttle import Throttle

__all__ = [
    "Attendee",
    "AuditEntry",
    "Badge",
    "Contact",
    "DoorDevice",
    "Employer",
    "Event",
    "Installation",
    "Invitation",
    "Mailing",
    "Membership",
    "Message",
    "Network",
    "Partner",
    "ProgrammeItem",
    "Room",
    "Scan",
    "Speaker",
    "StoredFile",
    "Tag",
    "Throttle",
    "User",
]
