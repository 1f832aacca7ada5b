using System.Security.Cryptography;
using System.Text;
using Inference.ModelFiles.Tokenization.Normalization;

namespace Inference.ModelFiles.Tests.Tokenization;

/// <summary>Against digests made with Python's unicodedata of the same Unicode version: every code point, and 20,000 generated texts.</summary>
public sealed class UnicodeNormalizerTests
{
    [Theory]
    [InlineData("NFC", "1860fa98277892a3d884b8aad256b211d067c611729d8f147f78929e1082ec0b")]
    [InlineData("NFD", "b77e04bae22543a648db968ffe3c6a361e7640c74970a75e46dc39bda4fa8403")]
    [InlineData("NFKC", "e256b7b064ef402ef311637154146ca597190669375cc2fce9d95961eb1e8324")]
    [InlineData("NFKD", "e7316363521a1168043f7ee519946e65ef53734a3f34a1147a4b91a1b0fa4e41")]
    public void Normalize_AllCodePointsAndGeneratedTexts_HasTheReferenceDigest(string form, string digest)
    {
        UnicodeNormalizer normalizer = form switch
        {
            "NFC" => UnicodeNormalizer.Nfc,
            "NFD" => UnicodeNormalizer.Nfd,
            "NFKC" => UnicodeNormalizer.Nfkc,
            _ => UnicodeNormalizer.Nfkd,
        };
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int codePoint = 0; codePoint < 0x110000; codePoint++)
        {
            if (Rune.IsValid(codePoint))
                Add(new Rune(codePoint).ToString());
        }
        ulong state = 12345;
        for (int i = 0; i < 20_000; i++)
        {
            StringBuilder text = new();
            for (int j = 0; j < 8; j++)
                text.Append(new Rune(Next(ref state)));
            Add(text.ToString());
        }

        Assert.Equal(digest, Convert.ToHexStringLower(hash.GetHashAndReset()));

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(normalizer.Normalize(text) + "\n"));
    }

    [Fact]
    public void Normalize_MegabyteOfMarks_IsNotQuadratic()
    {
        string marks = string.Concat(Enumerable.Repeat("\u0301\u0323", 250_000));

        Assert.Equal(new string('\u0323', 250_000) + new string('\u0301', 250_000), UnicodeNormalizer.Nfd.Normalize(marks));
    }

    /// <summary>Letters, accented letters, marks, Hangul parts and a mixture, by a linear congruential generator.</summary>
    private static int Next(ref ulong state)
    {
        state = unchecked((state * 6364136223846793005) + 1442695040888963407);
        int random = (int)(state >> 33), kind = random % 5;
        random /= 5;
        return kind switch
        {
            0 => 0x61 + (random % 26),
            1 => 0xC0 + (random % 0x500),
            2 => 0x300 + (random % 0x70),
            3 => 0x1100 + (random % 0x100),
            _ => 0x900 + (random % 0x1700),
        };
    }
}
