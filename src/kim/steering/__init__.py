"""Steering: groups and what comes out of them."""
