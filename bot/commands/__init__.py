"""What the program's subcommands do; each gives an exit code and writes where it is told."""
