"""Whole incidents lived through while Slack, the database and the process itself fail, by a printed seed."""
