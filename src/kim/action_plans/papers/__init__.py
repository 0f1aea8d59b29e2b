"""The papers: the content of a concept, its states and releases, and what is printed from them."""
