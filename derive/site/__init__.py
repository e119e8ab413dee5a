"""A gallery of all articles, families and losses, as a folder of pages that needs no server."""

from derive.site.building import Built, build

__all__ = ["Built", "build"]
