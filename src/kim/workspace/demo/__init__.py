"""A running district with invented people, for trying out and for showing."""
