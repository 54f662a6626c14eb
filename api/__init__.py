"""The HTTP door: partner API, admin endpoints, pages."""
