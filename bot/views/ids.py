"""The ids of buttons and forms, and what their values carry; `manifest.yml` names the shortcuts."""

from pydantic import ValidationError

from bot.domain.errors import WrongUse
from bot.domain.value import Value

BLOCK_ID_MAX = 255
"""Slack's limit; menus have no value of their own, so the block's id says what they are about."""

SHORTCUT_DECLARE = "declare_incident"
SHORTCUT_TIMELINE = "add_to_timeline"
SHORTCUT_DECLARE_GLOBAL = "declare_incident_global"


class Ref(Value):
    """What a button or a form is about; packed into its value or its private metadata.

    Attributes:
        n: the incident's number.
        s: the subject within it: a role, a question, a task's number.
        x: anything small besides.
    """

    n: int | None = None
    s: str = ""
    x: str = ""

    def pack(self) -> str:
        """Return it as the short text Slack carries."""
        return self.model_dump_json(exclude_defaults=True)

    @classmethod
    def unpack(cls, text: str) -> "Ref":
        """Read it back.

        Raises:
            WrongUse: it is none of ours, for example from an older version.
        """
        try:
            return cls.model_validate_json(text or "{}")
        except ValidationError:
            raise WrongUse(
                "That button is too old for me. Use the newest card, or `/incident help`."
            ) from None


def ref(number: int | None, subject: str = "", extra: str = "") -> str:
    """Pack a reference."""
    return Ref(n=number, s=subject, x=extra).pack()


CLAIM_ROLE = "claim_role"
ASK_TRIAGE = "ask_triage"
CONTAINED = "contained"
RECOVERED = "recovered"
OPEN_UPDATE = "open_update"
ENTER_PHASE = "enter_phase"
OPEN_RESOLVE = "open_resolve"
OPEN_REVIEW = "open_review"
OPEN_REOPEN = "open_reopen"
CLOSE = "close"
JOIN = "join"
OPEN_DECLARE = "open_declare"
TASK_DONE = "task_done"
ANSWER_TRIAGE = "answer_triage"
SEVERITY_WORD_BACK = "severity_word_back"
CHANGE_ANSWER = "change_answer"
TRIAGE_FORM = "triage_form"
SET_SEVERITY = "set_severity"
KEEP_SEVERITY = "keep_severity"
KEEP_FORM = "keep_severity_form"
OPEN_CATEGORY = "open_category"
CATEGORY_FORM = "category_form"
CATEGORY_CHOSEN = "category_chosen"
HAND_OVER = "hand_over"
HAND_OVER_FORM = "hand_over_form"
PICK_HOLDER = "pick_holder"
TICK_CHECKLIST = "tick_checklist"
DECLARE_FORM = "declare_form"
DECLARE_FROM = "declare_from"
MERGE_INTO = "merge_into"
RESOLVE_FORM = "resolve_form"
REOPEN_FORM = "reopen_form"
CLOSE_ANYWAY = "close_anyway"
CLOSE_FORM = "close_form"
REVIEW_FORM = "review_form"
TAKE_REVIEW = "take_review"
LIST_MORE = "list_more"
TIMELINE_FORM = "timeline_form"
SNOOZE = "snooze_reminder"
STOP_ASKING = "stop_asking"
UPDATE_FORM = "update_form"
TASK_REOPEN = "task_reopen"
OPEN_TASK = "open_task"
TASK_FORM = "task_form"
PICK_OWNER = "pick_owner"
SHOW_DEADLINES = "show_deadlines"
DEADLINES_MORE = "deadlines_more"
DECIDE_DEADLINE = "decide_deadline"
DEADLINE_FORM = "deadline_form"
OPEN_FACTS = "open_facts"
FACTS_FORM = "facts_form"
MORE_FACTS_FORM = "more_facts_form"
OPEN_ANCHOR = "open_anchor"
ANCHOR_FORM = "anchor_form"
SEE_TO_DEADLINES = "see_to_deadlines"
DRAFT_NOTICE = "draft_notice"
ACCEPT_EDITION = "accept_edition"
DEADLINE_CALENDAR = "deadline_calendar"
OPEN_STANDING = "open_standing"
STANDING_FORM = "standing_form"
