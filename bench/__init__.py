"""Ours beside its peers, measured in one run, so that the figures mean the same on any machine."""
