"""Makes realistic marketplace export files without any real person's data.

The generator feeds the demo desk, the sample files in ``data/`` and the benchmarks. Everything is a
pure function of a seed, needs only the standard library, and streams: memory does not grow with the
number of orders.
"""
