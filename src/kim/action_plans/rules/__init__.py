"""Rules of the action concepts: pure functions, no Django, no clock."""
