"""Samples that textkit carries: SYNTHETIC, generated from seeded grammars of its own."""
