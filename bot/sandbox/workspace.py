"""A simulated Slack workspace: its state, and everything people and apps can do to that state.

The parts, each a class in its own module, are stacked into one `Workspace`:

    state        tables, clock, stamps, `publish`, `subscribers`, `watchers`, `user()`, `channel()`
    posting      post, post_ephemeral, system_message
    messages     edit_message, delete_message, permalink
    membership   invite, join, leave, kick
    channels     create_channel, rename, archive, set_topic, convert_to_private, delete_channel, open_dm, mark
    marks        react, unreact, pin, unpin, add_bookmark
    schedule     schedule, unschedule, post_due
    uploads      share_file, the three steps of an app's upload
    directory    add_user, install, uninstall, revoke_tokens, deactivate, change_user, user groups, populate

Every operation takes the acting `User` (a person or a bot's user) as `by`, raises `SlackError(code)` exactly
where Slack refuses, changes the state and publishes the events, all before it returns.
"""

from bot.sandbox.delivering import Delivering
from bot.sandbox.directory import Directory
from bot.sandbox.marks import Marks
from bot.sandbox.schedule import Schedule
from bot.sandbox.uploads import Uploads


class Workspace(Delivering, Directory, Uploads, Marks, Schedule):
    """`Workspace(clock, plan="free", rate_scale=None)`; then `populate()` for the cast of people."""
