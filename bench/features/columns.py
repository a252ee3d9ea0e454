"""The table's columns: numbers, and categories with how many different texts each has."""

NUMBERS = [f"n{i}" for i in range(10)]
CATEGORIES = {"c5": 5, "c50": 50, "c1k": 1_000, "c10k": 10_000, "c100k": 100_000}
