"""Works out clocks from a few words, as a test wants to write them."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.catalogue.regulations import find_member_state, place
from bot.domain.regulation.answer import Answer, Answers
from bot.domain.regulation.clock import Clock
from bot.domain.regulation.regulations import Regulations
from bot.domain.regulation.running import clocks
from bot.domain.regulation.situation import Filing, Situation


class Desk:
    """`desk.clocks("personal_data_involved eu_data_subjects=unknown", aware_at="2026-11-23T10:00Z")`."""

    def __init__(self, regulations: Regulations) -> None:
        self.regulations = regulations

    def clocks(
        self,
        facts: str,
        at: Mapping[str, str] | None = None,
        *,
        filed: str = "",
        on: str | None = None,
        zone: str = "Europe/Berlin",
        relief: bool = False,
        own: dict[str, dict[str, str]] | None = None,
        **anchors: str,
    ) -> dict[str, Clock]:
        """Every clock by `regime/stage`, in the order in which they are shown."""
        situation = Situation(
            answers=Answers(given=dict(_answer(word) for word in facts.split())),
            anchors={kind: instant(text) for kind, text in {**(at or {}), **anchors}.items()},
            own_anchors={
                regime: {kind: instant(text) for kind, text in kinds.items()}
                for regime, kinds in (own or {}).items()
            },
            filings=tuple(_filing(word) for word in filed.split()),
            place=place(
                self.regulations,
                years=range(2008, 2036),
                zone=zone,
                member_state=find_member_state("DE", self.regulations.member_states),
                relief_allowed=relief,
            ),
            on=date.fromisoformat(on) if on else None,
            today=date(2026, 11, 23),
        )
        return {f"{clock.regime}/{clock.stage}": clock for clock in clocks(self.regulations, situation)}


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _answer(word: str) -> tuple[str, Answer]:
    name, _, answer = word.partition("=")
    return name, Answer(answer or "yes")


def _filing(word: str) -> Filing:
    stage, _, at = word.partition("=")
    regime, _, name = stage.partition("/")
    return Filing(regime=regime, stage=name, at=instant(at))
