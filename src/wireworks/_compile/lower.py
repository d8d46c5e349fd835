from __future__ import annotations
class Compiler:
    def __init__(self, engine): pass
    def sync(self, node): return None
    def awaiting(self, node): return None
