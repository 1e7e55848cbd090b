from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class ReadingConfig(AppConfig):
    name = "editorial.reading"
    label = "reading"

    def ready(self) -> None:
        from articles.journal import recorded
        from editorial.house.pages import changed, make_default_pages
        from editorial.inbox import questions
        from editorial.press import press, printing, room
        from editorial.search import indexing
        from editorial.work import timers

        recorded.connect(press.after, dispatch_uid="reading.press")
        changed.connect(press.after_house, dispatch_uid="reading.press.house")
        recorded.connect(indexing.after, dispatch_uid="reading.indexing")
        recorded.connect(questions.after, dispatch_uid="reading.questions")
        post_save.connect(press.after_policy, sender="reviewers.ReviewPolicy", dispatch_uid="reading.policy")
        timers.every(10 * timers.MINUTE, room.turn_the_calendar)
        timers.every(10 * timers.MINUTE, printing.compress)
        timers.every(timers.DAY, questions.forget_what_is_over)
        post_migrate.connect(press.make_generation, sender=self, dispatch_uid="reading.generation")
        post_migrate.connect(make_default_pages, sender=self, dispatch_uid="reading.house")
