"""A real `serve` process, killed at named points and random moments, and what is true afterwards."""
