"""Reads facts as they are typed: `personal_data_involved`, `eu_data_subjects=unknown`."""

from collections.abc import Iterable

from bot.domain.errors import UnknownWord, WrongUse
from bot.domain.mrkdwn import quoted
from bot.domain.regulation.answer import Answer
from bot.domain.words import nearest
from handlers.grammar import wrong_use


def read_facts(text: str, known: Iterable[str]) -> dict[str, Answer]:
    """Read each fact with its answer; a fact alone means yes.

    Raises:
        UnknownWord: there is no such fact; the sentence names the nearest.
        WrongUse: an answer is none of yes, no and unknown.
    """
    names = list(known)
    return dict(_read(word, names) for word in text.replace(",", " ").split())


def _read(word: str, names: list[str]) -> tuple[str, Answer]:
    typed, _, said = word.partition("=")
    fact, answer = typed.casefold().replace("-", "_"), said.casefold() or Answer.YES.value
    if fact not in names:
        near = nearest(fact, names)
        meant = f" Did you mean `{near[0]}`?" if near else ""
        raise UnknownWord(
            f"There is no fact {quoted(typed)}.{meant} `/incident facts` asks for them one by one."
        )
    if answer not in list(Answer):
        raise WrongUse(wrong_use("facts", f"A fact is answered with yes, no or unknown, not {quoted(said)}."))
    return fact, Answer(answer)
