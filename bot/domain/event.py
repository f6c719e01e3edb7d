"""What happened to an incident, in the past tense; each becomes a timeline entry by itself."""

from datetime import datetime
from typing import ClassVar

from bot.domain.incident import Certainty, ChannelState, Incident
from bot.domain.mrkdwn import escape_mrkdwn as esc
from bot.domain.phase import Phase
from bot.domain.role import Role
from bot.domain.severity import Severity
from bot.domain.triage import Question
from bot.domain.value import Instant, Value


def _stamp(at: datetime, certainty: Certainty) -> str:
    about = "about " if certainty is Certainty.ESTIMATED else ""
    return f"{about}{at:%Y-%m-%d %H:%M} UTC"


def _because(reason: str | None) -> str:
    if not reason:
        return ""
    stop = "" if reason.rstrip().endswith((".", "!", "?", "…")) else "."
    return f" Reason: {esc(reason)}{stop}"


class Event(Value):
    """Something that happened.

    Class attributes:
        kind: the word the record and the export use.
        key: whether it is a key event by itself.
        on_card: whether the card, the topic and the announcement have to follow.
        on_triage: whether the triage questions in the channel show it.
    """

    kind: ClassVar[str]
    key: ClassVar[bool] = True
    on_card: ClassVar[bool] = True
    on_triage: ClassVar[bool] = False

    def line(self) -> str:
        """Say it in one line; people appear as `<@U…>`, which views turn into names."""
        raise NotImplementedError


class Declared(Event):
    """An incident was declared."""

    kind = "declared"
    title: str
    severity: Severity
    assessed: bool
    by: str

    def line(self) -> str:
        """Say it in one line."""
        level = self.severity.value if self.assessed else f"{self.severity.value} (not yet assessed)"
        return f"<@{self.by}> declared the incident: {esc(self.title)}. Severity {level}."


class DeclaredFrom(Event):
    """The message the incident was declared from; its words only where everybody could read them."""

    kind = "declared_from_message"
    author: str
    text: str | None
    permalink: str

    def line(self) -> str:
        """Say it in one line."""
        if self.text is None:
            return f"Declared from a message that is not public: {self.permalink}"
        return f"Declared from a message of <@{self.author}>: {self.text} ({self.permalink})"


class TitleChanged(Event):
    """The title was changed."""

    kind = "title_changed"
    old: str
    new: str
    by: str | None = None

    def line(self) -> str:
        """Say it in one line."""
        said = f"<@{self.by}> changed the title" if self.by else "Title changed"
        return f"{said} from “{esc(self.old)}” to “{esc(self.new)}”."


class SummaryChanged(Event):
    """The summary was written or changed."""

    kind = "summary_changed"
    new: str
    by: str | None = None

    def line(self) -> str:
        """Say it in one line."""
        return f"{f'<@{self.by}> wrote the summary' if self.by else 'Summary'}: {esc(self.new)}"


class SeverityChanged(Event):
    """The severity was raised, lowered or confirmed by a person."""

    kind = "severity_changed"
    on_triage: ClassVar[bool] = True
    old: Severity
    new: Severity
    reason: str | None = None
    by: str

    @property
    def raised(self) -> bool:
        """Whether it is worse now."""
        return self.new.is_higher_than(self.old)

    def line(self) -> str:
        """Say it in one line."""
        if self.old is self.new:
            return f"<@{self.by}> confirmed severity {self.new.value}.{_because(self.reason)}"
        verb = "raised" if self.raised else "lowered"
        return (
            f"<@{self.by}> {verb} severity from {self.old.value} to {self.new.value}.{_because(self.reason)}"
        )


class SuggestionDeclined(Event):
    """The severity that triage suggests was not taken, and why."""

    kind = "suggestion_declined"
    on_triage: ClassVar[bool] = True
    suggested: Severity
    kept: Severity
    reason: str
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return (
            f"<@{self.by}> kept severity {self.kept.value} instead of the suggested"
            f" {self.suggested.value}.{_because(self.reason)}"
        )


