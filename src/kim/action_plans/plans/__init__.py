"""The living concepts: their list, their eight parts, focus, milestones, yearly talks and duties."""
