"""Take a new background sample of the catalog, which scores are compared with."""

from django.core.management.base import BaseCommand, CommandError

from catalog.models import EncoderVersion
from catalog.search.calibration import SAMPLE, calibrate, calibration_of


class Command(BaseCommand):
    help = (
        f"Recalibrate match scores on {SAMPLE} products of the catalog. The workers do this "
        "themselves whenever a fifth of the catalog has changed."
    )

    def handle(self, **_options: object) -> None:
        version = EncoderVersion.objects.all().serving()
        if version is None:
            raise CommandError("Nothing is indexed yet: upload a catalog and start ./shop up.")
        calibrate(version)
        version.refresh_from_db()
        calibration = calibration_of(version)
        self.stdout.write(f"{version}: calibrated on {calibration.sample_size} products.")
        if not calibration.is_calibrated:
            self.stdout.write("Too few to judge matches: results are shown without a match level.")
