"""A real `serve` process, really killed at named points and at random moments, and what is true afterwards."""
