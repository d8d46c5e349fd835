"""What runs: instances and their end, makings in flight, scopes. It knows nothing of plans."""
