"""What each of Slack's error codes means for trying again.

A code that is not listed is taken as permanent: Slack gave a clear no whose reason we do not know, and it
is better named to a person than repeated for ever. So only codes that time can mend are listed as passing.
"""

TOKEN = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "not_allowed_token_type",
        "token_expired",
        "token_revoked",
        "team_access_not_granted",
        "two_factor_setup_required",
    }
)
"""The token itself is refused: every other call would be, so nothing is sent until it is mended."""

BUSY = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded", "too_many_requests"})
"""Too much was asked; Slack names the seconds to wait, or a few are taken."""

FATE_UNKNOWN = frozenset({"fatal_error", "internal_error", "service_unavailable"})
"""Slack failed inside; its documentation says that part of the operation may have taken effect."""

PASSING = frozenset(
    {
        "accesslimited",  # the network is limited for a while
        "canvas_editing_locked",  # somebody is writing in it
        "channel_is_limited_access",  # lifted by the workspace's owners
        "draft_has_conflict",
        "ekm_access_denied",  # keys are withdrawn for a while and given back
        "external_channel_migrating",  # the channel is being moved and comes back
        "fetch_members_failed",
        "file_update_failed",
        "org_login_required",  # the workspace is being moved into an organisation
        "request_timeout",  # our body arrived truncated: nothing was done
        "streaming_state_conflict",
        "team_added_to_org",  # the workspace is being moved into an organisation
        "update_failed",
    }
)
"""A no of the moment: nothing was done, and later it can be."""

CREATION_FORBIDDEN = frozenset(
    {
        "access_denied",
        "cannot_create_channel",
        "missing_scope",
        "no_permission",
        "restricted_action",
        "user_is_restricted",
    }
)
"""The workspace does not let the bot create a channel; another name would change nothing."""

NAME_UNUSABLE = frozenset({"name_taken"})
"""Another name of the same channel may be accepted."""

CHANNEL_GONE = frozenset({"channel_not_found", "not_in_channel"})
"""The bot cannot see the channel, or was removed from it."""

CHANNEL_ARCHIVED = frozenset({"is_archived"})
"""The channel takes nothing until it is unarchived."""

MESSAGE_GONE = frozenset(
    {"cant_update_message", "edit_window_closed", "is_inactive", "message_not_found", "thread_not_found"}
)
"""A message that is not there, or cannot be updated any more: it has to be posted anew."""

PERMANENT = frozenset(
    {
        # The place does not take it.
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "user_not_in_channel",
        "thread_not_found",
        "thread_locked",
        "cannot_reply_to_message",
        "messages_tab_disabled",
        "method_not_supported_for_channel_type",
        "posting_to_channel_denied",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "invalid_channel",
        "team_not_found",
        # The person cannot be reached or added.
        "already_in_channel",
        "app_cannot_join_channel",
        "cant_invite",
        "cant_invite_self",
        "invitee_cant_see_channel",
        "no_external_invite_permission",
        "no_user",
        "org_user_not_in_team",
        "ura_max_channels",
        "user_disabled",
        "user_is_restricted",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
        "not_enabled",
        # What was sent is wrong, and would be wrong again.
        "block_mismatch",
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_array_arg",
        "invalid_attachments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_charset",
        "invalid_cursor",
        "invalid_form_data",
        "invalid_json",
        "invalid_link",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "invalid_name",
        "invalid_name_maxlength",
        "invalid_name_punctuation",
        "invalid_name_required",
        "invalid_name_specials",
        "invalid_post_type",
        "json_not_object",
        "markdown_text_conflict",
        "metadata_must_be_sent_from_app",
        "metadata_too_large",
        "missing_argument",
        "missing_post_type",
        "msg_blocks_too_long",
        "msg_too_long",
        "name_taken",
        "no_text",
        "too_long",
        "too_many_attachments",
        "view_too_large",
        "unknown_method",
        "method_deprecated",
        "deprecated_endpoint",
        # The form or the answer's address lives no more.
        "duplicate_external_id",
        "exchanged_trigger_id",
        "expired_trigger_id",
        "expired_url",
        "hash_conflict",
        "invalid_trigger_id",
        "not_found",
        "push_limit_reached",
        "used_url",
        # The thing is gone, there already, or full.
        "already_pinned",
        "already_reacted",
        "bad_timestamp",
        "cant_delete_message",
        "cant_update_message",
        "edit_window_closed",
        "file_not_found",
        "is_inactive",
        "message_not_found",
        "no_such_subteam",
        "not_pinnable",
        "not_reactable",
        "too_many_emoji",
        "too_many_pins",
        "too_many_reactions",
        # The workspace or its plan does not allow it.
        "access_denied",
        "app_access_restricted",
        "cannot_create_channel",
        "enterprise_is_restricted",
        "file_type_not_allowed",
        "file_upload_size_restricted",
        "file_uploads_disabled",
        "file_uploads_except_images_disabled",
        "missing_scope",
        "no_permission",
        "not_authorized",
        "permission_denied",
        "plan_upgrade_required",
        "snippet_too_large",
        "storage_limit_reached",
    }
)
"""A no that stands until a person changes something; retrying would only hold up what comes after."""


def is_permanent(code: str) -> bool:
    """Whether a refusal with this code would come again at every attempt."""
    return code not in PASSING | BUSY | FATE_UNKNOWN | TOKEN
