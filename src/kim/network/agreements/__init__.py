"""Agreements with partners: their texts and versions, their states, text blocks and papers."""
