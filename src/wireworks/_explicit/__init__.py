"""Explicit wiring at work: factories and other providers that are called, kept and overridden (L17, L18)."""
