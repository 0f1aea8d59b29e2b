"""Action plans: the eight parts of a municipality's concept, its figures, talks, tasks and papers."""
