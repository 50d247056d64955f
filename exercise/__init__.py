"""A decision exercise whose every result says why."""
