"""Drafts of notices for counsel, evidence holds, and deadlines as a calendar file."""
