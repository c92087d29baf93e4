"""One file a plot: numbers in, a figure out. matplotlib is imported where a figure is made (`style.py`)."""