class CategoryChanged(Event):
    """The category or subtype was set."""

    kind = "category_changed"
    on_triage: ClassVar[bool] = True
    label: str
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> set the category: {self.label}."


class FacetsChanged(Event):
    """The facets were set."""

    kind = "facets_changed"
    on_triage: ClassVar[bool] = True
    labels: tuple[str, ...]
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> set what it involves: {', '.join(self.labels) or 'nothing in particular'}."


class SystemsChanged(Event):
    """The affected systems were set."""

    kind = "systems_changed"
    systems: tuple[str, ...]

    def line(self) -> str:
        """Say it in one line."""
        return f"Affected systems: {esc(', '.join(self.systems)) or 'none named'}."


class StartedSet(Event):
    """When harm began was told or corrected."""

    kind = "started_set"
    started_at: Instant | None
    certainty: Certainty
    by: str

    def line(self) -> str:
        """Say it in one line."""
        if self.started_at is None:
            return f"<@{self.by}> said that it is not known when harm began."
        return f"<@{self.by}> put the start of harm at {_stamp(self.started_at, self.certainty)}."


class DetectedSet(Event):
    """When it was first noticed was told or corrected."""

    kind = "detected_set"
    detected_at: Instant
    certainty: Certainty
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> put the first notice at {_stamp(self.detected_at, self.certainty)}."


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
            said = f"<@{self.previous}> handed over {label} to <@{self.user_id}>"
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


class TriageAnswered(Event):
    """A triage question was answered."""

    kind = "triage_answered"
    on_triage: ClassVar[bool] = True
    question: Question
    asked: str
    answer: str
    before: str | None = None
    note: str | None = None
    by: str

    def line(self) -> str:
        """Say it in one line."""
        said = f"<@{self.by}> answered “{self.asked}”: {self.answer}"
        if self.before is not None and self.before != self.answer:
            said += f" (before: {self.before})"
        return f"{said}.{f' {esc(self.note)}' if self.note else ''}"


class TriageAsked(Event):
    """The triage questions were asked, or asked again."""

    kind = "triage_asked"
    key: ClassVar[bool] = False
    on_card: ClassVar[bool] = False
    again: bool

    def line(self) -> str:
        """Say it in one line."""
        return "Triage questions asked again." if self.again else "Triage questions asked."


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


class TaskAdded(Event):
    """A task was added."""

    kind = "task_added"
    number: int
    title: str
    owner: str | None
    due_at: Instant | None
    by: str

    def line(self) -> str:
        """Say it in one line."""
        owner = f" for <@{self.owner}>" if self.owner else ""
        due = f", due {self.due_at:%Y-%m-%d %H:%M} UTC" if self.due_at else ""
        return f"<@{self.by}> added task {self.number}{owner}: {esc(self.title)}{due}."


class TaskDone(Event):
    """A task was finished."""

    kind = "task_done"
    number: int
    title: str
    owner: str | None = None
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> finished task {self.number}: {esc(self.title)}."


class TaskChanged(Event):
    """A task got other words, another owner or due date, or was opened again.

    Attributes:
        what: what changed, in words; people in it appear as `<@U…>`, other words are escaped already.
        owner: who sees to it now.
        due_at: when it is due now.
    """

    kind = "task_changed"
    key: ClassVar[bool] = False
    number: int
    title: str
    what: str
    owner: str | None = None
    due_at: Instant | None = None
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> changed task {self.number} ({esc(self.title)}): {self.what}."


class UpdatePosted(Event):
    """A stakeholder update went out."""

    kind = "update_posted"
    number: int
    text: str
    next_due_at: Instant | None
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> posted update {self.number}: {esc(self.text)}"


