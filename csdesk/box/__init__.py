"""A box that a team shares: what of the operating system leads to its desk, and no further.

One description (``plan.pieces``) serves ``csdesk setup box``, which makes what is missing, and
``csdesk doctor``, which tells what is not as it should be.
"""
