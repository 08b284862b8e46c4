"""Fault runs: what must hold when something is broken on purpose."""
