"""When a draft of a deadline's notice was made."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("deadlines") as deadlines:
        deadlines.add_column(sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("deadlines") as deadlines:
        deadlines.drop_column("drafted_at")
