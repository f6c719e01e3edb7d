"""Who is in an incident's channel, who looks at their App Home, and what is known of people."""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.person import Person
from bot.domain.value import Instant
from storage.dialects import insert_into, upsert
from storage.rows import columns_of, rows_of, values_of
from storage.tables import HomeRow, MemberRow, PersonRow


class MemberRepository:
    """Membership of incidents' channels, as Slack's events told it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def joined(self, incident: int, user_id: str, at: Instant) -> bool:
        """Note that somebody is in the channel; False when they were known to be in it."""
        values = {"incident": incident, "user_id": user_id, "joined_at": at, "left_at": None}
        insertion = insert_into(self._connection, MemberRow).values(values)
        came = insertion.on_conflict_do_update(
            index_elements=["incident", "user_id"],
            set_={"joined_at": at, "left_at": None},
            where=col(MemberRow.left_at).is_not(None),
        ).returning(col(MemberRow.user_id))
        return (await self._connection.execute(came)).first() is not None

    async def left(self, incident: int, user_id: str, at: Instant) -> bool:
        """Note that somebody left the channel; False when they were not known to be in it."""
        gone = update(MemberRow).where(
            col(MemberRow.incident) == incident,
            col(MemberRow.user_id) == user_id,
            col(MemberRow.left_at).is_(None),
        )
        return (await self._connection.execute(gone.values(left_at=at))).rowcount == 1

    async def current(self, incident: int) -> list[str]:
        """Return who is in the channel, in the order they came."""
        query = select(col(MemberRow.user_id)).where(
            col(MemberRow.incident) == incident, col(MemberRow.left_at).is_(None)
        )
        ordered = query.order_by(col(MemberRow.joined_at), col(MemberRow.user_id))
        return list((await self._connection.execute(ordered)).scalars())

    async def is_member(self, incident: int, user_id: str) -> bool:
        """Return whether somebody is in the channel."""
        query = select(col(MemberRow.user_id)).where(
            col(MemberRow.incident) == incident,
            col(MemberRow.user_id) == user_id,
            col(MemberRow.left_at).is_(None),
        )
        return (await self._connection.execute(query)).first() is not None

    async def incidents_of(self, user_id: str) -> set[int]:
        """Return the numbers of the incidents whose channel somebody is in."""
        query = select(col(MemberRow.incident)).where(
            col(MemberRow.user_id) == user_id, col(MemberRow.left_at).is_(None)
        )
        return set((await self._connection.execute(query)).scalars())


class HomeRepository:
    """Whose App Home was ever looked at: theirs are kept up to date, nobody else's has to be."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def opened(self, user_id: str, at: Instant) -> None:
        """Note that somebody looked at their App Home."""
        await upsert(self._connection, HomeRow, {"user_id": user_id, "opened_at": at}, keys=("user_id",))

    async def among(self, user_ids: Collection[str]) -> list[str]:
        """Return those of some people who have looked at theirs."""
        query = select(col(HomeRow.user_id)).where(col(HomeRow.user_id).in_(sorted(set(user_ids))))
        return list((await self._connection.execute(query.order_by(col(HomeRow.user_id)))).scalars())


class PersonRepository:
    """What Slack said about people, so that zones and names need no call."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, user_id: str) -> Person | None:
        """Return what is known of a person, or None."""
        return (await self.many([user_id])).get(user_id)

    async def many(self, user_ids: Collection[str]) -> dict[str, Person]:
        """Return what is known of several people, by id."""
        query = select(PersonRow).where(col(PersonRow.user_id).in_(sorted(set(user_ids))))
        rows = await rows_of(self._connection, query)
        return {row["user_id"]: Person(**values_of(row, Person)) for row in rows}

    async def put(self, person: Person) -> None:
        """Keep what Slack says about a person; what was learnt later than this stays."""
        insertion = insert_into(self._connection, PersonRow).values(columns_of(person))
        rest = {name: insertion.excluded[name] for name in Person.model_fields if name != "user_id"}
        newer = col(PersonRow.fetched_at) <= insertion.excluded.fetched_at
        await self._connection.execute(
            insertion.on_conflict_do_update(index_elements=["user_id"], set_=rest, where=newer)
        )
