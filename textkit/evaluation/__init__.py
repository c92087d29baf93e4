"""Evaluation: what a model's answers are worth, with the doubt attached. No torch."""
