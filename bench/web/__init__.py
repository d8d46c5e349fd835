"""The same services behind FastAPI: each module builds an application for each web workload.

Every endpoint does the same with what is injected: it calls `bench.web.driving.answer`.
"""
