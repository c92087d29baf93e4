"""Trainings in processes of their own: one file a tool, each told a task and replying with figures and answers."""
