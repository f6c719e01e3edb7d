"""The incident bot: domain, services, views, the simulated workspace and the program that joins them."""
