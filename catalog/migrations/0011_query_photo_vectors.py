
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0010_reworded_help_texts'),
    ]

    operations = [
        migrations.AddField(
            model_name='queryphoto',
            name='encoder_fingerprint',
            field=models.CharField(blank=True, db_default='', editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='queryphoto',
            name='vector',
            field=models.BinaryField(null=True),
        ),
    ]
