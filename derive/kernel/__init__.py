"""The kernel: theorems, rules, derivations, replay."""
