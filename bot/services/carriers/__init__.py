"""How each kind of effect is carried out on Slack, once, also when an answer was lost."""
