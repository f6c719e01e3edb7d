"""The rows of the contract's command table: what is typed, what Slack shows of it, what the export tells.

A command that has an effect is seen by everybody in the channel and told by the export; one that only shows
something is answered and leaves no trace. Wrong use is answered with what was wrong.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Told = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One way to use a command.

    Attributes:
        line: what is typed after `/incident`.
        answer: words of the answer, which only the person reads.
        channel: words that everybody in the channel reads afterwards.
        export: whether the export tells of it; None for what only shows something.
        before: what is typed first, for there to be something to act on.
    """

    line: str
    answer: str
    channel: str = ""
    export: Callable[[Told], bool] | None = None
    before: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The subcommand."""
        return self.line.partition(" ")[0]

    @property
    def rest(self) -> str:
        """What stands after the word."""
        return self.line.partition(" ")[2]


def incident(**wanted: Any) -> Callable[[Told], bool]:
    """The export's `incident` has these values."""
    return lambda told: all(told["incident"][key] == value for key, value in wanted.items())


def times(**wanted: Any) -> Callable[[Told], bool]:
    """The export's `timestamps` has these values; `...` stands for any."""
    return lambda told: all(
        found is not None if value is ... else found == value
        for found, value in ((told["incident"]["timestamps"][key], value) for key, value in wanted.items())
    )


def entry(kind: str, words: str, at: str | None = None) -> Callable[[Told], bool]:
    """The export's timeline has such an entry."""
    return lambda told: any(
        each["kind"] == kind and words in (each["text"] or "") and at in (None, each["at"])
        for each in told["timeline"]
    )


def held(role: str, name: str | None) -> Callable[[Told], bool]:
    """Whether a role is held, and by whom: the timeline names people."""

    def tells(told: Told) -> bool:
        current = [each for each in told["roles"] if each["role"] == role and each["released_at"] is None]
        if name is None:
            return not current and any(each["role"] == role for each in told["roles"])
        changes = [each["text"] for each in told["timeline"] if each["kind"] == "role_assigned"]
        return len(current) == 1 and name in changes[-1]

    return tells


def task(number: int, **wanted: Any) -> Callable[[Told], bool]:
    """The export has a task like this."""
    return lambda told: any(
        each["number"] == number and all(each[key] == value for key, value in wanted.items())
        for each in told["tasks"]
    )


def fact(name: str, answer: str) -> Callable[[Told], bool]:
    """The export has this answer."""
    return lambda told: any((each["fact"], each["answer"]) == (name, answer) for each in told["facts"])


def deadline(number: int, **wanted: Any) -> Callable[[Told], bool]:
    """The export has a deadline like this."""
    return lambda told: any(
        each["number"] == number and all(each[key] == value for key, value in wanted.items())
        for each in told["deadlines"]
    )


RESOLVED = ("resolve It is over.",)
COUNSEL = ("role legal me",)
LEAK = (*COUNSEL, "facts personal_data_involved eu_data_subjects")

