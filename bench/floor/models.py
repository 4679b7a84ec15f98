"""The summary table that `live` reads; `bench.province` makes and fills it."""

from django.db import models


class Summary(models.Model):
    """One commune on one counted day, with what the province's table shows of it."""

    day = models.DateField()
    code = models.CharField(max_length=5)
    name = models.CharField(max_length=80)
    attendances = models.IntegerField()
    participants = models.IntegerField()
    finishers = models.IntegerField()
    proficient = models.IntegerField()
    target = models.IntegerField()
    share = models.FloatField()
    weekly = models.FloatField()

    objects: models.Manager["Summary"] = models.Manager()

    class Meta:
        managed = False
        db_table = "bench_summary"

    def __str__(self) -> str:
        return f"{self.day} {self.code}"
