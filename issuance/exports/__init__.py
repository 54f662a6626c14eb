"""What leaves for others: report files, the whole log beside them, and the manifest that the log itself seals."""
