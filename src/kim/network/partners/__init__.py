"""Partners, what was talked with them, the meetings that come back, and the map of the network."""
