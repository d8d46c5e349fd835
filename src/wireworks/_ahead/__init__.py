"""A plan written as a module that needs no container: the same objects, lifetimes and teardown (L30)."""
