from __future__ import annotations

import pytest
from publish_sample import SAMPLES

from derive.document.blocks import Document


@pytest.fixture(params=sorted(SAMPLES))
def document(request: pytest.FixtureRequest) -> Document:
    """Each of the samples in turn."""
    return SAMPLES[request.param]()


@pytest.fixture(params=["en", "zh"])
def write_up(request: pytest.FixtureRequest) -> Document:
    """The two samples that look like real write-ups."""
    return SAMPLES[request.param]()
