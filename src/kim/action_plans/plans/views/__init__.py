"""Pages of the living concepts."""
