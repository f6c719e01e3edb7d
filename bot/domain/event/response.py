"""Events of who responds and how far they are: roles, checklists, phases."""

from typing import ClassVar

from bot.domain.event.base import Event
from bot.domain.mrkdwn import escape_mrkdwn as esc
from bot.domain.phase import Phase
from bot.domain.role import Role


class RoleAssigned(Event):
    """A role was taken, given or handed over."""

    kind = "role_assigned"
    role: Role
    user_id: str
    previous: str | None = None
    by: str
    note: str | None = None

    def line(self) -> str:
        """Say it in one line."""
        label = self.role.label.lower()
        if self.previous:
            said = f"<@{self.previous}> handed over the role of {label} to <@{self.user_id}>"
            said += f" (by <@{self.by}>)." if self.by not in (self.previous, self.user_id) else "."
        elif self.by == self.user_id:
            said = f"<@{self.user_id}> took the role of {label}."
        else:
            said = f"<@{self.by}> made <@{self.user_id}> {label}."
        return f"{said} Open points: {esc(self.note)}" if self.note else said


class RoleReleased(Event):
    """A role became empty."""

    kind = "role_released"
    role: Role
    user_id: str
    by: str

    def line(self) -> str:
        """Say it in one line."""
        if self.by == self.user_id:
            return f"<@{self.user_id}> gave up the role of {self.role.label.lower()}."
        return f"<@{self.by}> released <@{self.user_id}> from the role of {self.role.label.lower()}."


class ChecklistTicked(Event):
    """Items of a role's checklist were ticked or unticked."""

    kind = "checklist_ticked"
    key: ClassVar[bool] = False
    on_card: ClassVar[bool] = False
    role: Role
    items: tuple[str, ...]
    done: bool
    by: str

    def line(self) -> str:
        """Say it in one line."""
        verb = "ticked" if self.done else "took the tick off"
        items = "; ".join(f"“{item.rstrip('.')}”" for item in self.items)
        return f"<@{self.by}> {verb} on the checklist ({self.role.label.lower()}): {items}."


class PhaseEntered(Event):
    """A phase was entered, forwards or back."""

    kind = "phase_entered"
    old: Phase
    new: Phase
    by: str

    def line(self) -> str:
        """Say it in one line."""
        back = "went back to" if self.new.is_before(self.old) else "entered"
        return f"<@{self.by}> {back} phase {self.new.value} (from {self.old.value})."


class Contained(Event):
    """A person said that harm no longer spreads."""

    kind = "contained"
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> said the incident is contained."


class Recovered(Event):
    """A person said that recovery is complete."""

    kind = "recovered"
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> said recovery is complete."
