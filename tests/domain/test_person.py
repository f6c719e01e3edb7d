"""Whom a typed name may mean."""

from datetime import UTC, datetime

import pytest

from bot.domain.person import Person, called

AT = datetime(2026, 3, 20, tzinfo=UTC)


def somebody(user_id: str, name: str, handle: str) -> Person:
    return Person(user_id=user_id, name=name, handle=handle, fetched_at=AT)


CAST = (
    somebody("U1", "Alice Njoroge", "alice"),
    somebody("U2", "Alice Smith", "asmith"),
    somebody("U3", "絵美 (Emi)", "emi.tanaka"),
    somebody("U4", "Bob", "bob-l"),
    somebody("U5", "Grace O'Malley", "grace"),
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("alice", ["U1"]),
        ("Alice", ["U1"]),
        ("asmith", ["U2"]),
        ("AliceSmith", ["U2"]),
        ("alice.smith", ["U2"]),
        ("smith", ["U2"]),
        ("emi", ["U3"]),
        ("絵美", ["U3"]),
        ("emi.tanaka", ["U3"]),
        ("bob", ["U4"]),
        ("malley", ["U5"]),
        ("nobody", []),
        ("", []),
    ],
)
def test_a_name_means_whoever_has_it_as_handle_or_whole_name_or_a_word_of_it(
    typed: str, meant: list[str]
) -> None:
    assert [person.user_id for person in called(typed, CAST)] == meant


def test_several_may_be_meant() -> None:
    others = [person for person in CAST if person.handle != "alice"]
    others.append(somebody("U6", "Alice Wang", "awang"))
    assert [person.user_id for person in called("alice", others)] == ["U2", "U6"]


@pytest.mark.parametrize(
    ("traits", "may"),
    [({}, True), ({"is_bot": True}, False), ({"is_guest": True}, False), ({"deleted": True}, False)],
)
def test_only_a_person_of_the_organisation_may_hold_a_role(traits: dict[str, bool], may: bool) -> None:
    assert CAST[0].model_copy(update=traits).may_hold_a_role is may
