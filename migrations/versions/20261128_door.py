"""door: nothing that a check-in changes stands in an index.

Letting somebody in changed two indexes of the attendees, and on PostgreSQL all of them. Who asks
for those inside reads the event's attendees anyway, to count them.
"""

from alembic import op

revision = "20261128_door"
down_revision = "20261127_reminders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_attendee_event_id_checked_in_at", table_name="attendee")
    op.drop_index("ix_attendee_event_id_presence_changed_at", table_name="attendee")
    set_on_postgresql("SET (fillfactor = 80)")


def downgrade() -> None:
    set_on_postgresql("RESET (fillfactor)")
    op.create_index(
        "ix_attendee_event_id_presence_changed_at", "attendee", ["event_id", "presence_changed_at"]
    )
    op.create_index("ix_attendee_event_id_checked_in_at", "attendee", ["event_id", "checked_in_at"])


def set_on_postgresql(setting: str) -> None:
    """Leave room on each page, so that a changed row stays on its own (heap-only tuples)."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE attendee {setting}")
