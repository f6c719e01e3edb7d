"""Reads what `incident-bot clocks` is told: facts, instants, filings, places and days."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from bot.domain.regulation.answer import Answer
from bot.domain.regulation.naming import closest
from bot.domain.regulation.regulations import Regulations
from bot.domain.regulation.situation import Filing
from bot.domain.words import join_words

_FIRST_YEAR, _LAST_YEAR = 1990, 2099


class WrongWords(Exception):
    """What was typed cannot be used; the message is the line the person reads."""


def read_facts(words: Sequence[str], regulations: Regulations) -> dict[str, Answer]:
    """`NAME`, `NAME=no`, `NAME=unknown`."""
    known = [fact.id for fact in regulations.facts]
    answers: dict[str, Answer] = {}
    for word in words:
        name, equals, written = word.partition("=")
        known_name("fact", name.strip(), known)
        answer = _answer(word, written) if equals else Answer.YES
        _once(answers, name.strip(), answer, "--fact")
        answers[name.strip()] = answer
    return answers


def _answer(word: str, written: str) -> Answer:
    try:
        return Answer(written.strip().lower())
    except ValueError:
        raise WrongWords(f"`{word}`: a fact is yes, no or unknown") from None


def read_anchors(words: Sequence[str], regulations: Regulations) -> dict[str, datetime]:
    """`NAME=INSTANT`."""
    anchors: dict[str, datetime] = {}
    for word in words:
        name, _, written = word.partition("=")
        if name.strip().partition(":")[0] == "filed":
            raise WrongWords(f"`{word}`: say what was filed with --filed REGIME/STAGE=INSTANT")
        known_name("anchor", name.strip(), regulations.anchor_kinds)
        at = read_instant(word, written)
        _once(anchors, name.strip(), at, "--anchor")
        anchors[name.strip()] = at
    return anchors


def read_filings(words: Sequence[str], regulations: Regulations) -> tuple[Filing, ...]:
    """`REGIME/STAGE=INSTANT`; a stage may be filed again."""
    return tuple(_filing(word, regulations) for word in words)


def _filing(word: str, regulations: Regulations) -> Filing:
    what, _, written = word.partition("=")
    regime_id, slash, stage_id = (part.strip() for part in what.partition("/"))
    known_name("regime", regime_id, regulations.regimes_by_id)
    stages = [stage.id for stage in regulations.regimes_by_id[regime_id].stages]
    if not slash:
        raise WrongWords(f"`{word}`: write REGIME/STAGE=INSTANT; the stages are {join_words(stages)}")
    known_name(f"stage of {regime_id}", stage_id, stages)
    return Filing(regime=regime_id, stage=stage_id, at=read_instant(word, written))


def read_instant(word: str, written: str) -> datetime:
    """A date and time with its offset; without one nobody could say which instant is meant."""
    form = "write an instant with its offset, such as 2026-10-23T18:30:00+02:00"
    try:
        at = datetime.fromisoformat(written.strip())
    except ValueError:
        raise WrongWords(f"`{word}`: {form}") from None
    if at.tzinfo is None:
        raise WrongWords(f"`{word}` has no offset from UTC; {form}")
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise WrongWords(f"`{word}`: holidays are known for {_FIRST_YEAR} to {_LAST_YEAR}")
    return at


def read_day(written: str | None) -> date | None:
    """The day of `--on`."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise WrongWords(f"--on {written}: write a date such as 2027-01-01") from None


def known_name(kind: str, name: str, known: Iterable[str]) -> None:
    """Refuses a name nobody knows, with the nearest that somebody does."""
    choices = list(known)
    if name in choices:
        return
    near = closest(name, choices)
    meant = f"; did you mean `{near}`?" if near else _some(choices)
    raise WrongWords(f"there is no {kind} `{name}`{meant}")


def _some(choices: Sequence[str]) -> str:
    few = len(choices) <= 6
    return f"; there is {join_words(choices)}" if few else f"; for example `{choices[0]}`"


def _once(found: Mapping[str, object], name: str, value: object, option: str) -> None:
    if found.get(name, value) != value:
        raise WrongWords(f"{option} {name} is given twice, and not alike")
