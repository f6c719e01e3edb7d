"""Regulatory duties in the record: facts, anchors, deadlines."""
