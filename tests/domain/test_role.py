"""Roles: the words people type for them."""

import pytest

from bot.domain.errors import UnknownWord
from bot.domain.role import Role


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("commander", Role.COMMANDER),
        ("IC", Role.COMMANDER),
        ("lead", Role.COMMANDER),
        ("incident_commander", Role.COMMANDER),
        ("Incident Commander", Role.COMMANDER),
        ("tech", Role.TECHNICAL),
        ("technical", Role.TECHNICAL),
        ("technical-lead", Role.TECHNICAL),
        ("comms", Role.COMMS),
        ("Communications", Role.COMMS),
        ("comms_lead", Role.COMMS),
        ("legal", Role.LEGAL),
        ("compliance", Role.LEGAL),
        ("legal_compliance", Role.LEGAL),
    ],
)
def test_the_words_people_type_are_understood(typed: str, meant: Role) -> None:
    assert Role.parse(typed) is meant


@pytest.mark.parametrize(
    ("typed", "example"),
    [("comander", "commander"), ("complience", "legal"), ("xyz", "commander"), ("me", "commander")],
)
def test_an_unknown_word_is_answered_with_the_four_and_a_near_example(typed: str, example: str) -> None:
    assert Role.parse_or_none(typed) is None
    with pytest.raises(UnknownWord) as refusal:
        Role.parse(typed)
    assert all(f"`{role}`" in refusal.value.message for role in Role)
    assert f"/incident role {example} @alice" in refusal.value.message


def test_every_role_has_a_name_of_its_own() -> None:
    assert len({role.label for role in Role}) == 4
