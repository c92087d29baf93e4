"""Distillation: a student learns from a teacher's answers as well as from the labels."""
