"""Local infrastructure: advice for people who immigrated, own entries and what comes from Integreat (ch. 5.2.2)."""
