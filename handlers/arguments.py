"""The words after `/incident`."""

from bot.domain.value import Value


class Arguments(Value):
    """A slash command taken apart.

    Attributes:
        word: the subcommand by its own name, also when an alias was typed; "" for `/incident` alone.
        typed: the word as it was typed.
        text: what stands after it.
    """

    word: str
    typed: str
    text: str
