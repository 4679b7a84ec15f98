"""Every class numbers its own paper sheets; two flags say more exactly what they ask about."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('learners', '0014_who_taught_when_and_whose_help_counts'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='paperresult',
            name='sheet_counts_once',
        ),
        migrations.AlterField(
            model_name='flag',
            name='kind',
            field=models.CharField(choices=[('two_places', 'một người dạy hai nơi cùng lúc'), ('too_many', 'đông hơn sức chứa của nơi học'), ('at_once', 'phần lớn lớp được chạm tên trong một phút'), ('one_phone', 'một máy quét cho nhiều người'), ('same_file', 'chữ ký của hai buổi giống hệt nhau'), ('far_from_home', 'không học viên nào ở xã mở lớp'), ('denied', 'người được gọi lại nói không dự lớp')], max_length=13, verbose_name='loại'),
        ),
        migrations.AddConstraint(
            model_name='paperresult',
            constraint=models.UniqueConstraint(condition=models.Q(('voided_at__isnull', True)), fields=('training_class', 'sheet_number'), name='sheet_counts_once'),
        ),
    ]
