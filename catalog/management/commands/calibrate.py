"""Takes a new background sample of the catalog, by which scores are judged."""

from django.core.management.base import BaseCommand, CommandError

from catalog.models import EncoderVersion
from catalog.search.calibration import SAMPLE, calibrate, calibration_of


class Command(BaseCommand):
    help = (
        f"Calibrate match scores anew on {SAMPLE} products of the catalog. The workers do this "
        "whenever a fifth of the catalog has changed."
    )

    def handle(self, **_options: object) -> None:
        version = EncoderVersion.objects.all().serving()
        if version is None:
            raise CommandError("Nothing is indexed yet: upload a catalog and start ./shop up.")
        calibrate(version)
        version.refresh_from_db()
        found = calibration_of(version)
        self.stdout.write(f"{version}: calibrated on {found.sample_size} products.")
        if not found.is_calibrated:
            self.stdout.write("Too few to judge a match: it is shown without its strength.")
