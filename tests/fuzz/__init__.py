"""Everything that no browser sends: what is sent, and what must never come back."""
