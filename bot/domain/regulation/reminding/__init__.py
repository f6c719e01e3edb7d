"""When the legal role is reminded of a regulatory clock, and when the matter goes to others."""

from bot.domain.regulation.reminding.anchors import next_asking, sought
from bot.domain.regulation.reminding.bundling import bundles, due_together
from bot.domain.regulation.reminding.escalation import Level, Step, addressee, next_step
from bot.domain.regulation.reminding.moment import Escalation, Moment
from bot.domain.regulation.reminding.moments import next_moment, planned_moments
from bot.domain.regulation.reminding.policy import ClockReminders
from bot.domain.regulation.reminding.term import Term, term_of

__all__ = [
    "ClockReminders",
    "Escalation",
    "Level",
    "Moment",
    "Step",
    "Term",
    "addressee",
    "bundles",
    "due_together",
    "next_asking",
    "next_moment",
    "next_step",
    "planned_moments",
    "sought",
    "term_of",
]
