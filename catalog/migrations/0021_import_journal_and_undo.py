"""Records what imports change, so that they can be undone. Adds paused and undone imports."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Django would load or list these rows, of which there may be millions, before it deletes their run.
TABLES = ('catalog_productchange', 'catalog_removedphoto', 'catalog_leftalone')
CASCADES = [
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_run FOREIGN KEY (run_id) "
    "REFERENCES catalog_importrun (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED"
    for table in TABLES
]


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0020_check_first'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='photo',
            name='is_replaced',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='state',
            field=models.CharField(choices=[('checking', 'Being checked'), ('checked', 'Checked, waits for you'), ('pending', 'Pending'), ('running', 'Running'), ('paused', 'Paused'), ('finished', 'Finished'), ('failed', 'Failed'), ('cancelled', 'Cancelled'), ('undoing', 'Being undone'), ('undone', 'Undone')], default='pending', max_length=10),
        ),
        migrations.CreateModel(
            name='Undo',
            fields=[
                ('run', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='catalog.importrun')),
                ('products_total', models.PositiveIntegerField()),
                ('restored', models.PositiveIntegerField(default=0)),
                ('deleted', models.PositiveIntegerField(default=0)),
                ('left_alone', models.PositiveIntegerField(default=0)),
                ('gone', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='LeftAlone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('product_id', models.BigIntegerField()),
                ('external_id', models.CharField(max_length=100)),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                ('run', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='left_alone', to='catalog.importrun')),
            ],
            options={
                'indexes': [models.Index(fields=['run', 'external_id'], name='left_alone_run')],
            },
        ),
        migrations.CreateModel(
            name='ProductChange',
            fields=[
                ('pk', models.CompositePrimaryKey('run_id', 'product_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('product_id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('created', 'Created'), ('changed', 'Changed'), ('deleted', 'Deleted')], max_length=10)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('photos', models.JSONField(default=dict)),
                ('run', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='product_changes', to='catalog.importrun')),
            ],
            options={
                'indexes': [models.Index(fields=['product_id', 'run_id'], name='product_change_product')],
            },
        ),
        migrations.CreateModel(
            name='RemovedPhoto',
            fields=[
                ('photo_id', models.BigIntegerField(help_text='That it had, and gets again.', primary_key=True, serialize=False)),
                ('product_id', models.BigIntegerField()),
                ('file', models.CharField(blank=True, max_length=300)),
                ('columns', models.JSONField()),
                ('run', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='removed_photos', to='catalog.importrun')),
            ],
            options={
                'indexes': [models.Index(fields=['run', 'product_id'], name='removed_photo_run'), models.Index(fields=['product_id'], name='removed_photo_product')],
            },
        ),
        migrations.RunSQL(CASCADES, migrations.RunSQL.noop),
    ]
