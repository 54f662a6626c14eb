"""What a person is handed about themselves: all of their data, and the certificate of an erasure."""
