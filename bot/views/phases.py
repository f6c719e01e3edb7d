"""What the channel reads on entering a phase: what it is for, and the two or three things to do now."""

from bot.domain.event import PhaseEntered
from bot.domain.message import Outgoing
from bot.domain.phase import Phase
from bot.views.blocks import context, outgoing, section
from bot.views.people import calm
from bot.views.scene import Scene


def entered(event: PhaseEntered, scene: Scene) -> Outgoing:
    """Return the message for a phase that was entered, forwards or back."""
    guide = scene.catalogue.phase(event.new)
    back = "Back to " if event.new.is_before(event.old) else ""
    head = f"{back}{event.new.value if back else event.new.label}"
    steps = "\n".join(f"• {step}" for step in guide.to_do)
    text = f"*{head}* (phase {event.new.number} of {len(Phase)}). {guide.purpose}\n{steps}"
    said = f"Entered by {calm(f'<@{event.by}>', scene.names)}, from {event.old.value}."
    short = f"{scene.incident.reference}: {back.lower()}{event.new.value}. {guide.purpose}"
    return outgoing(short, [section(text), context(said)])
