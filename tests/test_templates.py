"""Breaking the lines of a template changes nothing that shows, whichever way rendering goes."""

import sys
from pathlib import Path

import pytest
from django.template import Context, Engine

from benchmarks.sameness.showing import shown

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))
from templates import split

ENGINE = Engine(libraries={"i18n": "django.templatetags.i18n"})
TEMPLATES = [
    "<ul><li><a>one</a><b>two</b></li><li>three</li></ul>",
    "<p>one{% if x %}<b>two</b>{% else %}<i>three</i>{% endif %}four</p>",
    "<div>{% if x %}<p>one</p>{% endif %}two</div>",
    "<div>{% if x %}one{% endif %}<p>two</p></div>",
    "<p>{% for each in many %}{{ each }}{% if not forloop.last %},{% endif %}{% endfor %}</p>",
    "<p>{% for each in many %}<b>{{ each }}</b>{% empty %}none{% endfor %}!</p>",
    "<p>one<button>two</button>three <button>four</button></p>",
    "<p><textarea>\none\n</textarea><span>two</span></p>",
    '<p class="form-actions"><a>one</a>{% if x %}<a>two</a>{% endif %}<a>three</a></p>',
    "<p>" + "word " * 60 + "<b>end</b></p>",
    "<p>{% comment %}" + "word " * 60 + "<p>{% endcomment %}one<b>two</b></p>",
    "{% load i18n %}<p>{% blocktranslate count count=3 %}" + "one " * 40 + "{{ count }}{% plural %}many "
    "{{ count }}{% endblocktranslate %}</p>",
]


@pytest.mark.parametrize("source", TEMPLATES)
@pytest.mark.parametrize("context", [{}, {"x": True}, {"many": ["a"]}, {"x": True, "many": ["a", "b", "c"]}])
def test_what_shows_stays_the_same(source, context):
    broken = split(source)
    before, after = (ENGINE.from_string(text).render(Context(context)) for text in (source, broken))
    assert shown(before, assets=True) == shown(after, assets=True)


def test_one_block_is_on_a_line():
    assert split("<ul><li>one</li><li>two<p>three</p></li></ul>").split("\n") == [
        "<ul>",
        "  <li>one</li>",
        "  <li>",
        "    two",
        "    <p>three</p>",
        "  </li>",
        "</ul>",
    ]


def test_broken_lines_stay_as_they_are():
    for source in TEMPLATES:
        assert split(split(source)) == split(source)
