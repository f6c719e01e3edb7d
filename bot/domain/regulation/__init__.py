"""Regulatory clocks, decided purely: which duties facts propose, from when they run, by when they are due."""
