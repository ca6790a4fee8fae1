from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from shop_search.sign_in.second_factor import remove_devices


class Command(BaseCommand):
    help = "Removes the second factor of a user who lost the phone and the recovery codes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["username"]
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no user {name!r}.")
        done = "signs in by password alone now" if remove_devices(user) else "had no second step"
        self.stdout.write(f"{name} {done}.")
