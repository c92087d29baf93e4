"""Models beside each other: what they score, what they cost, and whether the difference is more than noise."""
