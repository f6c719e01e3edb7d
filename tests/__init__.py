"""The tests of the bot, and the judges they ask."""
