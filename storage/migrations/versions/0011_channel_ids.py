"""The ids of channels that Slack gave another: what was recorded under one is found by each."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_ids",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_channel_ids_channel", "channel_ids", ["channel"])


def downgrade() -> None:
    op.drop_table("channel_ids")
