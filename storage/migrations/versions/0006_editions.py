"""Which edition of the catalogue an incident's deadlines follow."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "editions",
        sa.Column("incident", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("accepted", sa.String(), nullable=False),
        sa.Column("proposed", sa.String(), nullable=True),
        sa.Column("held", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("incident"),
    )


def downgrade() -> None:
    op.drop_table("editions")
