"""What the bot promises whatever happens (CONTRACT.md, delivery guarantees), each promise a test."""
