"""The verbs of the living concepts. Each is one transaction with one entry in the log."""
