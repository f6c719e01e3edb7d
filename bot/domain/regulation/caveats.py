"""What has to be known about an entry of the catalogue before anybody relies on it."""

from collections.abc import Iterator

from bot.domain.regulation.regime import Confidence, Regime


def caveats(regime: Regime, stage_id: str) -> Iterator[str]:
    """Each in a sentence: how far the limit binds, what its entry remarks, how sure it is."""
    stage = regime.stage(stage_id)
    if stage and stage.soft:
        yield "A guideline's limit, not the law's"
    if stage and stage.configurable:
        yield "A common default, not a rule: put what you agreed to in its place"
    if stage and stage.reminder_lead:
        yield f"Aim for {stage.reminder_lead.in_words()} earlier: how the first day counts is not certain"
    if stage and stage.note:
        yield stage.note
    if regime.confidence is not Confidence.HIGH:
        yield f"The entry's confidence is {regime.confidence}"
