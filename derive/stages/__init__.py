"""The stages that find a derivation. They search; what they find is made by rules, and nothing here is
trusted. No stage names a family."""
