"""Which file of the channel was filed as a deadline's notice."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("deadlines") as deadlines:
        deadlines.add_column(sa.Column("file_id", sa.String(), nullable=True))
        deadlines.add_column(sa.Column("file_name", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("deadlines") as deadlines:
        deadlines.drop_column("file_name")
        deadlines.drop_column("file_id")
