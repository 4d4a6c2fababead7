"""The engine: answers to marks and reasons, as pure functions."""
