"""Roles, hand-overs and checklists as they are read, whatever people write."""

import pytest

from bot.domain.checklist import ChecklistItem
from bot.domain.event import RoleAssigned
from bot.domain.incident import Incident, Status
from bot.domain.message import Outgoing
from bot.domain.person import Person
from bot.domain.question import Question
from bot.domain.role import Role
from bot.domain.task import Task
from bot.domain.timeline import Draft, Head, Shown, append
from bot.views import roles
from bot.views.handover import open_points, state_message
from bot.views.ids import BLOCK_ID_MAX
from bot.views.scene import Scene
from tests.views.incidents import AT, CATALOGUE, NAMES, a_full_incident, an_incident, answered, held, later
from tests.views.limits import CRUEL, reads, reads_view


def tasks(words: str, count: int = 12) -> list[Task]:
    title = " ".join(words.split())[:200]
    return [
        Task(incident=7, number=n, title=title, owner="UBOB", due_at=AT, created_by="UBOB", created_at=AT)
        for n in range(1, count + 1)
    ]


def events(words: str) -> list[Shown]:
    drafts = [Draft(at=AT, kind=kind, actor="UBOB", text=words) for kind in ("message", "declared") * 3]
    entries = [append(Head(), draft, incident=7, at=AT, salt="s") for draft in drafts]
    return [Shown(entry=entry, text=entry.text or "") for entry in entries]


def items(role: Role, done: int = 0) -> list[ChecklistItem]:
    texts = CATALOGUE.role(role).checklist
    return [
        ChecklistItem(
            incident=7,
            role=role,
            key=str(n),
            text=text,
            done_by="UBOB" if n <= done else None,
            done_at=AT if n <= done else None,
        )
        for n, text in enumerate(texts, start=1)
    ]


def state(incident: Incident, taken: RoleAssigned, words: str = "it began") -> Outgoing:
    return state_message(incident, taken, events(words), tasks(words), catalogue=CATALOGUE, names=NAMES)


def taken(previous: str | None = None, by: str = "UALICE", note: str | None = None) -> RoleAssigned:
    return RoleAssigned(role=Role.COMMANDER, user_id="UEMI", previous=previous, by=by, note=note)


# the state for the next holder ----------------------------------------------------------------------------


@pytest.mark.parametrize("words", CRUEL, ids=range(len(CRUEL)))
def test_whatever_people_write_the_state_fits(words: str) -> None:
    reads(state(a_full_incident(words), taken("UALICE", note=words[:3000]), words))


@pytest.mark.parametrize(
    ("event", "lead"),
    [
        (taken(), "You are commander of INC-7 now; Alice Njoroge gave you the role."),
        (taken("UALICE"), "You are commander of INC-7 now, handed over by Alice Njoroge."),
        (taken("UALICE", by="UEMI"), "You are commander of INC-7 now, after Alice Njoroge."),
        (
            taken("UALICE", by="UZOE"),
            "You are commander of INC-7 now, after Alice Njoroge; UZOE saw to it.",
        ),
    ],
)
def test_the_first_line_says_from_whom(event: RoleAssigned, lead: str) -> None:
    assert reads(state(an_incident(), event)).startswith(lead)


def test_ten_tasks_are_enough() -> None:
    text = reads(state(an_incident(), taken()))
    assert "Task 10: it began, @UBOB, due Mar 20, 2026 at 09:00" in text
    assert "Task 11" not in text
    assert "… and 2 more: /incident tasks" in text


def test_long_tasks_do_not_cut_off_what_is_due_next() -> None:
    incident = a_full_incident("x", next_update_at=later(60))
    text = reads(state_message(incident, taken(), [], tasks("&<" * 100), catalogue=CATALOGUE, names=NAMES))
    assert "Next stakeholder update: due Mar 20, 2026 at 10:00" in text


def test_nothing_open_is_said_so() -> None:
    incident = a_full_incident("x", next_update_at=None, triage=())
    triage = tuple(answered(question, question.answers[0]) for question in Question)
    everything = incident.model_copy(update={"triage": triage})
    message = state_message(everything, taken(), [], [], catalogue=CATALOGUE, names=NAMES)
    assert "Nothing is unanswered and no task is open." in reads(message)


# handing over ---------------------------------------------------------------------------------------------


