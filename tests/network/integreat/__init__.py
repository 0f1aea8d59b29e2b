"""A small Integreat on this machine: it answers what a test tells it. All content is invented."""
