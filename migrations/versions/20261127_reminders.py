"""reminders: a mailing can be for those who are invited and have not answered.

Who was written to a moment ago is found without reading the mails themselves.
"""

from alembic import op

revision = "20261127_reminders"
down_revision = "20261127_names"
branch_labels = None
depends_on = None

AUDIENCES = ("all", "ambassadors", "tag", "hand")


def upgrade() -> None:
    change_audiences(*AUDIENCES, "unanswered")
    op.create_index(
        "ix_message_event_id_state_sent_at", "message", ["event_id", "state", "sent_at"]
    )
    op.create_index(
        "ix_message_invitation_id_kind", "message", ["invitation_id", "kind", "state", "sent_at"]
    )
    op.drop_index("ix_message_event_id", table_name="message")
    op.drop_index("ix_message_invitation_id", table_name="message")


def downgrade() -> None:
    op.create_index("ix_message_event_id", "message", ["event_id"])
    op.create_index("ix_message_invitation_id", "message", ["invitation_id"])
    op.drop_index("ix_message_invitation_id_kind", table_name="message")
    op.drop_index("ix_message_event_id_state_sent_at", table_name="message")
    op.execute("UPDATE mailing SET audience = NULL WHERE audience = 'unanswered'")
    change_audiences(*AUDIENCES)


def change_audiences(*allowed: str) -> None:
    check = "audience IN (" + ", ".join(f"'{one}'" for one in allowed) + ")"
    with op.batch_alter_table("mailing") as batch:
        batch.drop_constraint(op.f("ck_mailing_audience"), type_="check")
        batch.create_check_constraint(op.f("ck_mailing_audience"), check)
