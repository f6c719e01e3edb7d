"""The form in which counsel confirms, tells or corrects an instant that clocks start from."""

from datetime import datetime, tzinfo
from typing import Any

from bot.domain.duties.anchor import Anchor
from bot.domain.incident import Incident
from bot.domain.mrkdwn import inert
from bot.domain.regulation.anchor import AnchorKind
from bot.domain.regulation.regime import Regime
from bot.views import form, ids
from bot.views.blocks import Block, context, date, option, section
from bot.views.deadline_form import written

WHEN, BASIS, SCOPE = "when", "basis", "scope"
ALL, ONE = "all", "one"


def anchor_form(
    incident: Incident, kind: AnchorKind, before: Anchor | None, regime: Regime | None, zone: tzinfo
) -> dict[str, Any]:
    """Return the form for one kind of instant: what it means, what stands now, and for which duties."""
    blocks: list[Block] = [
        section(f"*{incident.reference}* · *{inert(kind.label or kind.id)}*\n{inert(kind.meaning)}")
    ]
    if before is not None:
        state = "confirmed" if before.confirmed else "not confirmed"
        blocks.append(context(f"Now {date(before.at)}, {state}: {inert(before.basis) or 'no basis given'}"))
    blocks += [
        form.text_input(
            WHEN,
            "When was that?",
            initial=written(before.at, zone) if before else "",
            placeholder="2026-03-20 14:05",
            hint="In your time, like 14:05 or 2026-03-20 14:05. The old instant stays in the record.",
            limit=60,
        ),
        form.text_input(
            BASIS,
            "What does that rest on?",
            placeholder="The on-call's message of 14:05 says whose data it is",
            optional=True,
            lines=True,
            limit=1000,
        ),
    ]
    if regime is not None:
        everywhere = option("All duties that count from it", ALL)
        alone = option("One alone", ONE, regime.name[:75])
        own = before is not None and before.regime == regime.id
        blocks.append(
            form.radio(SCOPE, "For which duties?", [everywhere, alone], initial=alone if own else everywhere)
        )
    metadata = ids.ref(incident.number, kind.id, regime.id if regime else "")
    return form.modal(ids.ANCHOR_FORM, "When a clock starts", "Record", blocks, metadata=metadata)


def minutes_kept(text: str, before: datetime | None, zone: tzinfo) -> datetime | None:
    """Return what stood there, to the second, where it was left as it was shown."""
    return before if before is not None and text == written(before, zone) else None
