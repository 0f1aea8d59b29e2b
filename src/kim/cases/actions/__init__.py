"""The verbs of casework. Each is one transaction with its audit entry; the actor comes first, the rest by keyword."""
