"""Input of casework: plain German errors, clean text, choices only from what is offered."""
