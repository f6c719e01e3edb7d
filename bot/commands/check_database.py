"""The part of `check` that looks at the database: reachable, ours to write to, of a known schema."""

from collections.abc import AsyncIterator

from bot.commands.finding import Finding
from bot.config import Settings
from storage import Database, DatabaseInUse, StorageError
from storage.rights import MIGRATING, Shortcoming
from storage.schema import SchemaState

_POOLED = (
    "a pooler such as PgBouncer stands before it, which does not pass on what the bot sets.",
    "Let DATABASE_URL name PostgreSQL itself: the bot keeps a pool of its own, of ten connections at most.",
)
_WORDS_OF_POOLERS = ("unsupported startup parameter", "prepared statement")
_WANTING = {
    Shortcoming.READ_ONLY: (
        "it takes no changes (a standby, or set to read-only).",
        "Let DATABASE_URL name the server that is written to.",
    ),
    Shortcoming.ENCODING: (
        "its encoding is not UTF8, so that not everything people write can be kept.",
        "Make another with `CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`.",
    ),
    Shortcoming.NO_CREATE: (
        "its user may not create tables, so that it cannot be migrated.",
        "As its owner: `GRANT CREATE ON SCHEMA public TO …`, or let another user run `incident-bot migrate`.",
    ),
    Shortcoming.NOT_OWNER: (
        "its tables belong to another user, so that they cannot be migrated.",
        "Let that user run `incident-bot migrate`, or give the tables away with `REASSIGN OWNED BY … TO …`.",
    ),
    Shortcoming.NO_WRITE: (
        "its user may not change all of the bot's tables.",
        "As their owner: `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO …`.",
    ),
    Shortcoming.POOLED: _POOLED,
}


async def database(settings: Settings) -> AsyncIterator[Finding]:
    """Look at whether the database answers, lets the bot work, and has a schema we know."""
    try:
        db = Database(settings.database_url.get_secret_value())
    except (StorageError, ValueError) as error:
        yield Finding("fail", f"database: {error}", "Correct DATABASE_URL.")
        return
    try:
        async with db:
            wanting = await db.shortcomings()
            # Without the right to read it there is no asking for its version.
            state = None if Shortcoming.NO_WRITE in wanting else await db.schema_state()
            async with db.transaction():
                pass  # A file that can only be read lets nobody begin.
            db.look_whether_served()
    except ModuleNotFoundError as error:
        remedy = "Install the bot with its extra `postgres`: pip install 'incident-bot[postgres]'."
        yield Finding("fail", f"database: PostgreSQL's driver ({error.name}) is not installed.", remedy)
        return
    except DatabaseInUse as error:
        yield Finding("fail", f"database: {error}")
        return
    except (StorageError, OSError) as error:
        yield _out_of_reach(error, db)
        return
    for each in wanting:
        if each not in MIGRATING or state is SchemaState.BEHIND:
            words, remedy = _WANTING[each]
            yield Finding("fail", f"database: {words}", remedy)
    if state is not None:
        yield _schema(state, db)


def _out_of_reach(error: Exception, db: Database) -> Finding:
    if any(words in str(error) for words in _WORDS_OF_POOLERS):
        words, remedy = _POOLED
        return Finding("fail", f"database: {words}", remedy)
    remedy = "See that it runs, that DATABASE_URL is right, and that its folder can be written to."
    return Finding("fail", f"database: {db.shown_url}: {error}", remedy)


def _schema(state: SchemaState, db: Database) -> Finding:
    if state is SchemaState.AHEAD:
        return Finding(
            "fail", "database: a newer release migrated it.", "Run that release, or restore a backup."
        )
    if state is SchemaState.BEHIND:
        return Finding(
            "note", "database: new, or its schema is older.", "serve and migrate bring it up to date."
        )
    return Finding("ok", f"database: {db.shown_url}, schema is current.")
