"""What a workspace is made of: people, channels, messages, files, apps and user groups."""

from bot.sandbox.app import App
from bot.sandbox.channel import Channel
from bot.sandbox.file import File
from bot.sandbox.jsons import JsonObject
from bot.sandbox.message import Message
from bot.sandbox.user import User
from bot.sandbox.usergroup import UserGroup

__all__ = ["App", "Channel", "File", "JsonObject", "Message", "User", "UserGroup"]
