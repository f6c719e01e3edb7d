"""Every message and form of the bot, once short and once with the worst that people write.

A new builder in `bot/views` (a function that returns `Outgoing`, or a form or Home as `dict[str, Any]`) gets
a row in one of the modules that `rooms.py` joins: `Exhibit(builder, lambda case: builder(case.incident, …))`.
The row is made with two cases (`tests/gallery/case.py`): a plain one, and one with long, hostile and many
words. Without a row `tests/gallery/test_gallery.py` is red; it also gives all rows to a simulated workspace.

Refusals and answers that are plain sentences are found by themselves where the code says them (`said.py`);
what they speak of wants a sample (`samples.py`), or `test_said.py` is red.

    python -m tests.gallery [FOLDER] [NAME]

draws every row in a headless Chromium with the simulated workspace's own page and joins the pictures on one
page, `index.html` in the folder (`gallery` by default). `python -m tests.gallery.second` shows all messages
to a renderer of somebody else too, and names those that it reads differently.
"""
