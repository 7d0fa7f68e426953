"""One module for each way to run: dev, test, production."""
