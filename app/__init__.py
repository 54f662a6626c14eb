"""The composition root: settings, wiring, command line, supervisor and worker."""
