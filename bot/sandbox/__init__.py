"""A simulated Slack workspace; it knows nothing of the bot."""
