"""What is done after the answer: a queue in the database, the workers that empty it, mail, and what comes with time.

Declare a task with `@django_tasks.task(...)` beside the code it calls, and `enqueue` it inside the transaction of the
decision that it follows (docs/decisions/work-after-the-answer.md).
"""
