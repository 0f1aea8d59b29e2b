"""Reading figures: counted from cases, or as they were frozen."""
