"""network: when it was changed last, so that kept pages know.

Of those that exist nobody knows it any more; they count as changed when they were made.
"""

import sqlalchemy as sa
from alembic import op

revision = "20261128_network_updated_at"
down_revision = "20261128_door"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("network", sa.Column("updated_at", moment, nullable=True))
    op.execute("UPDATE network SET updated_at = created_at")
    with op.batch_alter_table("network") as batch:
        batch.alter_column("updated_at", existing_type=moment, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("network") as batch:
        batch.drop_column("updated_at")
