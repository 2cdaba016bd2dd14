"""names: an import finds people by name, in a register of any size."""

from alembic import op

revision = "20261127_names"
down_revision = "20261126_brand"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_contact_network_id_name_folded", "contact", ["network_id", "name_folded"])


def downgrade() -> None:
    op.drop_index("ix_contact_network_id_name_folded", table_name="contact")
