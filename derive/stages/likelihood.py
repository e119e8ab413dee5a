"""From the density to the likelihood of the sample."""

from __future__ import annotations

from derive.stages.chain import Chain
from derive.stages.progress import Progress


def likelihood(progress: Progress) -> Progress:
    """L = ∏ f(xᵢ), by independence, and f written out; it is 0 where a factor is."""
    chain = Chain(progress.given, progress.model.likelihood()).by("independence").by("definition")
    chain.by("product-of-switches")
    return progress.told("likelihood", *chain.lines()).knowing(likelihood=chain.theorem())
