"""Facts, anchors and deadlines are read back as they were written, on both databases."""

from datetime import timedelta

from bot.domain.duties.anchor import Anchor
from bot.domain.duties.deadline import Deadline, Decision, Key
from bot.domain.duties.edition import Edition
from bot.domain.duties.fact import FactAnswer
from bot.domain.regulation.answer import Answer
from bot.domain.regulation.clock import ClockState
from storage import Database
from tests.storage.examples import AT, an_incident, later


def a_deadline(number: int, **values: object) -> Deadline:
    bare = Deadline(
        incident=1,
        number=number,
        regime="eu-gdpr-33",
        stage=f"stage-{number}",
        title="GDPR: notify",
        authority="The authority",
        citation="Art. 33",
        anchor="aware_at",
        state=ClockState.RUNNING,
        starts_at=AT,
        due_at=AT + timedelta(hours=72),
        unknown=("eu_data_subjects",),
        noted_at=AT,
    )
    return bare.model_copy(update=values)


def told(kind: str, minutes: int, regime: str = "") -> Anchor:
    return Anchor(
        incident=1,
        kind=kind,
        regime=regime,
        at=later(minutes),
        zone="Europe/Rome",
        told_by="UCHIARA",
        basis="the log",
        confirmed=True,
        recorded_at=AT,
    )


async def test_a_dossier_is_read_back_whole(database: Database) -> None:
    answer = FactAnswer(fact="eu_data_subjects", answer=Answer.UNKNOWN, answered_by="UBOB", answered_at=AT)
    anchors = (told("aware_at", 1), told("aware_at", -5), told("aware_at", 3, "uk-pecr-5a"))
    deadlines = tuple(a_deadline(number) for number in range(1, 121))
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident())
        await repositories.duties.answer(1, [answer])
        await repositories.duties.tell(anchors)
        await repositories.duties.save(deadlines)
    async with database.reading() as repositories:
        dossier = await repositories.duties.dossier(1)
    assert (dossier.facts, dossier.anchors, dossier.deadlines) == ((answer,), anchors, deadlines)


async def test_the_latest_answer_and_the_last_decision_stand(database: Database) -> None:
    first = FactAnswer(fact="eu_data_subjects", answer=Answer.UNKNOWN, answered_by="UBOB", answered_at=AT)
    second = first.model_copy(update={"answer": Answer.YES, "note": "the list says so"})
    decided = a_deadline(1, decision=Decision.FILED, filed_at=later(5), reference="C-1", decided_by="UBOB")
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident())
        await repositories.duties.answer(1, [first])
        await repositories.duties.answer(1, [second])
        await repositories.duties.save([a_deadline(1), a_deadline(2)])
        await repositories.duties.save([decided])
        await repositories.duties.save([])
    async with database.reading() as repositories:
        dossier = await repositories.duties.dossier(1)
        owed = await repositories.duties.owed()
    assert dossier.facts == (second,)
    assert dossier.deadlines == (decided, a_deadline(2))
    assert owed == {1: [a_deadline(2)]}


async def test_incidents_on_another_edition_are_found_until_somebody_was_asked(database: Database) -> None:
    edition = Edition(incident=1, accepted="a")
    async with database.transaction() as repositories:
        await repositories.incidents.add(an_incident())
        assert await repositories.duties.edition(1) is None
        await repositories.duties.keep_edition(edition)
        assert await repositories.duties.on_other_editions("a") == []
        assert await repositories.duties.on_other_editions("b") == [1]
        asked = edition.model_copy(update={"proposed": "b", "held": (Key(regime="r", stage="s"),)})
        await repositories.duties.keep_edition(asked)
        assert await repositories.duties.edition(1) == asked
        assert await repositories.duties.on_other_editions("b") == []
        assert await repositories.duties.on_other_editions("c") == [1]
