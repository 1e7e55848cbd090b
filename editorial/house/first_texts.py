"""What a new installation says about itself until its chief editor says it better. English; Markdown.

The policy follows the recommendations of the ICMJE (https://www.icmje.org/recommendations/) and the guidelines of COPE
on corrections and retractions.
"""

EDITORIAL_POLICY = """\
Every article here was approved by members of the medical advisory board before a reader saw it. This page says how.

## How an article comes about

- An author writes it. Each statement that rests on evidence names its source, and sources that we could not establish
  are marked as incomplete.
- The author submits it. From then on its text is frozen; whoever reviews it reads exactly what will be published.
- An editor asks members of the board to review it: people who know the field, who did not write it, and who have no
  conflict of interest in it.
- Members comment, ask for changes, or sign. A signature names the digest of the very text that was read.
- When enough members have signed, the article is published. Nothing in it can be changed afterwards without a new
  review.

## Conflicts of interest

Members declare their interests, and the declaration is shown beside every approval. A member with an interest in an
article cannot be asked to review it, and can step back from a review at any time.

## Review dates

Each approval carries the day by which the board looks at the article again. An article whose day has passed is marked
as overdue until that has been done.

## Corrections and retractions

- A **correction** says what was wrong and what is right. The article stays.
- An **expression of concern** says that there is reason to doubt the article while this is looked into.
- A **retraction** takes the article away. Its notice stays at the article's address, with the reason and the date.

Earlier versions are listed with what changed between them. Notices are never altered or removed.

## Reader questions

Answers to questions are passages quoted from approved articles. No text is generated. If they do not answer the
question, it can be sent to the editors.
"""

DISCLAIMER = """\
The articles here inform. They do not replace the judgement of a clinician who has examined the patient, and they are
not advice for any one person.

Doses, indications and waiting times must be checked against their sources, the product information and local guidance
before they are acted on. Evidence changes: look at the date of the last review.

If you are a patient or a carer, talk to your doctor or pharmacist before you start, stop or change a treatment. In an
emergency call your local emergency number.
"""

BOARD = """\
The medical advisory board decides what is published here. Each member is named
with credentials, specialty and declared interests.

- Members review articles in their own field that they did not write.
- A review ends with a signature, a request for changes, or with the member stepping back.
- An approval needs the signatures of several members on the same text.
"""

PRIVACY = """\
You can read everything here without an account. There are no advertisements, no trackers and nothing is loaded from
other sites.

- **Your choice of wording** is kept in a cookie in your browser, named `reader`. It says only which kind of reader you
  are, and is used for nothing but to show you that wording.
- **Questions to the editors** are kept for a limited time and are then deleted. Your e-mail address is stored only when
  you give it and agree to it, and is used only to answer you.
- **People who work here** sign in. Their decisions about articles are recorded with their name and kept.
"""

DEFAULTS = {
    "editorial-policy": ("Editorial policy", EDITORIAL_POLICY),
    "disclaimer": ("Disclaimer", DISCLAIMER),
    "board": ("About the medical advisory board", BOARD),
    "privacy": ("Privacy", PRIVACY),
}
