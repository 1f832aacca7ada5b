using Inference.ModelFiles.Templates;

namespace Inference.ModelFiles.Tests.Templates.Language;

/// <summary>Expectations are what Jinja2 gives for the same template and variables.</summary>
public sealed class ArithmeticTests
{
    [Theory]
    [InlineData("{{ 7 // 2 }}", "3")]
    [InlineData("{{ -7 // 2 }}", "-4")]
    [InlineData("{{ 7 % -3 }}", "-2")]
    [InlineData("{{ -7 % 3 }}", "2")]
    [InlineData("{{ 7.5 // 2 }}", "3.0")]
    [InlineData("{{ -7.5 % 2 }}", "0.5")]
    [InlineData("{{ 7 / 2 }}", "3.5")]
    [InlineData("{{ 4 / 2 }}", "2.0")]
    [InlineData("{{ 2 ** 3 }}", "8")]
    [InlineData("{{ 2 ** -1 }}", "0.5")]
    [InlineData("{{ -2 ** 2 }}", "4")]
    [InlineData("{{ 2 ** 3 ** 2 }}", "64")]
    [InlineData("{{ 2.0 ** 3 }}", "8.0")]
    [InlineData("{{ 1 + true }}", "2")]
    [InlineData("{{ true * 3 }}", "3")]
    [InlineData("{{ +true }}", "1")]
    [InlineData("{{ -true }}", "-1")]
    [InlineData("{{ - 5 | abs }}", "5")]
    [InlineData("{{ -5 | string + 'x' }}", "-5x")]
    [InlineData("{{ 'ab' * 3 }}", "ababab")]
    [InlineData("{{ 3 * 'ab' }}", "ababab")]
    [InlineData("{{ [1] * 2 }}", "[1, 1]")]
    [InlineData("{{ [1] + [2] }}", "[1, 2]")]
    [InlineData("{{ (1,) + (2,) }}", "(1, 2)")]
    [InlineData("{{ 'a' * -1 }}", "")]
    [InlineData("{{ 1 ~ 'a' ~ none ~ 1.0 ~ [1] }}", "1aNone1.0[1]")]
    [InlineData("{{ 9223372036854775807 + 1 }}", "9223372036854775808")]
    [InlineData("{{ 4611686018427387904 * 4 }}", "18446744073709551616")]
    [InlineData("{{ -9223372036854775808 - 1 }}", "-9223372036854775809")]
    [InlineData("{{ 3000000000 * 3000000000 }}", "9000000000000000000")]
    [InlineData("{{ 9223372036854775807 // -1 }}", "-9223372036854775807")]
    public void Render_Arithmetic_GivesReferenceText(string template, string expected) => Assert.Equal(expected, SampleRendering.Of(template));

    [Theory]
    [InlineData("{{ 1 + 2 ~ 3 }}")]
    [InlineData("{{ 'a' ~ 1 + 2 }}")]
    [InlineData("{{ 'a' + 1 }}")]
    [InlineData("{{ 1 + 'a' }}")]
    [InlineData("{{ 1 / 0 }}")]
    [InlineData("{{ 1 // 0 }}")]
    [InlineData("{{ 1.0 % 0 }}")]
    [InlineData("{{ none + 1 }}")]
    [InlineData("{{ missing + 1 }}")]
    [InlineData("{{ [1] + (2,) }}")]
    [InlineData("{{ -'a' }}")]
    public void Render_InvalidArithmetic_IsRefused(string template) => Assert.Throws<TemplateException>(() => SampleRendering.Of(template));
}
