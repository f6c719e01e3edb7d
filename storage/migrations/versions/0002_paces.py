"""Slack's limits, kept by all copies of the bot together."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paces",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made", sa.JSON().with_variant(sa.ARRAY(sa.Double()), "postgresql"), nullable=False),
        sa.Column("used_epoch", sa.Double(), nullable=False),
        sa.Column("held_epoch", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )


def downgrade() -> None:
    op.drop_table("paces")
