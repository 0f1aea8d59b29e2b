"""Commands of `network`."""
