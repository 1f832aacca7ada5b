using System.Text;
using Inference.Contracts;
using Inference.Engine.Constraints;
using Inference.Engine.Constraints.Automata;
using Inference.Engine.Constraints.Machine;
using Inference.Engine.Constraints.Masks;
using Inference.ModelFiles.Tokenization;
using Inference.Support;

namespace Inference.Engine.Tests.Constraints;

public sealed class RealVocabularyMaskTests
{
    private static readonly (ConstraintKind Kind, string Text, string Output)[] Cases =
    [
        (ConstraintKind.JsonSchema, """{"type":"object","properties":{"name":{"type":"string","maxLength":300},"tags":{"type":"array","items":{"enum":["red","green"]}},"n":{"type":"number"}},"required":["name","tags","n"],"additionalProperties":false}""", """{"name": "Jürgen 日本", "tags": ["red", "green"], "n": -1.5e3}"""),
        (ConstraintKind.Json, "", """{"a": {"b": [1, {"c": "d\n"}], "e": [[true]]}}"""),
        (ConstraintKind.Regex, @"\p{Lu}\w+ [a-z]{2,5}(, [0-9]+)*", "Éa bcd, 12, 7"),
        (ConstraintKind.Grammar, "root ::= word (\" \" word)*\nword ::= [a-z]+ | \"(\" root \")\"", "some (words (in) here)"),
        (ConstraintKind.Grammar, "root ::= term ((\"+\" | \"-\") term)*\nterm ::= [0-9]+ | [a-z]+ | \"(\" root \")\"", "((12+abc)-(3+(4-some)))-(x+(((y))))"),
        (ConstraintKind.Grammar, "root ::= \"x\" root? \"y\"? | [x-z]+ root", new string('x', 40) + "yyzx" + new string('y', 20)),
        (ConstraintKind.Grammar, "root ::= \"(\" root? \")\"? \"]\"?", new string('(', 300) + ")])]]"),
    ];

    [SharedTheory]
    [InlineData("ggml-vocab-gpt-2.gguf")]
    [InlineData("ggml-vocab-qwen2.gguf")]
    [InlineData("ggml-vocab-llama-spm.gguf")]
    public void Mask_AlongATextThatFollows_IsWhatEachTokenAloneSays(string file)
    {
        TokenizerVocabulary vocabulary = new(TokenizerFile.Open(SharedData.PathTo("tokenizers", file)));
        TokenTrie trie = TokenTrie.Of(vocabulary, vocabulary.Size);
        foreach ((ConstraintKind kind, string spec, string output) in Cases)
        {
            CompiledConstraint constraint = new(ConstraintCompiler.Read(new ConstraintSpec(kind, spec)), vocabulary, trie);
            PushdownMachine reference = new(PushdownAutomaton.Compile(ConstraintCompiler.Read(new ConstraintSpec(kind, spec)), [.. trie.SingleByteTokens.Select(count => count > 0)]));
            MachineState masked = constraint.Start, plain = reference.Start;
            byte[] bytes = Encoding.UTF8.GetBytes(output);
            for (int i = 0; i <= bytes.Length; i++)
            {
                if (i % 5 == 0 || i == bytes.Length) Compare(vocabulary, constraint.Mask(masked), reference, plain, $"{file}, {kind}, behind '{output[..Math.Min(i, output.Length)]}'");
                if (i == bytes.Length) break;
                int token = SingleByteToken(trie, bytes[i]);
                masked = constraint.Step(masked, token);
                plain = reference.Step(plain, bytes[i]);
            }

            Assert.True(masked.IsComplete);
        }
    }

    private static void Compare(TokenizerVocabulary vocabulary, TokenMask mask, PushdownMachine machine, MachineState state, string where)
    {
        for (int token = 0; token < vocabulary.Size; token++)
        {
            bool expected = !vocabulary.IsSpecial(token) && vocabulary.Bytes(token).Length > 0;
            if (expected)
            {
                MachineState next = state;
                foreach (byte value in vocabulary.Bytes(token)) next = machine.Step(next, value);
                expected = !next.IsDead;
            }

            if (expected != mask.Contains(token)) Assert.Fail($"{where}: token {token} '{Encoding.UTF8.GetString(vocabulary.Bytes(token))}' should be {(expected ? "allowed" : "excluded")}.");
        }
    }

    private static int SingleByteToken(TokenTrie trie, byte value)
    {
        int node = 1;
        while (trie.Byte[node] != value) node = trie.End[node];
        return trie.Tokens[trie.FirstToken[node]];
    }
}
