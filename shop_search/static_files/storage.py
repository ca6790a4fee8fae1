from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """Names files after their contents, also in scripts that import each other, and styles."""

    support_js_module_import_aggregation = True
