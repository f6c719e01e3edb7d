"""The pure rules by which an incident changes: each takes it, the actor and `at`, and returns a `Change`."""
