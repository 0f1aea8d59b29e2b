"""Everybody asks for everything: who may, in one table, and the machinery that asks."""
