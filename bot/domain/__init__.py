"""Values and rules of an incident: no I/O, no clock, no Slack."""