def test_the_note_starts_from_what_is_open() -> None:
    draft = open_points(an_incident(), items(Role.COMMANDER, done=6), tasks("ask the vendor", 1), CATALOGUE)
    assert draft.split("\n")[-6:] == [
        "- Nobody is commander",
        "- Nobody is technical lead",
        "- Nobody is communications lead",
        "- Nobody is legal lead",
        "- Task 1: ask the vendor",
        "- Not ticked yet: Hand over with a note before you are tired.",
    ]


@pytest.mark.parametrize("words", CRUEL, ids=range(len(CRUEL)))
def test_whatever_is_open_the_form_fits(words: str) -> None:
    incident = a_full_incident(words)
    draft = open_points(incident, items(Role.LEGAL), tasks(words, 60), CATALOGUE)
    form = roles.hand_over_form(incident, Role.LEGAL, draft)
    assert "Who takes over?" in reads_view(form)


# the list -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", CRUEL, ids=range(len(CRUEL)))
def test_whatever_people_write_the_list_fits(words: str) -> None:
    past = tuple(held(Role.COMMS, "UBOB", AT, later(n)) for n in range(60))
    incident = a_full_incident(words, roles=past)
    assert "54 more before." in reads(roles.roles_message(incident, "UBOB", {"UBOB": words}, CATALOGUE))


def test_empty_roles_can_be_taken_and_own_ones_handed_over() -> None:
    incident = an_incident(roles=(held(Role.COMMS, "UBOB"), held(Role.LEGAL, "UALICE")))
    text = reads(roles.roles_message(incident, "UBOB", NAMES, CATALOGUE))
    assert text.count("[Hand over]") == 1
    assert "[Take command]" in text
    assert "[Take technical lead]" in text
    assert "[" not in reads(
        roles.roles_message(incident.model_copy(update={"status": Status.CLOSED}), "UBOB", NAMES, CATALOGUE)
    )


# told and asked -------------------------------------------------------------------------------------------


def test_whoever_is_given_a_role_is_called_and_nobody_else() -> None:
    scene = Scene(an_incident(), CATALOGUE, NAMES | {"UEMI": "Emi"})
    assert roles.assigned(taken("UALICE", by="UBOB"), scene).text == (
        "Alice Njoroge handed over the role of commander to <@UEMI> (by Bob *Lindqvist* &lt;!channel&gt;)."
    )
    own = RoleAssigned(role=Role.COMMS, user_id="UEMI", by="UEMI")
    assert roles.assigned(own, scene).text == "Emi took the role of communications lead."


@pytest.mark.parametrize("note", ["", "short", '"' * 300, "é" * 300])
def test_a_menu_is_offered_while_the_note_can_travel_with_it(note: str) -> None:
    message = roles.who(an_incident(), Role.COMMS, "@zoe <!here>", (), note)
    assert "I cannot find @zoe" in reads(message)
    menus = [block for block in message.blocks if block["type"] == "actions"]
    assert bool(menus) is (len(note) < 200)
    assert all(len(menu["block_id"]) <= BLOCK_ID_MAX for menu in menus)
    if not menus:
        assert "Nothing was recorded." in reads(message)


def test_several_who_could_be_meant_are_named() -> None:
    both = [Person(user_id=f"U{n}", name=f"Alice {n}", handle=f"alice{n}", fetched_at=AT) for n in (1, 2)]
    text = reads(roles.who(an_incident(), Role.COMMS, "@alice", both, ""))
    assert "Several people here could be @alice: Alice 1 (@alice1) and Alice 2 (@alice2)." in text


# checklists -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role, ids=str)
def test_every_item_of_a_checklist_is_readable_whole(role: Role) -> None:
    message = roles.checklist_message(an_incident(), role, items(role, done=2), CATALOGUE)
    text = reads(message)
    (boxes,) = (e for b in message.blocks for e in b.get("elements", []) if e["type"] == "checkboxes")
    shown = [
        f"{box['text']['text']} {box.get('description', {}).get('text', '')}".strip()
        for box in boxes["options"]
    ]
    assert shown == list(CATALOGUE.role(role).checklist)
    assert f"checklist, 2 of {len(shown)} done" in text
    assert roles.boxes_ticked({"blocks": list(message.blocks)}) == {"1", "2"}


def test_an_item_of_one_endless_word_still_makes_a_box() -> None:
    long = items(Role.COMMS)[0].model_copy(update={"text": "w" * 140})
    reads(roles.checklist_message(an_incident(), Role.COMMS, [long], CATALOGUE))
