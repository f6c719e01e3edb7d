"""The review after the incident: three questions about the process, and who holds it by when."""

from enum import StrEnum

from bot.domain.value import Instant, Value


class ReviewQuestion(StrEnum):
    """The three process questions, always asked."""

    PROCESS = "process"
    MONITORING = "monitoring"
    FASTER = "faster"


REVIEW_QUESTIONS = {
    ReviewQuestion.PROCESS: "What process failures allowed it?",
    ReviewQuestion.MONITORING: "What monitoring gaps delayed detection?",
    ReviewQuestion.FASTER: "What would have enabled a faster response?",
}


class ReviewAnswer(Value):
    """One person's answer; a later answer to the same question stands beside it, never over it."""

    question: ReviewQuestion
    text: str
    answered_by: str
    answered_at: Instant


class Review(Value):
    """Who sees to the review, by when, and what was answered so far."""

    incident: int
    owner: str | None = None
    due_at: Instant | None = None
    held_at: Instant | None = None
    answers: tuple[ReviewAnswer, ...] = ()
