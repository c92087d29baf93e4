"""Data: strict readers, the catalogue, splitting, and the store of prepared datasets."""
