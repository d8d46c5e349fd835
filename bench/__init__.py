"""What wireworks costs, beside hand-written code and beside other libraries: `make bench`."""
