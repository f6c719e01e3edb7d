"""What Slack and other systems send in: listeners and HTTP endpoints, each a translation of a few lines."""
