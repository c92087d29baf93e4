"""Training: device, batches, the loop, checkpoints, and the one trainer that serves every network of the zoo."""
