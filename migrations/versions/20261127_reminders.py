"""reminders: a mailing can be for those who are invited and have not answered."""

from alembic import op

revision = "20261127_reminders"
down_revision = "20261127_names"
branch_labels = None
depends_on = None

AUDIENCES = ("all", "ambassadors", "tag", "hand")


def upgrade() -> None:
    change_audiences(*AUDIENCES, "unanswered")


def downgrade() -> None:
    op.execute("UPDATE mailing SET audience = NULL WHERE audience = 'unanswered'")
    change_audiences(*AUDIENCES)


def change_audiences(*allowed: str) -> None:
    check = "audience IN (" + ", ".join(f"'{one}'" for one in allowed) + ")"
    with op.batch_alter_table("mailing") as batch:
        batch.drop_constraint(op.f("ck_mailing_audience"), type_="check")
        batch.create_check_constraint(op.f("ck_mailing_audience"), check)
