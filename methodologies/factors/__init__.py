"""The register of published factors that packages are made from; nothing reads it when an act is priced."""
