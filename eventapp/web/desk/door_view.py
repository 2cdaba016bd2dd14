"""What the desk shows of a door, as plain values: equal values are an unchanged page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from eventapp.models.door import DoorDevice
from eventapp.models.event import Event
from eventapp.queries import arrivals as arrivals_queries
from eventapp.queries import door as door_queries
from eventapp.queries.arrivals import Arrivals
from eventapp.rules.arrivals import Chart, chart
from eventapp.rules.door import (
    SEEN_EVERY,
    DeviceState,
    device_expires_at,
    device_state,
    is_rehearsal,
    is_worth_a_call,
)

# A phone says once a minute that it is there.
CONNECTED = 2 * SEEN_EVERY + timedelta(seconds=30)


@dataclass(frozen=True)
class DeviceView:
    """One scanner in the list."""

    id: int
    entrance: str
    state: DeviceState
    connected: bool
    paired_at: datetime | None
    last_seen_at: datetime | None
    pairing_expires_at: datetime | None
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class DoorView:
    """Everything on the page that changes by itself."""

    arrivals: Arrivals
    chart: Chart | None
    devices: tuple[DeviceView, ...]
    old_devices: tuple[DeviceView, ...]
    is_over: bool
    is_rehearsal: bool
    is_worth_a_call: bool
    has_ended: bool


def door_view(event: Event, *, question: str, now: datetime) -> DoorView:
    """Read what the page shows, in seven statements."""
    arrivals = arrivals_queries.arrivals(event.id, question)
    devices = [device_view(device, now) for device in door_queries.devices(event.id)]
    at_work = {DeviceState.PAIRED, DeviceState.WAITING}
    return DoorView(
        arrivals=arrivals,
        chart=chart(
            dict(arrivals.steps), others=_("Other entrances"), ends_at=event.ends_at, now=now
        ),
        devices=tuple(device for device in devices if device.state in at_work),
        old_devices=tuple(device for device in devices if device.state not in at_work),
        is_over=device_expires_at(event.ends_at) <= now,
        is_rehearsal=is_rehearsal(event.starts_at, now),
        is_worth_a_call=is_worth_a_call(event.starts_at, event.ends_at, now),
        has_ended=event.ends_at <= now,
    )


def device_view(device: DoorDevice, now: datetime) -> DeviceView:
    """Describe a scanner at this moment."""
    state = device_state(
        paired_at=device.paired_at,
        pairing_expires_at=device.pairing_expires_at,
        expires_at=device.expires_at,
        revoked_at=device.revoked_at,
        now=now,
    )
    seen = device.last_seen_at
    return DeviceView(
        id=device.id,
        entrance=device.entrance,
        state=state,
        connected=seen is not None and now - seen < CONNECTED,
        paired_at=device.paired_at,
        last_seen_at=seen,
        pairing_expires_at=device.pairing_expires_at,
        expires_at=device.expires_at,
        revoked_at=device.revoked_at,
    )
