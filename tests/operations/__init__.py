"""What runs the bot: container, compose file, systemd unit, alert rules, and the pages that speak of them."""
