"""Pages about partners, meetings and the map."""
