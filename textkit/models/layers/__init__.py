"""Layers that several models share, and the losses they are trained with."""
