"""Pretrained encoders: where their weights come from, and the entry that every one of them shares."""
