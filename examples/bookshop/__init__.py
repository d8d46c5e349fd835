"""A small bookshop on FastAPI and SQLAlchemy, wired by wireworks: ``python -m examples.bookshop``."""
