"""How fast the portal is, on real servers: `make bench`; docs/speed.md says how to read it.

Not part of the tests. Nothing here is imported by the portal.
"""
