"""Roles of merchants' users. Whoever was one becomes an owner.

The table of the many-to-many relation stays, with its rows: a column with a constant default is
added to its description only.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ROLE = models.CharField(
    choices=[("owner", "Owner"), ("editor", "Editor"), ("viewer", "Viewer")],
    db_default="owner",
    default="owner",
    max_length=10,
)


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0026_checked_missing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Membership",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("merchant", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="catalog.merchant")),
                        ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "db_table": "catalog_merchant_users",
                        "unique_together": {("merchant", "user")},
                    },
                ),
                migrations.AlterField(
                    model_name="merchant",
                    name="users",
                    field=models.ManyToManyField(blank=True, related_name="merchants", through="catalog.Membership", to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.AddField(model_name="membership", name="role", field=ROLE),
    ]
