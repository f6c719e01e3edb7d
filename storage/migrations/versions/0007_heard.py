"""When Slack last delivered anything, to whichever process."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("listening", sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("listening", sa.Column("heard_epoch", sa.Double(), nullable=True))


def downgrade() -> None:
    op.drop_column("listening", "heard_epoch")
    op.drop_column("listening", "heard_at")
