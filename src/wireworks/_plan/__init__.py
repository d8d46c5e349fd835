"""The graph of services, checked: what each factory is given, what needs await or a scope, and what cannot work."""
