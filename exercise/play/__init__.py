"""The rules of play: pure functions from a plan to its outcome, and the record of a session."""
