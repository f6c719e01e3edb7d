"""`check`, mistake by mistake, against the simulated workspace."""