class Resolved(Event):
    """The incident was resolved."""

    kind = "resolved"
    on_triage: ClassVar[bool] = True
    by: str
    summary: str | None = None

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> resolved the incident.{f' {esc(self.summary)}' if self.summary else ''}"


class Closed(Event):
    """The incident was closed."""

    kind = "closed"
    on_triage: ClassVar[bool] = True
    by: str
    reason: str | None = None
    left_open: tuple[str, ...] = ()

    def line(self) -> str:
        """Say it in one line."""
        left = f" Left open: {esc('; '.join(self.left_open))}." if self.left_open else ""
        return f"<@{self.by}> closed the incident.{_because(self.reason)}{left}"


class Reopened(Event):
    """The incident was opened again."""

    kind = "reopened"
    on_triage: ClassVar[bool] = True
    by: str
    reason: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> reopened the incident.{_because(self.reason)}"


class Cancelled(Event):
    """The incident turned out to be none."""

    kind = "cancelled"
    on_triage: ClassVar[bool] = True
    by: str
    reason: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> cancelled the incident.{_because(self.reason)}"


class Merged(Event):
    """The incident was merged into another."""

    kind = "merged"
    on_triage: ClassVar[bool] = True
    into: str
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> merged this incident into {self.into}."


class TookOver(Event):
    """Another incident was merged into this one."""

    kind = "took_over"
    other: str
    tasks: int
    by: str

    def line(self) -> str:
        """Say it in one line."""
        moved = f" {self.tasks} open task{'s' if self.tasks != 1 else ''} moved here." if self.tasks else ""
        return f"<@{self.by}> merged {self.other} into this incident.{moved}"


class VisibilityChanged(Event):
    """The incident was made private or public."""

    kind = "visibility_changed"
    private: bool
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> made the incident {'private' if self.private else 'public'}."


class ReviewAnswered(Event):
    """One of the three process questions was answered."""

    kind = "review_answered"
    on_card: ClassVar[bool] = False
    asked: str
    text: str
    by: str

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.by}> answered “{self.asked}”: {esc(self.text)}"


class ReviewScheduled(Event):
    """Somebody took on the review, by a date."""

    kind = "review_scheduled"
    on_card: ClassVar[bool] = False
    owner: str | None
    due_at: Instant
    by: str

    def line(self) -> str:
        """Say it in one line."""
        who = f"<@{self.owner}>" if self.owner else "nobody yet"
        return f"Review to be scheduled by {who}, by {self.due_at:%Y-%m-%d}."


class ReminderSent(Event):
    """The bot asked for something that is missing."""

    kind = "reminder_sent"
    key: ClassVar[bool] = False
    on_card: ClassVar[bool] = False
    text: str

    def line(self) -> str:
        """Say it in one line."""
        return f"Reminder: {self.text}"


class ReminderHeld(Event):
    """Somebody snoozed or stopped a reminder."""

    kind = "reminder_held"
    key: ClassVar[bool] = False
    on_card: ClassVar[bool] = False
    text: str

    def line(self) -> str:
        """Say it in one line."""
        return self.text


class SlackDid(Event):
    """Something about the channel: opened, renamed, archived, somebody could not be invited."""

    kind = "channel"
    on_card: ClassVar[bool] = True
    text: str

    def line(self) -> str:
        """Say it in one line."""
        return self.text


class ChannelChanged(SlackDid):
    """What people or Slack did to the channel, where no card has to follow."""

    on_card: ClassVar[bool] = False
    state: ChannelState | None = None


class Joined(Event):
    """Somebody joined or left the channel."""

    kind = "member"
    key: ClassVar[bool] = False
    on_card: ClassVar[bool] = False
    user_id: str
    left: bool = False

    def line(self) -> str:
        """Say it in one line."""
        return f"<@{self.user_id}> {'left' if self.left else 'joined'} the channel."


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


class Change(Value):
    """An incident as it is now, and what happened to it on the way."""

    incident: Incident
    events: tuple[Event, ...] = ()
