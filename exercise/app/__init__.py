"""The pages: they show and ask, and decide nothing."""
