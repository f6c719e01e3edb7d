"""Use cases: load, decide, record; no Slack call and no SQL in them."""
