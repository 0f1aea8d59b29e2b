"""Larger reads of casework. Each takes what the caller may see and asks a constant number of queries."""
