"""How fast the bot is, in ratios within one run: `python -m tests.benchmarks` prints them."""
