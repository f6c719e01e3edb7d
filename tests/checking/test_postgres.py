"""`check` on a PostgreSQL that answers and does not let the bot work: each with the way to mend it."""

import asyncio
import io
from collections.abc import Iterator
from uuid import uuid4

import pytest
from pydantic import SecretStr
from sqlalchemy import make_url

from bot.commands.check import check
from bot.config import Settings
from storage.database import Database
from tests.checking.pooler import pooler
from tests.databases import PostgresSpares, ask_postgres

OTHER = f"incident_bot_{uuid4().hex[:12]}"
"""A user who owns nothing."""


def said_of(url: str) -> str:
    """What the check says of the database; without a token Slack is not asked."""
    out = io.StringIO()
    settings = Settings(_env_file=None, database_url=SecretStr(url), port=0)  # type: ignore[call-arg]
    asyncio.run(check(settings, out))
    return "".join(line for line in out.getvalue().splitlines(keepends=True) if "database" in line)


def taken_down(url: str) -> None:
    """Take the schema back to that of a release before the first."""

    async def migrate_down() -> None:
        async with Database(url) as database:
            await database.migrate_down()

    asyncio.run(migrate_down())


@pytest.fixture
def name(postgres_spares: PostgresSpares) -> Iterator[str]:
    """A migrated database that belongs to somebody else."""
    name = postgres_spares.take()
    ask_postgres(f"CREATE ROLE {OTHER} LOGIN")
    try:
        yield name
    finally:
        ask_postgres(f"REASSIGN OWNED BY {OTHER} TO CURRENT_USER", f"DROP OWNED BY {OTHER}", database=name)
        ask_postgres(f"DROP ROLE {OTHER}")
        postgres_spares.give_back(name)


@pytest.fixture
def theirs(postgres_spares: PostgresSpares, name: str) -> str:
    """The URL of that database for a user who owns nothing."""
    url = make_url(postgres_spares.url_of(name)).set(username=OTHER)
    return url.render_as_string(hide_password=False)


def test_a_database_that_lets_the_bot_work_is_fine(postgres_url: str) -> None:
    assert said_of(postgres_url).startswith("ok")


def test_tables_that_the_bot_may_not_change_are_named(name: str, theirs: str) -> None:
    assert "FAIL" in said_of(theirs)
    assert "GRANT SELECT, INSERT, UPDATE, DELETE" in said_of(theirs)
    ask_postgres(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {OTHER}", database=name
    )
    assert said_of(theirs).startswith("ok"), "it is current, so nobody has to be able to migrate it"


def test_a_user_who_could_not_migrate_is_named(
    name: str, theirs: str, postgres_spares: PostgresSpares
) -> None:
    taken_down(postgres_spares.url_of(name))
    ask_postgres(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {OTHER}", database=name
    )
    assert "GRANT CREATE ON SCHEMA public" in said_of(theirs)
    assert "belong to another user" in said_of(theirs)
    ask_postgres(
        f"GRANT CREATE ON SCHEMA public TO {OTHER}",
        f"ALTER TABLE alembic_version OWNER TO {OTHER}",
        database=name,
    )
    assert said_of(theirs).startswith("note database: new, or its schema is older")
    assert said_of(theirs).count("\n") == 1


def test_a_database_that_takes_no_changes_is_named(name: str, postgres_spares: PostgresSpares) -> None:
    ask_postgres(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    try:
        assert "FAIL database: it takes no changes" in said_of(postgres_spares.url_of(name))
    finally:
        ask_postgres(f"ALTER DATABASE {name} RESET default_transaction_read_only")


def test_a_database_that_cannot_keep_every_character_is_named(postgres_spares: PostgresSpares) -> None:
    latin = f"{OTHER}_latin"
    ask_postgres(f"CREATE DATABASE {latin} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    try:
        assert "ENCODING 'UTF8'" in said_of(postgres_spares.url_of(latin))
    finally:
        ask_postgres(f"DROP DATABASE {latin} WITH (FORCE)")


@pytest.mark.parametrize(
    "refusal",
    [
        pytest.param(None, id="leaves them out"),
        pytest.param(("08P01", "unsupported startup parameter: lock_timeout"), id="refuses them"),
        pytest.param(("42P05", 'prepared statement "__asyncpg_stmt_3__" already exists'), id="mixes clients"),
    ],
)
def test_a_pooler_that_does_not_pass_on_what_the_bot_sets_is_named(
    postgres_url: str, refusal: tuple[str, str] | None
) -> None:
    with pooler(postgres_url, refusal) as url:
        said = said_of(url)
    assert said.startswith("FAIL database: a pooler such as PgBouncer stands before it")
    assert "Let DATABASE_URL name PostgreSQL itself" in said
