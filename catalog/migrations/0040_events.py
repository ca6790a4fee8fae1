from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

COUNT = models.PositiveIntegerField(db_default=0, default=0)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0039_idempotent_requests")]

    operations = [
        migrations.AddField("merchantclicks", "carts", COUNT),
        migrations.AddField("merchantclicks", "purchases", COUNT),
        migrations.AddField("productcount", "carts", COUNT),
        migrations.AddField("productcount", "purchases", COUNT),
        migrations.AddField(
            "search",
            "shown",
            ArrayField(models.BigIntegerField(), db_default=[], default=list, editable=False),
        ),
    ]
