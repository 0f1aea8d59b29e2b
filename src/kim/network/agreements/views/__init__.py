"""Pages of agreements, text blocks and Word templates."""
