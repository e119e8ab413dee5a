"""Values of terms at exact points, and what they refute."""
