"""Numbers without brackets: which are sources, which belong to the sentence, and what is said about the others."""

import pytest

from articles.importing import ImportResult
from articles.importing.text import import_text

# Sentences whose number is theirs. None of them may lose a character, whatever list of references follows.
THEIR_OWN = """
Target INR 2-3
Do not use when Child-Pugh 7-9
Intubate if GCS 8
Vaccinate against HPV 16, 18
Treatment lowers interleukin 3
Prevalence is highest at ages 20-24
The target is a ratio of 2
Aim for a pain score of 3
Keep the mean arterial pressure above 25
Titrate to a potassium 4-5
Keep the visual analogue scale below 3
Treat adults aged 18-21
Operate on Meyerding grade 2
Cancer stage 3
Diabetes type 2
Heart failure NYHA class 3
NYHA 3
Gleason 7
Gleason score 7
Apgar 7-9
Mallampati 3
ASA 3
Tanner stage 4
Start on day 7
Review at week 4-6
Repeat on days 1, 3, 5
Return in month 3
A trial of phase 3
Trimester 3
Give factor 8
Deficiency of factor 9
Vitamin B 12
Vitamin D 3
Human leukocyte antigen B 27
HLA B 27
HLA-DR 4
HLA-B 27
Fusion of vertebra 4
Pain at rib 7
Fracture of metatarsal 5
Palsy of cranial nerve 7
Trisomy of chromosome 21
Mutation in exon 10
Herpes simplex virus 2
HSV 2
Influenza B 5
COX 2
SGLT 2
Alpha 2
Transforming growth factor beta 1
Give prednisolone 5
Take aspirin 75
Give 5 mg of warfarin or 3
Start with mg 5
Body mass index 30
Body mass index (BMI) 30
International normalised ratio (INR) 2-3
Glasgow Coma Scale (GCS) 8
Serum lactate 4
Potassium level 5
Haemoglobin 7
CRP 10
PSA 4
TSH 4
HbA1c 7
pH 7
FEV 1
Oxygen saturation 92
Heart rate 60
Response rate 20-25
Efficacy 20-24
Sensitivity 22-26
Admitted on March 3
Published in May 12
Call 5
Phone extension 12
Ask on telephone 55
Ward 3
See table 2
See figure 1
See fig. 3
See no. 5
The odds ratio was 2
The confidence interval is 1-4
More than 3
No more than 2
Fewer than 5
At least 3
Up to 4
From 2 to 4
Between 4 and 6
Either 2 or 3
Smoked 10 of 20
1 in 5
Needle gauge 18
Catheter French 20
Twice the upper limit of normal, that is 2
Lesions larger than 2
Scores 8
A score from 0 to 3
Parity 2
Model 3
Version 2
(kg/m)²
The index is in kg/metre²
A body surface in inch²
The interval was narrow (95% CI [1-4])
The risk was lower (95% CI: [2-5])
The stay was short, median 5 [3-9]
The stay was short (IQR [2-6])
The effect was small (95% CrI [1-4])
The mean was 12 (SD [2-5])
The mean was 12 (SE: [2-5])
The risk fell, HR [1-3]
The odds rose, OR= [1-3]
The risk rose (RR [1-3])
The stay was short (range [1-4])
It is told on a scale [1-4]
It is told by a score [1-4]
Patients with scores [1-4]
Tears of grade [1-4]
Tears of grades [1-4]
Disease of stage [1-4]
Disease of stages [1-4]
It takes days, from [1-4]
The credible interval [1-4]
Two intervals [1-4]
The quartile [1-4]
Between quartiles [1-4]
A percentile [5-9]
Between percentiles [5-9]
Coverage of ≥ 9
A ratio > 3
A gradient of < 5
The gradient is ± 2
Ki-67 20
CD4 25
IL-6 7
T12 5
Levels L4, 5
Caspase3
""".strip().splitlines()

