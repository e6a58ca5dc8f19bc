"""The counter's pages, asked for as a browser asks, without a browser."""
