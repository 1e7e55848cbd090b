"""English words after which a number belongs to the sentence, or does not."""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The sentence stays open without its number: "more than 3", "from 4 to 6", "scores 8".
GLUE = _words(
    "and or nor but to of in at on than by for from with without until till up down about approximately approx "
    "around nearly almost roughly circa over under below above beneath between among within after before beyond "
    "least most minimum maximum only just exactly is are was were be been being equals equal exceeds exceed "
    "exceeding exceeded reaches reach reached reaching scores scored scoring rated graded staged numbered "
    "numbering totals totalling aged x versus vs plus minus per via through during across since as if when not no "
    "every each any a an the this these those its their his her take takes taking give gives add wait allow "
    "repeat call dial phone telephone tel fax extension ext mobile pager id nr nos"
)
ABBREVIATIONS = _words(
    "no nos nr fig figs tab approx ca vs eq vol ch chap sec para art ref refs st dr max min avg ext tel e.g i.e "
    "cf jan feb mar apr jun jul aug sep sept oct nov dec p pp gr wk wks mo yr yrs hr hrs"
)
UNITS = _words(
    "day days week weeks month months year years hour hours hr hrs h minute minutes min mins second seconds sec s "
    "night nights decade decades trimester trimesters wk wks mo mos yr yrs mg g kg mcg µg μg ug ng pg l ml dl µl "
    "ul cl mmol µmol umol nmol pmol mol meq iu u unit units mm cm m km metre metres meter meters inch inches foot "
    "feet nm mmhg cmh2o kpa pa bar atm torr hz khz mhz ghz bpm rpm joule joules j kj kcal cal kilocalories "
    "calories w watt watts v volt volts ma gy cgy sv msv bq mbq gbq curie ci french fr gauge dioptre dioptres "
    "diopter diopters db decibel decibels celsius fahrenheit degree degrees percent percentage point points puff "
    "puffs drop drops tablet tablets capsule capsules ampoule ampoules dose doses session sessions cycle cycles "
    "visit visits course courses drink drinks cigarettes packs litre litres liter liters gram grams milligram "
    "milligrams microgram micrograms kilogram kilograms millilitre millilitres milliliter milliliters ounce "
    "ounces pound pounds oz lb lbs cell cells copies episodes times"
)
# Before a unit these say how many of it: "a few days", "twice a day".
QUANTITIES = _words(
    "a an per each one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty sixty "
    "ninety several few some many couple dozen half single hundred thousand previous next first second third last "
    "1st 2nd 3rd"
)
TAKES_A_VALUE = _words(
    # places on a scale
    "target goal score scale subscale grade grading stage staging type subtype class classification category "
    "group age level phase step part tier index ratio rate quotient rank rating degree severity activity status "
    "generation order line arm cohort wave round attempt trial series item question domain criterion criteria "
    "rule threshold cutoff cut-off limit value reading result count dose dosage strength concentration titre "
    "titer mean median average mode variance probability odds hazard power size height length width depth "
    "diameter thickness distance volume weight mass area angle gradient pressure temperature saturation fraction "
    "output frequency pulse respiration clearance gap interval duration period "
    # places in the body
    "vertebra vertebrae vertebral disc rib toe finger digit tooth metatarsal metacarpal phalanx phalange segment "
    "zone region quadrant lobe layer cuneiform chromosome exon intron codon allele position residue locus lead "
    # names that are numbered
    "factor vitamin interleukin interferon complement collagen cytochrome receptor protein peptide isoform "
    "subunit chain enzyme antigen gene variant strain serotype genotype serogroup haplotype clade lineage species "
    "coxsackie virus herpesvirus papillomavirus adenovirus enterovirus influenza parainfluenza mutation "
    "polymorphism channel transporter alpha beta gamma delta epsilon zeta kappa lambda mu sigma omega omega- "
    "polio diabetes mucopolysaccharidosis neurofibromatosis neoplasia glycogenosis agonist antagonist inhibitor "
    "cyclin integrin laminin claudin caspase "
    # what a laboratory measures
    "sodium potassium chloride calcium magnesium phosphate glucose creatinine urea haemoglobin hemoglobin "
    "haematocrit hematocrit platelet leukocyte leucocyte neutrophil lymphocyte eosinophil lactate bilirubin "
    "albumin cholesterol triglyceride triglycerides ferritin transferrin troponin procalcitonin fibrinogen "
    "d-dimer dimer ph bicarbonate osmolality cortisol insulin thyrotropin prolactin testosterone oestradiol "
    "estradiol viraemia viremia parasitaemia "
    # parts of a text or a house
    "table figure fig chapter page section appendix box panel row column note footnote version model edition "
    "issue supplement annex paragraph article clause guideline recommendation protocol schedule room ward bed "
    "floor number more less fewer greater higher lower like flow speed lumbar thoracic cervical sacral coccygeal "
    "angiotensin endothelin ligand cotransporter building street trimester visit cycle session course parity "
    "gravida para apgar gauge french charriere"
)
MEASURES = _words(
    "prevalence incidence efficacy effectiveness sensitivity specificity mortality survival risk likelihood "
    "people persons patients adults children men women participants individuals smokers adolescents aged old "
    "older young"
)
TARGETS = _words(
    "target targets targeting targeted goal goals aim aims aiming titrate titrated titrating maintain maintaining "
    "keep keeping threshold cutoff cut-off limit exceeds exceeding"
)
DOSING = _words(
    "give start take prescribe administer inject use add apply offer infuse insert set reduce increase dose"
)
# The value is said already: "at L4-L5 level", "at the affected level", "at knee level", "70 years of age".
VALUE_IS_SAID = re.compile(
    r"(?:\b[A-Z]{1,2}[0-9]{1,2}\S*|\b(?:this|that|same|each|every|affected|involved|symptomatic|adjacent)"
    r"|\bat (?:the )?(?!evidence|trauma|care|biosafety|confidence|significance|energy|target|plasma|serum|blood)[a-z]+)"
    r"\s+level$"
    r"|\b(?:years|months|weeks|days)\s+of\s+age$"
)
# "per metre²": an exponent, not a source.
HAS_EXPONENT = re.compile(
    r"(?:met(?:re|er)s?|inch|foot|feet|lit(?:re|er)s?|seconds?|minutes?|yards?|miles?)$", re.IGNORECASE
)
_MOLECULE = re.compile(
    r"(?:virus|leukin|feron|porin|globin|kinin|zyme|grin|tropin|cyclin|claudin|serpin|mucin|keratin|lamin|"
    r"(?:kin|casp|lip|amyl|prote|pept|synth|transfer|hydrogen|oxid|polymer|nucle)ase|covid|polio|omega|alpha|beta)$",
    re.IGNORECASE,
)


def names_a_molecule(before: str) -> bool:
    """Whether the last word names a kind of molecule, whose members are numbered: "caspase3"."""
    return bool(_MOLECULE.search(before[-40:]))


def measures(before: str) -> bool:
    """Whether the last word is something that has a range of values: "efficacy 20-30", "adults 18-21"."""
    return before.rpartition(" ")[2].casefold() in MEASURES
