"""Web addresses from which feeds are fetched."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0027_memberships'),
    ]

    operations = [
        migrations.AddField(
            model_name='checkreport',
            name='losing',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.CreateModel(
            name='FeedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(blank=True, help_text='Why it failed, and what to do.')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('pending', 'Fetched in turn'), ('paused', 'Paused'), ('failed', 'Given up')], default='pending', max_length=10)),
                ('name', models.CharField(max_length=120)),
                ('address', models.CharField(max_length=2000, verbose_name='web address')),
                ('username', models.CharField(blank=True, max_length=200, verbose_name='user name')),
                ('password', models.CharField(blank=True, max_length=200)),
                ('every_hours', models.PositiveSmallIntegerField(default=24, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(720)], verbose_name='fetched every … hours')),
                ('dialect', models.CharField(blank=True, max_length=20, verbose_name='kind of table')),
                ('read_options', models.JSONField(blank=True, default=dict)),
                ('missing_action', models.CharField(choices=[('keep', 'Keep them as they are'), ('deactivate', 'Deactivate them'), ('delete', 'Delete them')], default='keep', max_length=10, verbose_name='products that the feed no longer has')),
                ('missing_scope', models.CharField(choices=[('feed', 'earlier files of the same name'), ('merchant', 'all products of the merchant')], default='feed', max_length=10, verbose_name='compared with')),
                ('is_confirmed', models.BooleanField(default=False, editable=False)),
                ('etag', models.CharField(blank=True, editable=False, max_length=300)),
                ('last_modified', models.CharField(blank=True, editable=False, max_length=300)),
                ('sha256', models.CharField(blank=True, editable=False, max_length=64)),
                ('fetched_at', models.DateTimeField(editable=False, null=True, verbose_name='last fetched')),
                ('changed_at', models.DateTimeField(editable=False, null=True, verbose_name='last changed')),
                ('failures', models.PositiveIntegerField(default=0, editable=False)),
                ('failing_since', models.DateTimeField(editable=False, null=True)),
                ('feed', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='address', to='catalog.feed')),
                ('merchant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='feed_addresses', to='catalog.merchant')),
            ],
            options={
                'verbose_name': 'feed address',
                'verbose_name_plural': 'feed addresses',
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='importrun',
            name='feed_address',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='runs', to='catalog.feedaddress'),
        ),
        migrations.AddIndex(
            model_name='importrun',
            index=models.Index(fields=['feed', 'id'], name='import_of_feed'),
        ),
        migrations.AddIndex(
            model_name='feedaddress',
            index=models.Index(condition=models.Q(('state', 'pending')), fields=['merchant', 'due_at'], name='feed_address_due'),
        ),
        migrations.AddConstraint(
            model_name='feedaddress',
            constraint=models.UniqueConstraint(fields=('merchant', 'name'), name='feed_address_name'),
        ),
    ]
