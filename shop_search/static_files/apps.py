from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Django's app, which leaves out files that no page of the shop refers to."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "rest_framework",
        "django_htmx",
        # Of drf-spectacular-sidecar, /api/docs/ uses one script and one style.
        *("redoc", "*.js.map", "swagger-ui-standalone-preset.js", "oauth2-redirect.*"),
        "favicon-32x32.png",
    ]
