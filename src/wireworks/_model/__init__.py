"""Frozen records that every other room reads: they hold facts, decide nothing and raise nothing."""
