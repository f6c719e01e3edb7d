"""What the page says when the workspace refuses somebody's act."""

_WORDS = {
    "already_in_channel": "They are in this channel already.",
    "already_reacted": "You have put this on the message already.",
    "cant_delete_message": "You can delete only your own messages.",
    "cant_invite": "This person cannot be invited.",
    "cant_invite_self": "You are in this channel already.",
    "cant_leave_general": "Nobody can leave this channel.",
    "cant_update_message": "You can edit only your own messages.",
    "channel_not_found": "There is no such channel, or you may not see it.",
    "invalid_name_maxlength": "A channel's name has at most 80 characters.",
    "invalid_name_specials": "A channel's name takes lowercase letters, digits, hyphens and underscores.",
    "invalid_name_required": "A channel wants a name.",
    "is_archived": "This channel is archived: nothing can be added to it.",
    "last_member": "You are the last one here; archive the channel instead.",
    "message_not_found": "This message is not there any more.",
    "name_taken": "There is a channel of this name already.",
    "not_authorized": "You may not do that.",
    "not_in_channel": "Join the channel first.",
    "restricted_action": "Your account may not do that here.",
    "restricted_action_read_only_channel": "Only admins write here.",
    "user_is_restricted": "Guests may not do that.",
    "user_not_found": "There is nobody of this name.",
}


def words_for(code: str) -> str:
    """A sentence for a person; the code itself where there is none."""
    return _WORDS.get(code, f"The workspace refused this: {code}.")
