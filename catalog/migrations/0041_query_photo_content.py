from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0040_events")]

    operations = [
        migrations.AddField(
            model_name="queryphoto",
            name="content",
            field=models.JSONField(editable=False, null=True),
        ),
    ]
