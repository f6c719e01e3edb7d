"""Where everything is kept: the only home of SQLModel, SQLAlchemy and Alembic."""
