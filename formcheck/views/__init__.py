"""Step → pixels. Views draw on pictures they are given; they compute nothing about the runner."""
