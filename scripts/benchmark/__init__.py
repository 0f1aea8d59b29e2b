"""Parts of `scripts/bench.py`: a large invented stock, the measurements and the table."""
