"""Regulatory clocks: the catalogue, the counting, the calculator."""
