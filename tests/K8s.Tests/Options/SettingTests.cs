using System.Text.RegularExpressions;
using Inference.K8s.Tests.Kustomize;
using Inference.K8s.Tests.Manifests;
using Inference.Support;

namespace Inference.K8s.Tests.Options;

/// <summary>Every setting in k8s/ is an option that the program takes, with a value that it takes.</summary>
public sealed partial class SettingTests
{
    private const int UsageError = 2;

    public static TheoryData<string> All => [.. Layout.All];

    public static TheoryData<string> Overlays => [.. Layout.Overlays];

    [KubectlTheory]
    [MemberData(nameof(All))]
    public void Settings_EveryName_IsAnOption(string folder) => Assert.Empty(UnknownIn(Kubectl.Build(folder)));

    [KubectlTheory]
    [InlineData("MAX_MODEL_LENGTH")]
    [InlineData("max_model_len")]
    [InlineData("SILO_IP")]
    public void Settings_MisspeltName_IsFound(string name)
    {
        ManifestSet set = Kubectl.Build("overlays/cpu").Copy();
        set.OfKind("ConfigMap").First(map => map.Name.StartsWith("inference-config", StringComparison.Ordinal)).Json["data"]![name] = "1";

        Assert.Equal(2, UnknownIn(set).Count(problem => problem.EndsWith(name, StringComparison.Ordinal)));
    }

    [KubectlTheory]
    [MemberData(nameof(Overlays))]
    public void Settings_EveryValue_IsTakenByServe(string overlay)
    {
        ManifestSet set = Kubectl.Build(overlay);
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.PathTo("keys"), "key");
        foreach (Container silo in set.Workloads.Select(workload => workload.Silo).OfType<Container>())
        {
            (string, string)[] environment =
            [
                .. set.SettingsOf(silo).Where(setting => setting.Value is not null).Select(setting => (setting.Key, setting.Value!)),
                ("MODEL_PATH", "no-such-model"), ("API_KEY_FILE", folder.PathTo("keys")),
            ];
            ToolProcess run = RunServe(environment);

            // The model is what it fails by, and only that: everything else was read before.
            Assert.True(run.Code == 1 && run.Error.Contains("no-such-model", StringComparison.Ordinal), $"{silo}: {run.Error}");
        }
    }

    [Fact]
    public void Serve_WrongValue_IsTold() => Assert.Equal(UsageError, RunServe([("MODEL_PATH", "no-such-model"), ("MAX_NUM_SEQS", "many")]).Code);

    private static ToolProcess RunServe(IEnumerable<(string, string)> environment) =>
        ToolProcess.Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "inference.dll"), "serve"], environment: [.. environment])!;

    private static IEnumerable<string> UnknownIn(ManifestSet set)
    {
        foreach (Container container in set.Containers.Where(container => container.Command is not null))
        {
            string[] arguments = [.. container.Json.Texts("args")];
            HashSet<string> expanded = [.. arguments.SelectMany(argument => Expansion().Matches(argument).Select(match => match.Groups[1].Value))];
            IEnumerable<string> known = container.Command switch
            {
                "silo" => [.. AcceptedOptions.Variables, .. AcceptedOptions.OrleansVariables],
                "pull" => [.. expanded, "HF_TOKEN", "HF_ENDPOINT"],
                _ => [],
            };
            foreach (string name in set.SettingsOf(container).Keys.Except(known)) yield return $"{container}: no option for {name}";
            foreach (string name in expanded.Except(set.SettingsOf(container).Keys)) yield return $"{container}: nothing sets $({name})";
            if (container.Command != "silo") continue;
            foreach (string option in arguments.Where(argument => argument.StartsWith("--", StringComparison.Ordinal)).Except(AcceptedOptions.Options)) yield return $"{container}: no option {option}";
        }
    }

    [GeneratedRegex(@"\$\((\w+)\)")]
    private static partial Regex Expansion();
}
