"""Short rendered clips of runners, the exact truth about them, and the renderer that makes both."""
