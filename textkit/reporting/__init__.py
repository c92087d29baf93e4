"""What a run has to show: reports with plots, model cards, and the way to the hub."""
