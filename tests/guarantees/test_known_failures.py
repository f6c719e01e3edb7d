"""What was seen to break in incident bots, and the test that shows that it does not break in this one.

The table is the list; the test below sees that every proof that it names is there.
"""

import pytest

from tests.stage import ROOT

TESTS = ROOT / "tests"
TABLE = """
# deliveries
a form delivered twice declares two incidents
    scenarios/test_declaring.py
        a_form_submitted_twice_declares_once
deliveries are known again in memory alone, and by one process
    guarantees/test_redelivery.py
        redelivering_any_prefix_changes_nothing
several copies handle the same delivery
    storage/test_deliveries.py
        of_copies_that_get_it_at_once_one_takes_it
a retry header is taken for a proof that it was handled
    guarantees/test_once.py
        an_event_is_one_by_its_event_id
Socket Mode drops what Slack says of a retry
    guarantees/test_socket.py
        an_envelope_that_comes_twice_counts_once
acked first, worked later, lost with the process
    guarantees/test_acks.py
        nothing_is_acked_before_it_is_committed
work before the ack waits for a slow Slack
    guarantees/test_patience.py
        every_command_is_answered_in_time_while
commands and buttons are taken without a signature
    guarantees/test_requests.py
        what_is_not_signed_rightly_and_lately_is_refused_and_nothing_is_done
an address without a key lists incidents or starts the schedule
    guarantees/test_free_of.py
        there_is_no_address_but_those_of_the_contract

# Slack's limits and moods
one 429 loses the announcement for ever
    services/test_courier_trouble.py
        a_retry_after_is_obeyed
a limit makes a listener sleep in the way of others
    guarantees/test_calls.py
        a_limit_for_messages_delays_nobodys_answer
Retry-After is ignored
    slack/test_pacing.py
        a_retry_after_holds_the_method_for_everybody_even_for_the_urgent
each copy keeps the limits by itself
    fire/test_copies.py
        copies_keep_slacks_limits_together
a post whose answer is lost is sent again blindly
    guarantees/test_calls.py
        a_post_whose_answer_is_lost_stands_once
what Slack refuses for ever is tried for ever
    services/test_courier_trouble.py
        a_final_no_ends_the_effect_names_it_and_lets_its_lane_go_on
one call that fails keeps all that follow from being made
    services/test_courier_trouble.py
        lanes_do_not_wait_for_each_other
an announcement channel that is gone keeps people out
    services/test_courier_surfaces.py
        without_an_announcement_channel_it_is_told_once_and_the_rest_goes_on
a revoked token loses what is said meanwhile
    guarantees/test_token.py
        while_the_token_is_revoked_nothing_is_lost_and_a_new_one_goes_on
blocks of more than 3000 characters are refused
    scenarios/test_assessment.py
        the_longest_texts_still_make_a_card
the message is too long
    scenarios/test_timeline.py
        a_long_timeline_stays_within_slacks_limits_and_cuts_no_word
an update for every change is too many
    services/test_courier_surfaces.py
        a_burst_of_changes_is_one_update_in_place
an archived channel
    services/test_courier_channel.py
        an_archived_channel_ends_its_effects_and_the_incident_knows
user groups are for paying workspaces
    services/test_courier_channel.py
        on_a_plan_without_groups_the_others_still_come
bots.info for every message uses the quota up
    guarantees/test_free_of.py
        a_story_calls_no_method_that_reads_the_whole_workspace_or_asks_about_every_message
a menu without options, or with ids for names, is refused
    scenarios/test_contract_rows.py

# channels
a title makes a name of more than 80 characters
    domain/test_channel_name.py
        a_long_title_ends_with_a_whole_word
a title in another script makes no name
    domain/test_channel_name.py
        every_name_is_one_that_slack_accepts
any channel of the wanted name is adopted
    services/test_courier_channel.py
        a_channel_of_that_name_that_somebody_created_is_left_alone
the workspace is paged through to find a free name
    guarantees/test_free_of.py
        a_story_calls_no_method_that_reads_the_whole_workspace_or_asks_about_every_message
state is read back from the topic
    services/test_courier_surfaces.py
        a_topic_that_somebody_overwrote_is_put_back
somebody edits the topic and the severity is lost
    scenarios/test_channels.py
        an_overwritten_topic_is_put_back_with_a_private_word
out of the box no channel is made
    scenarios/test_declaring.py
        a_line_is_enough_to_have_a_channel_with_a_card
whoever declared once is invited to everything later
    guarantees/test_free_of.py
        who_declared_before_is_not_called_to_what_others_declare

# privacy
a private incident is told in the announcements
    guarantees/test_isolation.py
        no_byte_of_a_private_incident_reaches_who_is_not_in_it
evidence is public for a moment
    guarantees/test_free_of.py
        no_scope_of_a_person_is_asked_for_and_no_file_made_public
what people wrote stands in the log
    guarantees/test_secrets.py
        what_goes_wrong_is_logged_without_the_words_it_went_wrong_on
one app answers with the token of another
    guarantees/test_free_of.py
        two_bots_in_one_process_call_with_their_own_tokens

# time
reminders die with the process
    scenarios/test_reminders.py
        a_restart_neither_loses_nor_repeats_a_reminder
what falls due while the bot is down is never asked
    scenarios/test_reminders.py
        what_fell_due_while_the_bot_was_down_is_asked_once_in_one_message
a thing is asked once, ever
    scenarios/test_reminders.py
        empty_roles_are_asked_for_together_and_more_specifically_each_time
a reminder can be put off only by losing it
    scenarios/test_reminders.py
        a_reminder_that_is_put_off_says_so_in_place_and_comes_again_then

# capture
a mark in a thread stores the neighbouring message
    scenarios/test_marks.py
        a_reply_in_a_thread_is_marked_like_any_message
each person who marks makes another entry
    scenarios/test_marks.py
        a_second_pushpin_marks_no_second_time_and_keeps_the_mark_when_the_first_goes
what is marked is put down to whoever marked it
    scenarios/test_marks.py
        a_message_that_was_never_heard_is_fetched_and_marked_at_its_own_time

# people
somebody hears nothing of what failed
    guarantees/test_secrets.py
        errors_are_one_event_with_the_incident_they_concern
a button raises after its ack
    test_agreement.py
        every_button_is_listened_for
exceptions are swallowed
    fire/test_fire.py
        a_whole_incident_while_everything_fails
names are kept for the life of the process
    scenarios/test_channels.py
        a_person_s_new_name_is_known_where_they_were_met
groups are kept for the life of the process
    guarantees/test_free_of.py
        who_joined_a_group_since_the_last_incident_is_called_to_the_next
no grammar, or twenty commands
    test_agreement.py
        help_shows_every_command_once
role texts of 120 lines
    scenarios/test_roles.py
        who_is_given_a_role_is_called_invited_and_told_how_it_stands

# building blocks
a client is made and a call is made at import
    guarantees/test_free_of.py
        nothing_is_called_when_the_program_is_imported
settings of services that nobody uses are wanted
    test_configuration.py
async in name only
    guarantees/test_patience.py
        the_bots_patience_ends_before_slacks
every command loads every incident
    guarantees/test_free_of.py
        a_command_costs_the_same_however_many_incidents_there_are
"""


def _rows() -> dict[str, tuple[str, str]]:
    """What breaks, and the file and the name of its proof; a file alone is a proof as a whole."""
    rows: dict[str, tuple[str, str]] = {}
    failure = ""
    for line in TABLE.splitlines():
        depth, words = len(line) - len(line.lstrip()), line.strip()
        if depth == 0 and words and not words.startswith("#"):
            failure = words
        elif depth == 4:
            rows[failure] = (words, "")
        elif depth == 8:
            rows[failure] = (rows[failure][0], words)
    return rows


PROOFS = _rows()


@pytest.mark.parametrize("failure", PROOFS)
def test_each_has_its_proof(failure: str) -> None:
    path, name = PROOFS[failure]
    text = (TESTS / path).read_text(encoding="utf-8")
    assert f"def test_{name}(" in text if name else "def test_" in text


def test_none_stands_there_without_one() -> None:
    failures = [line for line in TABLE.splitlines() if line and line[0] not in " #"]
    assert failures == list(PROOFS)
