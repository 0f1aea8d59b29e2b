"""The local profile: figures of a place over the years, their yearly collection, import and plausibility."""
