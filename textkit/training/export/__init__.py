"""From a run's network to graphs that predict without torch, each proved on the run's own validation split."""
