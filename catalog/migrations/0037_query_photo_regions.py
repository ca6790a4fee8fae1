from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0036_impression_counts")]

    operations = [
        migrations.AddField(
            model_name="queryphoto",
            name="regions",
            field=models.JSONField(editable=False, null=True),
        ),
    ]
