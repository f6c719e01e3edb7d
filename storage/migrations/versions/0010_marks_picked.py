"""Which marks were made by a shortcut: no pushpin of Slack's shows those."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("marks", sa.Column("picked", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("marks", "picked")