# Sentences that end in a source.
CITED = [
    ("Rest helps 1", "Rest helps", 1),
    ("Most common at L4-L5 level 1", "Most common at L4-L5 level", 1),
    ("Pain at the affected level 2", "Pain at the affected level", 1),
    ("Rare under 70 years of age 1", "Rare under 70 years of age", 1),
    ("Relief for 3 months 4", "Relief for 3 months", 1),
    ("Apixaban 10 mg twice daily for 7 days 1", "Apixaban 10 mg twice daily for 7 days", 1),
    ("Give 20mg 4", "Give 20mg", 1),
    ("Works in 35.7% 3", "Works in 35.7%", 1),
    ("Used in 40 per cent 3", "Used in 40 per cent", 1),
    ("Imaging is needed (MRI, CT or plain films) 1, 3", "Imaging is needed (MRI, CT or plain films)", 2),
    ("Rest helps most people. 2-4", "Rest helps most people.", 3),
    ("Rest helps most people 2.", "Rest helps most people.", 1),
    ("Rest eases the pain.1", "Rest eases the pain.", 1),
    ("Weak grip2", "Weak grip", 1),
    ("Elbow pain is common.1 It affects 3%,2 of adults.", "Elbow pain is common. It affects 3%, of adults.", 2),
    ("Rest helps most people.¹˒³", "Rest helps most people.", 2),
    ("Rest helps most people¹⁻³", "Rest helps most people", 3),
]


def page(*sentences: str, entries: int = 0) -> ImportResult:
    items = "".join(f"  • {sentence}\n" for sentence in sentences)
    listed = "".join(f"  {number}. A title of number {number}.\n" for number in range(1, entries + 1))
    references = f"\nReferences\n\n{listed}" if entries else ""
    return import_text(f"What helps?\n\nOverview\n\n{items}{references}".encode())


def words(result: ImportResult) -> list[str]:
    found = result.document.sections[0].statements
    return [f"{each.label}: {each.professional}" if each.label else each.professional for each in found]


def doubts(result: ImportResult) -> list[str]:
    return [each.message for each in result.unsure if "looks like a citation mark" in each.message]


@pytest.mark.parametrize("sentence", THEIR_OWN)
@pytest.mark.parametrize("entries", [0, 30, 99])
def test_a_number_that_belongs_to_its_sentence_stays(sentence, entries):
    result = page(sentence, "Rest helps 1", "Sleep eases it well 2", entries=entries)
    assert words(result) == [sentence, "Rest helps", "Sleep eases it well"]
    assert result.document.sections[0].statements[0].citations == ()
    assert [each.message.rpartition(": ")[2] for each in result.taken] == ["1.", "2."]


@pytest.mark.parametrize(("sentence", "text", "count"), CITED)
def test_a_source_that_its_list_confirms_is_taken_and_told(sentence, text, count):
    result = page(sentence, entries=5)
    assert words(result) == [text]
    assert len(result.document.sections[0].statements[0].citations) == count
    assert [each.before["professional"] for each in result.taken] == [sentence]
    assert doubts(result) == []


@pytest.mark.parametrize(("sentence", "text", "count"), CITED)
def test_what_no_entry_confirms_stays_with_a_doubt_at_its_place(sentence, text, count):
    result = page("Rest helps 9", sentence)
    statement = result.document.sections[0].statements[1]
    assert words(result) == ["Rest helps 9", sentence]
    assert statement.citations == ()
    assert result.document.references == ()
    assert statement.id in [each.node for each in result.unsure if "looks like a citation mark" in each.message]


def test_without_a_list_marks_count_from_one_without_a_hole():
    counted = page("Rest helps 1", "Sleep helps 2, 3", "Heat helps 1")
    assert words(counted) == ["Rest helps", "Sleep helps", "Heat helps"]
    assert [reference.key for reference in counted.document.references] == ["1", "2", "3"]
    holed = page("Rest helps 1", "Sleep helps 3")
    assert words(holed) == ["Rest helps 1", "Sleep helps 3"]
    assert len(doubts(holed)) == 2


def test_a_range_never_goes_over_the_end_of_the_list():
    result = page("Rest helps 3-6", entries=5)
    assert words(result) == ["Rest helps 3-6"]
    assert len(doubts(result)) == 1


def test_an_uncertain_name_keeps_its_number_and_is_doubted():
    result = page("It is treated as in Alzheimer 3", entries=5)
    assert words(result) == ["It is treated as in Alzheimer 3"]
    assert len(doubts(result)) == 1


def test_where_a_text_cites_in_brackets_bare_numbers_are_words():
    result = page("Rest helps [1]", "Sleep helps 2", entries=1)
    assert words(result) == ["Rest helps", "Sleep helps 2"]
    assert result.taken == ()


def test_a_mark_between_two_sentences_is_doubted():
    result = page("Rest helps at night. 3, 4 Surgery comes last", entries=5)
    assert words(result) == ["Rest helps at night. 3, 4 Surgery comes last"]
    assert len(doubts(result)) == 1
