"""The commands, a module for each heading of `leafledger --help`; what they do is in the modules that they load."""
