"""Checks uploads first: what was found, how files are read, and remembered columns."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0019_sale_windows'),
    ]

    operations = [
        migrations.AddField(
            model_name='importrun',
            name='checked_as',
            field=models.BigIntegerField(blank=True, editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='importrun',
            name='imports_at_once',
            field=models.BooleanField(db_default=False, default=False, help_text='Up to 200 rows of which none is invalid, and which take nothing from a product.', verbose_name='import at once if the check finds nothing to decide'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='read_options',
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='state',
            field=models.CharField(choices=[('checking', 'Being checked'), ('checked', 'Checked, waits for you'), ('pending', 'Pending'), ('running', 'Running'), ('finished', 'Finished'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='pending', max_length=10),
        ),
        migrations.CreateModel(
            name='CheckReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('understood', models.JSONField(default=dict)),
                ('losses', models.JSONField(default=dict)),
                ('changes', models.JSONField(default=dict)),
                ('samples', models.JSONField(default=list)),
                ('run', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='check_report', to='catalog.importrun')),
            ],
        ),
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('columns_key', models.CharField(help_text='SHA-256 of the columns, sorted.', max_length=64)),
                ('columns', models.JSONField(help_text='Those of the file.')),
                ('names', models.JSONField(help_text='By column, the one that it stands for; nothing for a column to leave out.')),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='column_mappings', to='catalog.merchant')),
            ],
            options={
                'ordering': ['-updated_at'],
                'constraints': [models.UniqueConstraint(fields=('merchant', 'columns_key'), name='column_mapping_of')],
            },
        ),
    ]
