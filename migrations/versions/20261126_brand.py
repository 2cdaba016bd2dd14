"""brand: two colours and a logo of a network."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_brand"
down_revision = "20261123_first_tables"
branch_labels = None
depends_on = None

PURPOSES = ("contact_import",)


def purpose_check(*allowed: str) -> str:
    return "purpose IN (" + ", ".join(f"'{one}'" for one in allowed) + ")"


def upgrade() -> None:
    with op.batch_alter_table("network") as batch:
        batch.add_column(sa.Column("brand_colour", sa.String(length=7), nullable=True))
        batch.add_column(sa.Column("accent_colour", sa.String(length=7), nullable=True))
        batch.add_column(sa.Column("logo_digest", sa.String(length=16), nullable=True))
        batch.add_column(sa.Column("logo_width", sa.Integer(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_network_brand_is_a_colour"), "brand_colour LIKE '#______'"
        )
        batch.create_check_constraint(
            op.f("ck_network_accent_is_a_colour"), "accent_colour LIKE '#______'"
        )
    change_purposes(*PURPOSES, "logo")


def downgrade() -> None:
    op.execute("DELETE FROM stored_file WHERE purpose = 'logo'")
    change_purposes(*PURPOSES)
    with op.batch_alter_table("network") as batch:
        batch.drop_constraint(op.f("ck_network_accent_is_a_colour"), type_="check")
        batch.drop_constraint(op.f("ck_network_brand_is_a_colour"), type_="check")
        for name in ("logo_width", "logo_digest", "accent_colour", "brand_colour"):
            batch.drop_column(name)


def change_purposes(*allowed: str) -> None:
    with op.batch_alter_table("stored_file") as batch:
        batch.drop_constraint(op.f("ck_stored_file_file_purpose"), type_="check")
        batch.create_check_constraint(op.f("ck_stored_file_file_purpose"), purpose_check(*allowed))
