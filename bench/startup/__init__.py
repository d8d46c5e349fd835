"""What a library costs before the first request: import, registration, checks, making everything once; its size."""
