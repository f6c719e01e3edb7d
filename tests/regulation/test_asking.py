"""Which facts people are asked: nine at first, then only what the answers make relevant."""

from bot.domain.regulation.answer import Answer, Answers
from bot.domain.regulation.asking import first_questions, follow_ups
from bot.domain.regulation.regulations import Regulations


def asked(regulations: Regulations, *, standing: Answer = Answer.UNKNOWN, **said: Answer) -> set[str]:
    first = {fact.id: Answer.NO for fact in first_questions(regulations)}
    profile = dict.fromkeys(regulations.standing_facts, standing)
    answers = Answers(given={**profile, **first, **said}, otherwise=Answer.UNKNOWN)
    return {fact.id for fact in follow_ups(regulations, answers)}


def test_nine_facts_are_asked_first(regulations: Regulations) -> None:
    assert [fact.id for fact in first_questions(regulations)] == [
        *("security_compromise", "personal_data_involved", "service_disruption_material"),
        *("death_or_serious_injury", "fundamental_rights_infringed", "critical_infrastructure_disrupted"),
        *("property_or_environment_harm", "critical_safety_incident", "extortion_payment_made"),
    ]


def test_after_nine_times_no_hardly_anything_is_left_to_ask(regulations: Regulations) -> None:
    assert asked(regulations) == {
        *("near_miss_serious_harm", "law_enforcement_delay_request", "children_affected"),
    }


def test_personal_data_leads_to_where_people_live(regulations: Regulations) -> None:
    residence = {fact.id for fact in regulations.facts if fact.group == "residence"}
    assert residence <= asked(regulations, personal_data_involved=Answer.YES)
    assert residence <= asked(regulations, personal_data_involved=Answer.UNKNOWN)
    assert not residence & asked(regulations, death_or_serious_injury=Answer.YES)


def test_what_the_profile_rules_out_is_not_asked(regulations: Regulations) -> None:
    maker = asked(regulations, death_or_serious_injury=Answer.YES, medical_device_eu=Answer.YES)
    assert "public_health_threat" in maker
    nobody = asked(regulations, standing=Answer.NO, death_or_serious_injury=Answer.YES)
    assert not nobody & {"public_health_threat", "near_miss_serious_harm", "reportable_crash"}


def test_a_standing_fact_is_never_asked_in_an_incident(regulations: Regulations) -> None:
    everything = asked(regulations, **dict.fromkeys([f.id for f in first_questions(regulations)], Answer.YES))
    assert not everything & set(regulations.standing_facts)
