"""Counts every row of an import once, groups its problems, and lets merchants lock fields."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# Each stored problem becomes a group with the others of the same message.
GROUP_PROBLEMS = """
INSERT INTO catalog_problemgroup (run_id, severity, cause, count)
SELECT run_id, severity, left(message, 500), count(*) FROM catalog_rowoutcome GROUP BY 1, 2, 3;

UPDATE catalog_rowoutcome outcome SET group_id = problem_group.id
FROM catalog_problemgroup problem_group
WHERE (problem_group.run_id, problem_group.severity, problem_group.cause)
      = (outcome.run_id, outcome.severity, left(outcome.message, 500));

-- The column becomes NOT NULL next, which waits for the foreign key's check.
SET CONSTRAINTS ALL IMMEDIATE;
"""

SEVERITIES = [('error', 'Error'), ('warning', 'Warning'), ('note', 'Note')]
LOCKABLE = [
    ('title', 'Title'), ('description', 'Description'), ('url', 'URL'),
    ('price', 'Price, sale price and currency'), ('availability', 'Availability'),
    ('active', 'Active'), ('category', 'Category'), ('brand', 'Brand'),
    ('attributes', 'Attributes'), ('tags', 'Tags'), ('group_id', 'Group id'), ('gtin', 'GTIN'),
    ('mpn', 'MPN'), ('photos', 'Photos'),
]


def lock_list(help_text):
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(choices=LOCKABLE, max_length=20),
        blank=True, db_default=[], default=list, help_text=help_text, size=None,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0017_encoder_failures'),
    ]

    operations = [
        migrations.RenameField('importrun', 'updated', 'changed'),
        migrations.RenameField('importrun', 'failed', 'invalid'),
        *(
            migrations.AddField('importrun', name, models.PositiveIntegerField(default=0))
            for name in ('superseded', 'skipped', 'locked')
        ),
        migrations.CreateModel(
            name='ProblemGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('severity', models.CharField(choices=SEVERITIES, max_length=10)),
                ('cause', models.CharField(help_text="The message without the row's values.", max_length=500)),
                ('count', models.PositiveIntegerField(default=0)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problem_groups', to='catalog.importrun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'severity', 'cause'), name='problem_group_cause')],
            },
        ),
        migrations.CreateModel(
            name='FurtherRows',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rows', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('external_ids', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), size=None)),
                ('messages', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='further_rows', to='catalog.problemgroup')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AlterField('rowoutcome', 'severity', models.CharField(choices=SEVERITIES, max_length=10)),
        migrations.AddField(
            'rowoutcome', 'group',
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='catalog.problemgroup'),
        ),
        migrations.RunSQL(GROUP_PROBLEMS, migrations.RunSQL.noop),
        migrations.AlterField(
            'rowoutcome', 'group',
            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='catalog.problemgroup'),
        ),
        migrations.AddField(
            'product', 'alternate_id',
            models.CharField(blank=True, db_default='', default='', editable=False, max_length=100),
        ),
        migrations.AddField('product', 'locked_fields', lock_list('Imports leave these as they are.')),
        migrations.AddField('product', 'edited_fields', lock_list('Edited by hand.')),
        migrations.AddIndex(
            'product',
            models.Index(condition=models.Q(('alternate_id', ''), _negated=True), fields=['merchant', 'alternate_id'], name='product_alternate_id'),
        ),
    ]
