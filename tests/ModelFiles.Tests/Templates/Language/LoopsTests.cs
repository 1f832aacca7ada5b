using Inference.ModelFiles.Templates;

namespace Inference.ModelFiles.Tests.Templates.Language;

/// <summary>Expectations are what Jinja2 gives for the same template and variables.</summary>
public sealed class LoopsTests
{
    [Theory]
    [InlineData("{% for x in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.depth }}{{ loop.depth0 }}{{ loop.previtem }}{{ loop.nextitem }};{% endfor %}", "1032TrueFalse3101;2121FalseFalse31032;3210FalseTrue3101;")]
    [InlineData("{% for x in l %}{{ loop.cycle('a','b') }}{{ loop.changed(x > 1) }} {% endfor %}{% for x in [1,1,2] %}{{ loop.changed(x) }}{% endfor %}", "aTrue bTrue aTrue TrueFalseTrue")]
    [InlineData("{% for k, v in d.items() %}{{ k }}={{ v }},{% endfor %}{% for k in d %}{{ k }}{% endfor %}{% for c in 'añ😀' %}{{ c }}.{% endfor %}{% for a, b in [[1,2],[3,4]] %}{{ a+b }} {% endfor %}{% for (a, b), c in [[[1,2],3]] %}{{ a }}{{ b }}{{ c }}{% endfor %}", "b=1,a=2,C=3,baCa.ñ.😀.3 7 123")]
    [InlineData("{% for x in [] %}x{% else %}empty{% endfor %}{% for x in missing %}x{% else %}undef{% endfor %}{% for x in [1,2,3,4] if x % 2 == 0 %}{{ x }}{{ loop.index }}{{ loop.length }}{% else %}none{% endfor %}{% for x in [1] if x > 1 %}{% else %}else{% endfor %}", "emptyundef212422else")]
    [InlineData("{% for x in range(10) %}{% if x == 2 %}{% continue %}{% endif %}{% if x == 5 %}{% break %}{% endif %}{{ x }}{% endfor %}{% for x in [1,2] %}{% for y in [1,2] %}{% if y == 2 %}{% break %}{% endif %}{{ x }}{{ y }} {% endfor %}{% endfor %}", "013411 21 ")]
    [InlineData("{% for n in [{'v':1,'c':[{'v':2,'c':[]},{'v':3,'c':[{'v':4,'c':[]}]}]}] recursive %}{{ n.v }}@{{ loop.depth }}({{ loop(n.c) }}){% endfor %}", "1@1(2@2()3@2(4@3()))")]
    [InlineData("{% for x in range(2, 10, 3) %}{{ x }} {% endfor %}{% for x in range(3, 0, -1) %}{{ x }}{% endfor %}{{ range(5)|length }} {{ range(3)[1] }} {{ range(5)[1:3]|list }} {{ range(0) }} {{ range(1, 4) }} {{ range(0, 10, 2) }}", "2 5 8 3215 1 [1, 2] range(0, 0) range(1, 4) range(0, 10, 2)")]
    [InlineData("{% for x in l|sort %}{{ x }}{{ loop.last }}{% endfor %}{% for x in l|map('string') %}{{ x }}{{ loop.length }}{{ loop.last }}{% endfor %}{% for x in (1, 2) %}{{ x }}{% endfor %}{% for x in 1, 2 %}{{ x }}{% endfor %}", "1False2False3True33False13False23True1212")]
    [InlineData("{% set x = 1 %}{% for i in [1,2] %}{{ x }}{% set x = 2 %}{{ x }}{% endfor %}{{ x }}|{% for i in [1] %}{% set q = 1 %}{% endfor %}{{ q is defined }}|{% if true %}{% set w = 1 %}{% endif %}{{ w }}|{% for loopvar in [1] %}{% endfor %}{{ loopvar is defined }}", "12121|False|1|False")]
    [InlineData("{% for x in l %}{% for y in l %}{{ loop.index }}{% endfor %}{{ loop.index }} {% endfor %}{{ loop is defined }}", "1231 1232 1233 False")]
    [InlineData("{% for x in l %}{{ loop|length }}{% endfor %}{% for x in l %}{% set outer = loop %}{% for y in [1] %}{{ outer.index }}{% endfor %}{% endfor %}", "333123")]
    public void Render_Loops_GivesReferenceText(string template, string expected) => Assert.Equal(expected, SampleRendering.Of(template));

    [Theory]
    [InlineData("{% for x in 5 %}{% endfor %}")]
    [InlineData("{% for x in none %}{% endfor %}")]
    [InlineData("{% for a, b in [[1,2,3]] %}{% endfor %}")]
    [InlineData("{% for a, b in [[1]] %}{% endfor %}")]
    [InlineData("{% for x in l %}{{ loop(l) }}{% endfor %}")]
    [InlineData("{% for x in l if loop.first %}{% endfor %}")]
    [InlineData("{{ range(1000000) }}")]
    [InlineData("{{ range(1, 5, 0) }}")]
    public void Render_InvalidLoops_IsRefused(string template) => Assert.Throws<TemplateException>(() => SampleRendering.Of(template));
}
