"""Prepared stories that are played on a simulated workspace; see `bot.examples.player`."""
