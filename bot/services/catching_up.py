"""Brings a timeline up to date with what its channel's history shows, page by page, and names the gap."""

from bot.domain import rereading
from bot.domain.actor import BOT_ID
from bot.domain.catching_up import SKEW, CatchUp, Gap, Tally, Why, catch_up, paged, threaded
from bot.domain.event import GapNamed
from bot.domain.incident import Incident
from bot.domain.rereading import Known, Reread, recovered
from bot.domain.timeline import Draft, EntryKind
from bot.services import effects, joining, marking
from bot.services.unit import Unit
from bot.views import gap as words


async def begin(unit: Unit, incident: Incident, gap: Gap) -> None:
    """Have a channel read again."""
    await unit.put(effects.catch_up(incident, catch_up(incident, gap, unit.at), unit.at))


async def absorb(unit: Unit, incident: Incident, progress: CatchUp, page: Reread) -> set[str]:
    """Enter what a page tells that was missed, and have the next one read.

    Returns:
        Who said what was entered.
    """
    if page.members is not None:
        await joining.present(unit, incident, page.members)
    channel_id = str(incident.places.channel_id)
    homes = await unit.repositories.incidents.numbers_in_channels([channel_id])
    if homes.get(channel_id) != incident.number:
        await _finish(unit, incident, progress)
        return set()
    tally, authors = await _entered(unit, incident, progress, page)
    at = page.read_at - SKEW
    marks = await marking.reconcile(unit, incident, channel_id, page.seen, at)
    found = progress.found.and_(tally).and_(Tally(marks=marks))
    progress = progress.model_copy(update={"found": found, "hidden": progress.hidden or page.hidden})
    following = await _following(unit, incident, progress, page)
    if following.is_over:
        await _finish(unit, incident, following)
    else:
        await unit.put(effects.catch_up(incident, following, unit.at))
    return authors


async def unreadable(unit: Unit, incident: Incident, progress: CatchUp, code: str) -> None:
    """Name the gap though Slack does not show the channel; `code` is its reason."""
    if progress.gap.why is not Why.OPENING:
        await _name(unit, incident, GapNamed.of(progress, unreadable=code))


async def _entered(unit: Unit, incident: Incident, progress: CatchUp, page: Reread) -> tuple[Tally, set[str]]:
    """Enter messages, edits and deletions; return how many, and who said the messages."""
    timeline = unit.repositories.timeline
    read = [seen.ts for seen in page.seen]
    first, last = min((page.first, *read)), max((page.last, *read))
    entries = await timeline.within(incident.number, str(incident.places.channel_id), first, last)
    known = Known(entries)
    new = rereading.new(page, known, since=progress.heard_from)
    edits, gone = rereading.edits(page, known), rereading.gone(page, known)
    drafts = [*new, *edits, *gone]
    if progress.gap.why is not Why.OPENING:
        drafts = [recovered(draft) for draft in drafts]
    await unit.enter(incident, drafts)
    if not unit.policy.keep_deleted_words:
        for draft in gone:
            await timeline.forget(incident.number, draft.refers_to or 0)
    said = [draft for draft in new if draft.kind == EntryKind.MESSAGE]
    spoken = [draft.at for draft in said if draft.actor.startswith(("U", "W"))]
    if spoken:
        await unit.repositories.incidents.spoke(incident.number, max(spoken))
    tally = Tally(messages=len(said), edits=len(edits), deletions=len(gone))
    return tally, {draft.actor for draft in new if draft.actor.startswith(("U", "W"))}


async def _following(unit: Unit, incident: Incident, progress: CatchUp, page: Reread) -> CatchUp:
    read = [seen.ts for seen in page.seen]
    if page.thread is not None:
        return threaded(progress, read, page.cursor)
    parents = [seen.ts for seen in page.seen if seen.replies]
    channel_id = str(incident.places.channel_id)
    recorded = await unit.repositories.timeline.replies(incident.number, channel_id, parents)
    return paged(progress, read, rereading.lively(page, progress.gap, recorded), page.cursor)


async def _finish(unit: Unit, incident: Incident, progress: CatchUp) -> None:
    """Name the gap, and tell the channel once, in one line, if something was recovered."""
    gap, found = progress.gap, progress.found
    if gap.why is Why.OPENING or (gap.quiet and found.is_nothing):
        return
    await _name(unit, incident, GapNamed.of(progress))
    if not found.is_nothing and not incident.status.is_over:
        await unit.put(effects.post(incident, words.recovered(gap, found), unit.at))


async def _name(unit: Unit, incident: Incident, event: GapNamed) -> None:
    draft = Draft(
        at=event.since,
        kind=event.kind,
        actor=BOT_ID,
        text=event.line(),
        key_event=event.key,
        details=event.model_dump(mode="json"),
    )
    await unit.enter(incident, [draft])
