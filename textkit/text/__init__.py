"""Texts: cleaning, words and their offsets, and the vectorizers that turn texts into a model's inputs."""
