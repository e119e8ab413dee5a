"""The safe text language: text to expression and facts, and back. Nothing is ever evaluated."""
