"""Finds a Member State, or a part of one, by the code that people write."""

from collections.abc import Sequence

import holidays

from bot.domain.regulation.member_state import MemberState
from bot.domain.regulation.naming import closest
from bot.domain.value import Value


class UnknownMemberState(Exception):
    """No state of the Union or the EEA has that code."""


class StateOrPart(Value):
    """A Member State, and the part of it whose holidays count, where somebody named one."""

    state: MemberState
    part: str | None = None

    @property
    def zone(self) -> str:
        """The zone its days end in."""
        return self.state.zones.get(self.part or "", self.state.zone)


def find_member_state(code: str, states: Sequence[MemberState]) -> StateOrPart:
    """`DE`, `DE-BE`, in any case."""
    written, _, part = code.strip().upper().partition("-")
    by_code = {name: state for state in states for name in (state.code, *state.also)}
    if written not in by_code:
        raise UnknownMemberState(f"there is no Member State `{code}`{_meant(written, by_code)}")
    state = by_code[written]
    parts = {name.upper(): name for name in holidays.country_holidays(state.code).subdivisions}
    if part and part not in parts:
        choices = ", ".join(parts.values()) or "none"
        raise UnknownMemberState(
            f"{state.name} has no part `{part}` with holidays of its own; it has {choices}"
        )
    return StateOrPart(state=state, part=parts.get(part))


def _meant(written: str, by_code: dict[str, MemberState]) -> str:
    """A state is meant by its code, or by its name."""
    names = {name: state.code for code, state in by_code.items() for name in (code, state.name)}
    near = closest(written, names) if written else None
    return f"; did you mean `{names[near]}`?" if near else "; write a code such as `DE` or `DE-BE`"
