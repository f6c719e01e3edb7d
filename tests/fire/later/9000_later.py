"""What a later release wants."""

import sqlalchemy as sa
from alembic import op

from tests.fire.newer import NEWEST, RELEASED

revision = NEWEST
down_revision = RELEASED
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incidents", sa.Column("later", sa.String(), nullable=True))
    op.create_table("later", sa.Column("name", sa.String(), primary_key=True))


def downgrade() -> None:
    op.drop_table("later")
    op.drop_column("incidents", "later")
