"""Reading the living concepts."""
