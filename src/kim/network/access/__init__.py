"""How people get to the counselling: office hours with their calendar, clearing points, ways of access."""
