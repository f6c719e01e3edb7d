"""The regulatory duties of one incident: its facts, the instants that count and its deadlines; pure."""