ROWS: dict[str, Row] = {
    "status": Row("status", "Chatbot invents refunds"),
    "roles": Row("roles", "who holds what"),
    "role of another": Row(
        "role technical @bob", "@bob is technical lead", "made @bob technical lead", held("technical", "Bob")
    ),
    "role with a note": Row(
        "role legal @dmitri mind the vendor",
        "@dmitri is legal lead",
        "mind the vendor",
        held("legal", "Dmitri"),
    ),
    "role for oneself": Row(
        "role commander me", "you are commander", "Alice Njoroge took the role", held("commander", "Alice")
    ),
    "role ic": Row("role ic me", "you are commander", "took the role", held("commander", "Alice")),
    "role lead": Row("role lead me", "you are commander", "took the role", held("commander", "Alice")),
    "role tech": Row("role tech me", "you are technical", "took the role", held("technical", "Alice")),
    "role communications": Row(
        "role communications me", "you are communications", "took the role", held("comms", "Alice")
    ),
    "role compliance": Row("role compliance me", "you are legal", "took the role", held("legal", "Alice")),
    "role none": Row(
        "role comms none",
        "nobody is communications lead",
        "Communications lead\nnobody yet",
        held("comms", None),
        before=("role comms me",),
    ),
    "severity raised": Row(
        "severity critical customers see it",
        "severity is 🔴 Critical",
        "customers see it",
        incident(severity="critical"),
    ),
    "severity lowered": Row(
        "severity low only our own accounts",
        "severity is 🔵 Low",
        "only our own accounts",
        incident(severity="low"),
    ),
    **{
        f"severity {word}": Row(
            f"severity {word} as agreed", f"is {mark}", "as agreed", incident(severity=severity)
        )
        for severity, mark, words in (
            ("critical", "🔴 Critical", ("critical", "sev1", "s1")),
            ("high", "🟠 High", ("high", "sev2", "s2")),
            ("medium", "🟡 Medium", ("medium", "sev3", "s3")),
            ("low", "🔵 Low", ("sev4", "s4")),
        )
        for word in words
    },
    "category alone": Row(
        "category security",
        "category is Security",
        "set the category: Security",
        incident(category="security", subtype=None),
    ),
    "category with subtype": Row(
        "category performance/data_drift",
        "category is Performance",
        "Performance / ",
        incident(category="performance", subtype="perf.data_drift"),
    ),
    "category by its last part": Row(
        "category data_drift",
        "category is Performance",
        "Performance / ",
        incident(subtype="perf.data_drift"),
    ),
    "category by its whole id": Row(
        "category comp.fair_lending",
        "category is Compliance",
        "Compliance / ",
        incident(category="compliance", subtype="comp.fair_lending"),
    ),
    "title": Row(
        "title Chatbot makes up a policy",
        "is called “Chatbot makes up a policy” now",
        "INC-1 · Chatbot makes up a policy",
        incident(title="Chatbot makes up a policy"),
    ),
    "summary": Row(
        "summary Some customers were promised refunds.",
        "the summary is on the card",
        "Some customers were promised refunds.",
        incident(summary="Some customers were promised refunds."),
    ),
    "started": Row(
        "started 11:10",
        "2026-03-20 08:10 UTC",
        "put the start of harm at",
        times(started_at="2026-03-20T08:10:00Z", started_certainty="known"),
    ),
    "started about": Row(
        "started about 2026-03-19 23:00",
        "2026-03-19 20:00 UTC",
        "at about",
        times(started_at="2026-03-19T20:00:00Z", started_certainty="estimated"),
    ),
    "started unknown": Row(
        "started unknown",
        "recorded as not known",
        "not known when harm began",
        times(started_at=None, started_certainty="unknown"),
        before=("started 11:10",),
    ),
    "detected": Row(
        "detected yesterday 14:05",
        "2026-03-19 11:05 UTC",
        "put the first notice at",
        times(detected_at="2026-03-19T11:05:00Z"),
    ),
    "triage": Row(
        "triage", "the four questions are at the end", "further down", entry("triage_asked", "asked again")
    ),
    **{
        f"phase {phase}": Row(
            f"phase {phase}",
            f"is in phase {phase} now",
            f"{phase.capitalize()} (phase",
            incident(phase=phase),
        )
        for phase in ("triage", "containment", "investigation", "remediation", "recovery", "review")
    },
    "phase detection": Row(
        "phase detection",
        "is in phase detection now",
        "Back to detection",
        incident(phase="detection"),
        before=("phase recovery",),
    ),
    "note": Row("note the vendor called", "Noted", export=entry("note", "the vendor called")),
    "note at a time": Row(
        "note 11:40 first mail", "first mail", export=entry("note", "first mail", "2026-03-20T08:40:00Z")
    ),
    "note at a time still to come": Row(
        "note 23:10 first mail", "first mail", export=entry("note", "first mail", "2026-03-19T20:10:00Z")
    ),
    "note at a date": Row(
        "note 2026-03-18 09:00 deployed",
        "deployed",
        export=entry("note", "deployed", "2026-03-18T06:00:00Z"),
    ),
    "timeline": Row("timeline", "declared the incident"),
    "timeline N": Row("timeline 1", "#inc-1-chatbot-invents-refunds opened"),
    "timeline export": Row(
        "timeline export", "on its way", "(file: The whole timeline of INC-1, as it stood at "
    ),
    "update": Row(
        "update The tool is off.",
        "update 1 is posted",
        "Update 1 by Alice Njoroge",
        lambda told: [each["conditions"] for each in told["updates"]] == ["The tool is off."],
    ),
    "task": Row(
        "task copy the index",
        "task 1 is added",
        "Task 1: copy the index",
        task(1, title="copy the index", owner=None, due_at=None, status="open", kind="task"),
    ),
    "task with owner and date": Row(
        "task copy the index @bob due 2026-03-21 12:00",
        "task 1 is added for @bob",
        "Task 1: copy the index\n@bob",
        task(1, title="copy the index", due_at="2026-03-21T09:00:00Z"),
    ),
    "task done": Row(
        "task done 1",
        "task 1 is done",
        "finished task 1",
        task(1, status="done"),
        before=("task copy the index",),
    ),
    "tasks": Row("tasks", "1 · copy the index", before=("task copy the index",)),
    "facts in words": Row(
        "facts personal_data_involved=yes in_data_subjects=unknown",
        "2 facts recorded",
        "answered 2 facts",
        fact("in_data_subjects", "unknown"),
        before=COUNSEL,
    ),
    "facts by the form": Row("facts", "", before=COUNSEL),
    "deadlines": Row("deadlines", "open deadline", before=LEAK),
    "deadline filed": Row(
        "deadline filed 1 CASE-9",
        "deadline 1 is filed",
        "reference CASE-9",
        deadline(1, status="filed", reference="CASE-9"),
        before=LEAK,
    ),
    "deadline waived": Row(
        "deadline waive 2 no risk to people",
        "deadline 2 is waived",
        "no risk to people",
        deadline(2, status="waived", reason="no risk to people"),
        before=LEAK,
    ),
    "resolve": Row("resolve", "is resolved", "resolved the incident", incident(status="resolved")),
    "resolve with a summary": Row(
        "resolve The tool is off for good.",
        "is resolved",
        "The tool is off for good.",
        incident(status="resolved", summary="The tool is off for good."),
    ),
    "close asks": Row("close", "is still open", before=RESOLVED),
    "close with a reason": Row(
        "close the vendor has it",
        "is closed",
        "Review summary: INC-1",
        incident(status="closed"),
        before=RESOLVED,
    ),
    "reopen": Row(
        "reopen it happens again",
        "is open again",
        "it happens again",
        incident(status="open"),
        before=RESOLVED,
    ),
    "cancel": Row(
        "cancel it was a load test", "is cancelled", "it was a load test", incident(status="cancelled")
    ),
    "merge": Row(
        "merge {other}",
        "is merged into INC-2",
        "Go on in",
        lambda told: incident(status="merged")(told) and entry("merged", "INC-2")(told),
    ),
    "private": Row("private", "is private now", "made the incident private", incident(private=True)),
    "public": Row(
        "public",
        "is public now",
        "made the incident public",
        incident(private=False),
        before=("private",),
    ),
    "review": Row("review", "Review summary"),
    **{
        f"export {form}": Row(f"export {form}".strip(), "on its way", "(file: INC-1, whole, as it stood at")
        for form in ("", "json", "md", "html", "csv")
    },
}
"""Ways to use each command that acts on an incident, in that incident's channel."""

