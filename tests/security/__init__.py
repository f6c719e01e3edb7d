"""What could be taken from the bot, or brought in with it: secrets, their rotation, dependencies."""
