"""The steps from each form of the store to the next; Alembic walks them when a store is opened."""
