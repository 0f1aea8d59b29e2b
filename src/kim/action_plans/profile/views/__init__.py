"""Pages of the local profile."""
