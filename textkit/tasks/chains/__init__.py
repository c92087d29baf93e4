"""Linear chains over the labels of words, in numpy: the best sequence, and the sums over all of them."""
