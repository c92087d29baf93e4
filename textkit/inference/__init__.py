"""Inference: from texts to predictions, without torch unless the run needs it."""
