"""From which parts of the record an item of a notice is filled; what is not named only people can say."""

from collections.abc import Mapping

STORY = ("summary", "key_events")
WHEN = ("started", "detected", "contained", "recovered", "resolved")
DONE = ("contained", "measures", "actions")
PEOPLE = ("fact:people", "scope")
SYSTEMS = ("systems",)
SINCE = ("since_last_notice",)
CONTACT = ("contact",)

TOPICS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("what_happened", "description", "plain_description", "plain_statement", "circumstances"), STORY
    ),
    "detailed_description": (*STORY, "severity", "scope", "impact"),
    "nature": ("kind", "summary"),
    "incident_type": ("kind",),
    "incident_level": ("severity",),
    "severity": ("severity",),
    "scope": ("scope", "exposure", "systems"),
    "extent": ("scope", "exposure", "systems"),
    "status": ("standing", "conditions", *DONE),
    "facts_known": ("summary", "kind", *WHEN, "systems", "scope", "impact", "key_events"),
    "facts_for_controller": ("summary", "kind", *WHEN, "fact:people", "fact:data", *DONE, "contact"),
    **dict.fromkeys(("new_information", "changes_since_last_report"), SINCE),
    "missing_information": SINCE,
    **dict.fromkeys(
        ("when_it_happened", "occurrence_time", "incident_dates", "timing", "started_and_ended"), WHEN
    ),
    "detection_time": ("detected", "noticed_by"),
    "classification_time": ("anchor:classified_major_at",),
    "date_known": ("anchor:aware_at", "anchor:discovered_at", "anchor:noticed_at", "detected"),
    "resolution_dates": ("contained", "recovered", "resolved"),
    "initial_assessment": ("severity", "scope", "impact", "exposure"),
    "why_it_qualifies": ("fact:regime",),
    "classification_criteria": ("fact:regime",),
    "classification_thresholds": ("fact:regime", "scope", "impact"),
    "impact": ("impact", "harm", "fact:harm"),
    "harm": ("harm", "fact:harm"),
    "likely_consequences": ("impact", "fact:harm"),
    "client_impact": ("impact", "exposure"),
    **dict.fromkeys(("groups_affected", "people_categories", "people_numbers"), PEOPLE),
    "users_affected": ("exposure", *PEOPLE),
    "data_types": ("fact:data",),
    "record_categories": ("fact:data",),
    "functions_affected": SYSTEMS,
    "service_affected": SYSTEMS,
    "affected_systems": SYSTEMS,
    **dict.fromkeys(("system_identity", "device", "model", "product"), SYSTEMS),
    "suspected_malicious": ("fact:malice",),
    "possible_cross_border_impact": ("fact:people",),
    "cross_border_impact": ("fact:people",),
    **dict.fromkeys(
        ("measures_taken", "mitigation", "temporary_measures", "corrective_action", "remedial_measures"), DONE
    ),
    "security_update": ("anchor:measure_available_at",),
    "remediation_plan": ("planned",),
    "prevention": ("action_items",),
    "lessons": ("lessons",),
    "recommendations": ("action_items",),
    "root_cause": ("root_cause",),
    "root_cause_or_threat": ("root_cause", "kind"),
    "reference_code": ("reference",),
    **dict.fromkeys(("reporter_identity", "contact", "two_contact_methods"), CONTACT),
    "law_enforcement_delay": ("fact:law_enforcement_delay_request",),
    "payment_fact": ("fact:extortion_payment_made", "anchor:payment_at"),
    "payment_date": ("anchor:payment_at",),
    "decision": ("fact:adverse_decision_issued", "anchor:adverse_decision_at"),
    "people_notified": ("notices_to_people", "anchor:individuals_notified_at"),
    "notices_given": ("notices_to_people", "anchor:individuals_notified_at"),
    "notice_timing": ("notices_to_people", "anchor:individuals_notified_at"),
    "reasons_for_delay": ("late",),
    "assessment_record": ("severity", "scope", "impact", "fact:regime"),
}

FACTS: Mapping[str, tuple[str, ...]] = {
    "people": (
        *("affected_250_plus", "affected_500_plus", "affected_1000_plus", "employees_affected"),
        *("children_affected", "eu_data_subjects", "uk_data_subjects", "us_ca_residents"),
        *("us_ny_residents", "us_tx_residents", "us_other_residents", "in_data_subjects"),
        *("sg_data_subjects", "au_data_subjects", "canada_data_subjects", "jp_data_subjects"),
        *("kr_data_subjects", "br_data_subjects"),
    ),
    "data": (
        *("personal_data_involved", "sensitive_data_involved", "health_data_us", "payment_card_data"),
        "processor_role",
    ),
    "harm": (
        *("death_or_serious_injury", "death_occurred", "fundamental_rights_infringed"),
        *("critical_infrastructure_disrupted", "property_or_environment_harm", "public_health_threat"),
        *("imminent_physical_danger", "high_risk_to_individuals", "near_miss_serious_harm"),
    ),
    "malice": ("security_compromise", "vulnerability_actively_exploited", "extortion_payment_made"),
}
"""Groups of facts that answer one item together."""
