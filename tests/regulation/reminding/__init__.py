"""When legal is reminded of a clock, and when the matter goes to others."""
