"""One stored file for all photos of the same content."""

import django.db.models.deletion
from django.db import migrations, models

# Of those stored before, each keeps its own file. Their sizes are not known, and they are gone
# within SHOP_QUERY_PHOTO_HOURS. The digest is that of the photo as it was sent.
MOVE = """
INSERT INTO catalog_queryphotofile (file, sha256, size, expires_at)
    SELECT file, sha256, 0, expires_at FROM catalog_queryphoto;
UPDATE catalog_queryphoto AS photo SET stored_id = stored.id
    FROM catalog_queryphotofile AS stored WHERE stored.file = photo.file;
-- Else the table could not be altered in the same transaction.
SET CONSTRAINTS ALL IMMEDIATE;
"""
MOVE_BACK = """
UPDATE catalog_queryphoto AS photo SET file = stored.file, sha256 = stored.sha256
    FROM catalog_queryphotofile AS stored WHERE stored.id = photo.stored_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0007_product_variants'),
    ]

    operations = [
        migrations.CreateModel(
            name='QueryPhotoFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.FileField(max_length=300, upload_to='')),
                ('sha256', models.CharField(help_text='Of the stored file.', max_length=64)),
                ('size', models.PositiveIntegerField(help_text='Bytes.')),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'indexes': [models.Index(fields=['sha256', 'expires_at'], name='query_photo_content')],
            },
        ),
        migrations.AddField(
            model_name='queryphoto',
            name='stored',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='catalog.queryphotofile'),
        ),
        # For the way back, in which they are filled after they were added.
        migrations.AlterField(
            model_name='queryphoto',
            name='file',
            field=models.FileField(max_length=300, null=True, upload_to='queries/%Y/%m/%d'),
        ),
        migrations.AlterField(
            model_name='queryphoto',
            name='sha256',
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.RunSQL(MOVE, MOVE_BACK),
        migrations.AlterField(
            model_name='queryphoto',
            name='stored',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='catalog.queryphotofile'),
        ),
        migrations.RemoveField(model_name='queryphoto', name='file'),
        migrations.RemoveField(model_name='queryphoto', name='sha256'),
    ]