WRONG: dict[str, tuple[str, tuple[str, ...]]] = {
    # what is typed, and what the answer says; what was typed first stands before it, if anything
    "role without anything": ("role", ("/incident role ROLE @user", "for example")),
    "role without a person": ("role technical", ("technical lead", "/incident role", "for example")),
    "role that is none": ("role boss @bob", ("The roles are commander", "For example")),
    "role for an app": ("role technical @deploybot", ("is an app", "person")),
    "role for who left": ("role technical @lena", ("deactivated", "Name somebody else")),
    "role for a guest": ("role technical @kofi", ("guest", "Name somebody else")),
    "severity without a level": ("severity", ("/incident severity LEVEL", "for example")),
    "severity that is none": ("severity sev9", ("A severity is critical", "For example")),
    "severity lowered without a reason": ("severity low", ("wants a reason", "for example")),
    "category without one": ("category", ("/incident category", "for example")),
    "category that is none": ("category sunshine", ("categor", "example")),
    "title without one": ("title", ("/incident title TEXT", "for example")),
    "title too long": (f"title {'long ' * 60}", ("200",)),
    "summary without one": ("summary", ("/incident summary TEXT", "for example")),
    "started without a time": ("started", ("/incident started WHEN", "for example")),
    "started at no time": ("started soonish", ("soonish", "14:05")),
    "started in the future": ("started tomorrow", ("tomorrow",)),
    "detected without a time": ("detected", ("/incident detected WHEN", "for example")),
    "phase without one": ("phase", ("/incident phase PHASE", "for example")),
    "phase that is none": ("phase party", ("The phases are detection", "For example")),
    "note without words": ("note", ("/incident note", "for example")),
    "note of a time alone": ("note 11:05", ("time without a note", "for example")),
    "note at no time": ("note 25:00 first mail", ("25:00", "for example")),
    "timeline of none": ("timeline 0", ("/incident timeline", "for example")),
    "timeline of words": ("timeline many", ("/incident timeline", "for example")),
    "task without words": ("task", ("/incident task TEXT", "for example")),
    "task done without a number": ("task done", ("/incident task done N", "for example")),
    "task done that is none": ("task done 9", ("9",)),
    "facts without the role": ("facts personal_data_involved", ("/incident role legal me",)),
    "deadline without anything": ("deadline", ("/incident deadline filed N", "for example")),
    "deadline of no number": ("deadline filed soon", ("/incident deadline filed N", "for example")),
    "deadlines of none": ("deadlines INC-99", ("no INC-99", "/incident list")),
    "reopen what is open": ("reopen it happens again", ("open already",)),
    "cancel without a reason": ("cancel", ("/incident cancel REASON", "for example")),
    "merge without another": ("merge", ("/incident merge REF", "for example")),
    "merge into itself": ("merge INC-1", ("itself", "for example")),
    "merge into none": ("merge INC-99", ("INC-99",)),
    "public that is public": ("public", ("is public already",)),
    "export in another form": ("export pdf", ("/incident export [json|md|html|csv]", "for example")),
    "status of none": ("status INC-99", ("no INC-99", "/incident list")),
    "review of none": ("review INC-99", ("no INC-99", "/incident list")),
}

OUTSIDE = {"declare", "list", "help", "status", "merge", "deadlines"}
"""What can be used without naming an incident, anywhere; `merge` asks for both in its own words."""
