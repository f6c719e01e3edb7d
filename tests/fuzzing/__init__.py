"""Every entry is given what nobody foresaw: a fixed, small budget in each run, hours of it by command.

`FUZZ=100 .venv/bin/pytest tests/fuzzing -n 2` tries a hundred times as much, each time something else; what
fails is printed with the line that tries it again.
"""
