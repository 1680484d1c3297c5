"""Makes synthetic marketplace exports, seeded and realistic, with nobody's data in them."""
