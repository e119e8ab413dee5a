"""One renderer a file: `SUFFIX`, and `render(page: Page) -> bytes`."""
