"""The doctor: what is wrong with a dataset, how much of it, which rows, and what to do. No torch."""
