"""Drafts of regulatory notices, for counsel: what a rule asks for, and what the record has to say to it."""
