"""The organisation's choices about clocks: who stands in for legal, when to remind, when to rest."""

from datetime import time
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, field_validator

from bot.domain.regulation.reminding import defaults
from bot.domain.regulation.reminding.offset import DUE, Offset, fits_numbered, fits_unnumbered
from bot.domain.regulation.reminding.quiet_hours import QuietHours, WrittenQuietHours
from bot.domain.regulation.reminding.row import NO_NUMBER, Row
from bot.domain.section import STRICT, keep_other_defaults

Minutes = Annotated[int, Field(ge=1)]


def _clock_time(given: object) -> object:
    """YAML reads `10:00` as a number of minutes."""
    return f"{given // 60:02}:{given % 60:02}" if isinstance(given, int) else given


Morning = Annotated[str, BeforeValidator(_clock_time), Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class ClockReminders(BaseModel):
    """When legal is reminded of regulatory clocks, and when the matter goes to the backup and the commander.

    A clock takes the first row that is long enough: `…h` for those counted in hours, `…d` for those counted
    in days or months.

    Attributes:
        backup: the person who stands in for the legal role.
        quiet_hours: when nobody is reminded while more than 24 hours remain, in the legal role's zone.
        morning: when a working day begins, for reminders that wait for one.
        bundle_minutes: reminders of one incident that fall so close together are one message.
        remind: the moments at which legal is reminded, by length.
        escalate: the moments at which the backup is told as well.
        escalate_without_draft: likewise, while the notice has no draft.
        acknowledge: minutes after a reminder until the backup is told when nobody acknowledged it, and as
            many again until the commander is.
        acknowledge_again: minutes between further calls to the commander; 0 for none.
        overdue_every: minutes between reminders of a clock that is overdue and undecided.
        ask_anchor: minutes until the bot asks for an instant that a clock waits for; then once a day.
    """

    model_config = STRICT

    backup: Annotated[str, Field(pattern=r"^[UW][A-Z0-9]+$")] | None = None
    quiet_hours: WrittenQuietHours | None = "22:00-07:00"
    morning: Morning = "09:00"
    bundle_minutes: int = Field(default=15, ge=0)
    remind: dict[Row, tuple[Offset, ...]] = defaults.REMIND
    escalate: dict[Row, tuple[Offset, ...]] = defaults.ESCALATE
    escalate_without_draft: dict[Row, tuple[Offset, ...]] = defaults.ESCALATE_WITHOUT_DRAFT
    acknowledge: dict[Row, Minutes] = defaults.ACKNOWLEDGE
    acknowledge_again: dict[Row, Annotated[int, Field(ge=0)]] = defaults.ACKNOWLEDGE_AGAIN
    overdue_every: int = Field(default=60, ge=1)
    ask_anchor: int = Field(default=30, ge=1)

    _tables = field_validator("*", mode="after")(keep_other_defaults)

    @field_validator("remind", "escalate", "escalate_without_draft")
    @classmethod
    def _words_fit(cls, table: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for row, words in table.items():
            fits = fits_unnumbered if row == NO_NUMBER else fits_numbered
            wrong = next((word for word in words if not fits(word)), None)
            if wrong:
                raise ValueError(f"`{wrong}` says nothing for `{row}`")
        return table

    @field_validator("remind")
    @classmethod
    def _says_when_it_is_due(cls, table: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for row, words in table.items():
            if row != NO_NUMBER and DUE not in words:
                raise ValueError(f"`{row}` lacks `due`; a clock that falls due is always said to")
        return table

    @property
    def rest(self) -> QuietHours | None:
        """The quiet hours, where there are some."""
        return QuietHours.parse(self.quiet_hours) if self.quiet_hours else None

    @property
    def day_begins(self) -> time:
        """When a working day begins."""
        return time.fromisoformat(self.morning)
