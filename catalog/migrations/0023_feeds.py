"""Feeds, the products that each has, and what becomes of those that it lacks."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0022_queues'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FeedProducts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('product_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
            ],
        ),
        migrations.AddField(
            model_name='importrun',
            name='missing',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='importrun',
            name='missing_action',
            field=models.CharField(choices=[('keep', 'Keep them as they are'), ('deactivate', 'Deactivate them'), ('delete', 'Delete them')], default='keep', max_length=10, verbose_name='products that the file no longer has'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='missing_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='importrun',
            name='missing_scope',
            field=models.CharField(choices=[('feed', 'earlier files of the same name'), ('merchant', 'all products of the merchant')], default='feed', max_length=10, verbose_name='compared with'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='missing_state',
            field=models.CharField(blank=True, choices=[('', 'Nothing is missing'), ('partial', 'The file only updates products'), ('unconfirmed', 'Waits for confirmation'), ('due', 'Under way'), ('done', 'Done'), ('declined', 'Kept')], default='', max_length=12),
        ),
        migrations.AddField(
            model_name='importrun',
            name='retired',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='importrun',
            name='unnamed',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='product',
            name='retired_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=300)),
                ('last_run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalog.importrun')),
                ('merchant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='catalog.merchant')),
            ],
        ),
        migrations.AddField(
            model_name='importrun',
            name='feed',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='runs', to='catalog.feed'),
        ),
        migrations.AddIndex(
            model_name='importrun',
            index=models.Index(condition=models.Q(('missing_state', 'due')), fields=['id'], name='import_retiring'),
        ),
        migrations.AddField(
            model_name='feedproducts',
            name='feed',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='products', to='catalog.feed'),
        ),
        migrations.AddField(
            model_name='feedproducts',
            name='run',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='catalog.importrun'),
        ),
        migrations.AddConstraint(
            model_name='feed',
            constraint=models.UniqueConstraint(fields=('merchant', 'name'), name='feed_merchant_name'),
        ),
        migrations.AddIndex(
            model_name='feedproducts',
            index=models.Index(fields=['feed', 'run'], name='feed_products_run'),
        ),
    ]
