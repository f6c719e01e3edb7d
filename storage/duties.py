"""Regulatory duties of incidents: facts as answered last, anchors as told, deadlines by number."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.domain.duties.anchor import Anchor
from bot.domain.duties.deadline import Deadline
from bot.domain.duties.dossier import Dossier
from bot.domain.duties.edition import Edition
from bot.domain.duties.fact import FactAnswer
from bot.domain.duties.standing import StandingAnswerOf
from storage.dialects import upsert, upsert_many
from storage.duty_tables import AnchorRow, DeadlineRow, EditionRow, FactAnswerRow, StandingAnswerRow
from storage.rows import columns_of, rows_of, values_of

AT_ONCE = 50
"""Deadlines written in one statement, well below the number of values that a database takes."""


class DutyRepository:
    """What an incident's deadlines follow from, and the deadlines themselves; nothing is ever deleted."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def dossier(self, incident: int) -> Dossier:
        """Return everything about an incident's duties."""
        return Dossier(
            facts=tuple(await self._facts(incident)),
            anchors=tuple(await self._anchors(incident)),
            deadlines=tuple(await self.deadlines(incident)),
        )

    async def answer(self, incident: int, answers: Iterable[FactAnswer]) -> None:
        """Keep the latest answers to some facts."""
        rows = [columns_of(each) | {"incident": incident} for each in answers]
        await upsert_many(self._connection, FactAnswerRow, rows, keys=("incident", "fact"))

    async def tell(self, anchors: Iterable[Anchor]) -> None:
        """Append instants that somebody told."""
        rows = [columns_of(anchor) for anchor in anchors]
        if rows:
            await self._connection.execute(insert(AnchorRow), rows)

    async def save(self, deadlines: Iterable[Deadline]) -> None:
        """Write deadlines as they stand now; a new one is added under its number."""
        rows = [columns_of(deadline) for deadline in deadlines]
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            await upsert_many(self._connection, DeadlineRow, some, keys=("incident", "number"))

    async def deadlines(self, incident: int) -> list[Deadline]:
        """Return an incident's deadlines by number."""
        query = select(DeadlineRow).where(col(DeadlineRow.incident) == incident)
        return await self._deadlines(query.order_by(col(DeadlineRow.number)))

    async def standing(self) -> list[StandingAnswerOf]:
        """Return what was answered last for each legal entity."""
        rows = await rows_of(self._connection, select(StandingAnswerRow).order_by(col(StandingAnswerRow.id)))
        told = [StandingAnswerOf(**values_of(row, StandingAnswerOf)) for row in rows]
        return list({(each.entity, each.fact): each for each in told}.values())

    async def stand(self, answers: Iterable[StandingAnswerOf]) -> None:
        """Append answers that stand until somebody changes them."""
        rows = [columns_of(each) for each in answers]
        if rows:
            await self._connection.execute(insert(StandingAnswerRow), rows)

    async def edition(self, incident: int) -> Edition | None:
        """Return which edition of the catalogue an incident's deadlines follow; None before the first."""
        query = select(EditionRow).where(col(EditionRow.incident) == incident)
        rows = await rows_of(self._connection, query)
        return Edition(**values_of(rows[0], Edition)) if rows else None

    async def keep_edition(self, edition: Edition) -> None:
        """Write which edition an incident's deadlines follow."""
        row = columns_of(edition) | {"held": [key.model_dump() for key in edition.held]}
        await upsert(self._connection, EditionRow, row, keys=("incident",))

    async def on_other_editions(self, current: str) -> list[int]:
        """Return the incidents that nobody has been asked about whether they shall follow this edition."""
        proposed = col(EditionRow.proposed)
        query = select(col(EditionRow.incident)).where(
            col(EditionRow.accepted) != current, or_(proposed.is_(None), proposed != current)
        )
        return list((await self._connection.execute(query.order_by(col(EditionRow.incident)))).scalars())

    async def owed(self) -> dict[int, list[Deadline]]:
        """Return what somebody still has to decide about, by incident."""
        query = select(DeadlineRow).where(
            col(DeadlineRow.decision).is_(None), col(DeadlineRow.superseded_because).is_(None)
        )
        found: dict[int, list[Deadline]] = defaultdict(list)
        for deadline in await self._deadlines(
            query.order_by(col(DeadlineRow.incident), col(DeadlineRow.number))
        ):
            found[deadline.incident].append(deadline)
        return found

    async def _deadlines(self, query: Select[Any]) -> list[Deadline]:
        return [Deadline(**values_of(row, Deadline)) for row in await rows_of(self._connection, query)]

    async def _facts(self, incident: int) -> list[FactAnswer]:
        query = select(FactAnswerRow).where(col(FactAnswerRow.incident) == incident)
        rows = await rows_of(self._connection, query.order_by(col(FactAnswerRow.fact)))
        return [FactAnswer(**values_of(row, FactAnswer)) for row in rows]

    async def _anchors(self, incident: int) -> list[Anchor]:
        query = select(AnchorRow).where(col(AnchorRow.incident) == incident).order_by(col(AnchorRow.id))
        return [Anchor(**values_of(row, Anchor)) for row in await rows_of(self._connection, query)]
