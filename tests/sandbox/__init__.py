"""Tests of the simulated workspace; no bot code runs here."""
