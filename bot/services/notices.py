"""Drafts of regulatory notices and the calendar of deadlines, as files for counsel; the bot sends nothing."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.changes.common import changed
from bot.domain.duties.deadline import Deadline
from bot.domain.duties.dossier import Dossier
from bot.domain.errors import NothingChanged, WrongUse
from bot.domain.event import NoticeDrafted
from bot.domain.incident import Incident
from bot.domain.notice.draft import draft, missing
from bot.domain.notice.sheet import sheet_of
from bot.domain.notice.statement import FactSheet, SaidAnchor, SaidFact, SentNotice
from bot.domain.notice.timing import Timing
from bot.domain.permission import Act
from bot.domain.regulation.clock import ClockState
from bot.domain.regulation.regulations import Regulations
from bot.services import duties, effects
from bot.services.exporting import Case, gather
from bot.services.unit import Unit
from bot.views.calendar_file import CalendarEntry, calendar_file
from bot.views.notice import notice, notice_name
from storage import Repositories

KEY_EVENTS = 200
CALENDAR = "deadlines.ics"
_TO_PEOPLE = ("people", "individuals", "principals", "users", "consumer")
"""What the stages are called whose notice goes to people affected."""


async def draft_notice(unit: Unit, incident: Incident, number: int, zone: ZoneInfo) -> Deadline:
    """Put a draft of a deadline's notice, filled from the record, into the incident's channel.

    Raises:
        WrongUse: there is no such deadline, or the catalogue knows its stage no more.
        NothingChanged: the same person asked for the same just now.
    """
    await unit.allow(Act.RESPOND, incident)
    deadline = await duties.find(unit, incident, number)
    await _once(unit, f"draft:{incident.number}:{number}")
    case = await gather(unit.repositories, incident, unit.at, key_events=KEY_EVENTS)
    sheet = _sheet(case)
    found = draft(unit.catalogue.regulations, deadline.regime, deadline.stage, sheet)
    if found is None:
        raise WrongUse(
            f"I have no draft for deadline {number}: the catalogue does not know its notice any more."
            " `/incident deadlines` shows what is owed."
        )
    content = notice(
        found,
        _timing(deadline, unit.catalogue.regulations),
        case.names,
        zone=zone,
        at=unit.at,
        sent=_sent(case.dossier),
    )
    title = f"DRAFT for counsel, deadline {number}: {deadline.title}"
    comment = "A draft from the record, and not legal advice. Counsel checks every line; I send it to nobody."
    await unit.put(effects.upload(incident, notice_name(found), title, content, unit.at, comment=comment))
    drafted = deadline.model_copy(update={"drafted_at": unit.at})
    await unit.repositories.duties.save([drafted])
    event = NoticeDrafted(number=number, title=deadline.title, entity=deadline.entity, by=unit.actor.user_id)
    await unit.record(changed(incident, event), quietly=True)
    return drafted


async def still_missing(
    repositories: Repositories,
    incident: Incident,
    deadlines: Sequence[Deadline],
    regulations: Regulations,
    at: datetime,
) -> dict[int, tuple[str, ...]]:
    """What the record does not say yet of what the notice of each deadline has to contain, by number."""
    if not deadlines:
        return {}
    case = await gather(repositories, incident, at, key_events=KEY_EVENTS)
    sheet = _sheet(case)
    return {each.number: missing(regulations, each.regime, each.stage, sheet) for each in deadlines}


async def _once(unit: Unit, what: str) -> None:
    """Make one file of two taps: Slack cannot tell them from two wishes, so a minute does."""
    key = f"file:{what}:{unit.actor.user_id}:{unit.at:%Y-%m-%dT%H:%M}"
    if not await unit.repositories.deliveries.claim((key,), unit.at):
        raise NothingChanged("You asked for that just now; the file is on its way. Ask again in a minute.")


def _sheet(case: Case) -> FactSheet:
    dossier = case.dossier
    sent = _sent(dossier)
    return sheet_of(
        case.export,
        anchors=[
            SaidAnchor(
                kind=each.kind,
                regime=each.regime,
                at=each.at,
                told_by=each.told_by,
                basis=each.basis,
                confirmed=each.confirmed,
            )
            for each in dossier.anchors
        ],
        facts=[
            SaidFact(
                fact=each.fact,
                answer=each.answer,
                note=each.note,
                answered_by=each.answered_by,
                answered_at=each.answered_at,
            )
            for each in dossier.facts
        ],
        sent=sent,
        to_people=[each for each in sent if any(word in each.stage for word in _TO_PEOPLE)],
    )


def _sent(dossier: Dossier) -> list[SentNotice]:
    return [
        SentNotice(
            regime=each.regime,
            stage=each.stage,
            title=each.title,
            filed_at=each.filed_at,
            filed_by=each.decided_by,
            reference=each.reference,
            reason=each.reason,
        )
        for each in dossier.deadlines
        if each.filed_at is not None
    ]


def _timing(deadline: Deadline, regulations: Regulations) -> Timing:
    return Timing(
        start_named=regulations.start_named(deadline.anchor, deadline.regime),
        anchor_confirmed=deadline.anchor_confirmed,
        starts_at=deadline.starts_at,
        due_at=deadline.due_at,
        legal_latest=deadline.legal_latest,
        state=deadline.state,
    )


async def share_calendar(unit: Unit, incident: Incident, workspace: str) -> None:
    """Put the deadlines of an incident as a calendar file into its channel.

    Raises:
        WrongUse: none of them has a date.
    """
    await unit.allow(Act.RESPOND, incident)
    await _once(unit, f"calendar:{incident.number}")
    found = await unit.repositories.duties.deadlines(incident.number)
    content = _calendar([(incident, each) for each in found], unit.at, workspace)
    title = f"Deadlines of {incident.reference}, as they stood at {unit.at:%Y-%m-%d %H:%M} UTC"
    await unit.put(effects.upload(incident, f"{incident.reference}-{CALENDAR}", title, content, unit.at))


async def send_calendar(unit: Unit, workspace: str) -> None:
    """Send somebody the calendar file of all open deadlines that they may see.

    Raises:
        WrongUse: none of them has a date.
    """
    await _once(unit, "calendar")
    content = _calendar(await duties.owed_everywhere(unit), unit.at, workspace)
    title = f"Open deadlines, as they stood at {unit.at:%Y-%m-%d %H:%M} UTC"
    await unit.put(effects.hand(unit.actor.user_id, CALENDAR, title, content, unit.at))


def _calendar(found: Sequence[tuple[Incident, Deadline]], at: datetime, workspace: str) -> str:
    entries = [_entry(incident, each) for incident, each in found if each.due_at is not None]
    if not entries:
        raise WrongUse("No deadline has a date yet. `/incident deadlines` shows what they wait for.")
    return calendar_file(entries, at=at, workspace=workspace).decode()


def _entry(incident: Incident, deadline: Deadline) -> CalendarEntry:
    assert deadline.due_at is not None  # noqa: S101 - only those are asked for
    return CalendarEntry(
        reference=incident.reference,
        title=None if incident.private else incident.title,
        number=deadline.number,
        stage=deadline.title,
        authority=deadline.authority,
        due_at=deadline.due_at,
        legal_latest=deadline.legal_latest,
        entity=deadline.entity,
        sequence=incident.revision,
        tentative=deadline.state in (ClockState.PROPOSED, ClockState.REHEARSAL),
        over=not deadline.is_owed,
    )
