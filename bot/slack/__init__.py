"""Everything that is said to Slack goes through here: typed calls, their pace and their failures."""
