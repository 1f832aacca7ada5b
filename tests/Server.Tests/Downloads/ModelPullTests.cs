using System.Text;
using System.Text.Json.Nodes;
using Inference.Server.Downloads;
using Inference.Server.Terminal;

namespace Inference.Server.Tests.Downloads;

public sealed class ModelPullTests
{
    [Fact]
    public async Task Run_ModelOfAHub_IsPublishedWithWhatServingNeeds()
    {
        await using PullTest test = new();
        test.Hub.PageSize = 2;
        PullMarker marker = await test.RunAsync();

        Assert.Equal((FakeHub.Repository, "main", test.Commit), (marker.Repository, marker.Revision, marker.Commit));
        test.AssertHolds(PullTest.Needed);
    }

    [Fact]
    public async Task Run_Again_AsksForNoFile()
    {
        await using PullTest test = new();
        await test.RunAsync();
        test.Hub.Requests.Clear();
        await test.RunAsync();

        Assert.Single(test.Hub.Requests);
    }

    [Fact]
    public async Task Run_CommitThatIsThere_AsksNobody()
    {
        await using PullTest test = new();
        await test.RunAsync();
        test.Hub.Requests.Clear();
        await test.RunAsync($"hf://{FakeHub.Repository}@{test.Commit}");

        Assert.Empty(test.Hub.Requests);
    }

    [Fact]
    public async Task Run_PublishedFileGone_IsPulledAgain()
    {
        await using PullTest test = new();
        await test.RunAsync();
        File.Delete(Path.Combine(test.Directory, "config.json"));
        await test.RunAsync();

        test.AssertHolds(PullTest.Needed);
    }

    [Fact]
    public async Task Run_RevisionHasMoved_ReplacesTheDirectory()
    {
        await using PullTest test = new();
        await test.RunAsync();
        await File.WriteAllTextAsync(Path.Combine(test.Source, "LICENSE.txt"), "new");
        string second = test.Hub.Add(test.Source);
        PullMarker marker = await test.RunAsync();

        Assert.Equal(second, marker.Commit);
        test.AssertHolds([.. PullTest.Needed, "LICENSE.txt"], commit: 1);
    }

    [Fact]
    public async Task Run_HubDownAndModelThere_KeepsIt()
    {
        await using PullTest test = new();
        await test.RunAsync();
        test.Hub.Fault = _ => new HubFault { Status = 503 };
        PullMarker marker = await test.RunAsync();

        Assert.Equal(test.Commit, marker.Commit);
        Assert.Contains("which stays", test.Told.ToString(), StringComparison.Ordinal);
        test.AssertHolds(PullTest.Needed);
    }

    [Fact]
    public async Task Run_DirectoryOfSomebodyElse_IsNotTouched()
    {
        await using PullTest test = new();
        Directory.CreateDirectory(test.Directory);
        await File.WriteAllTextAsync(Path.Combine(test.Directory, "mine"), "x");
        CommandException error = await Assert.ThrowsAsync<CommandException>(() => test.RunAsync());

        Assert.Contains("was not made by pull", error.Message, StringComparison.Ordinal);
        Assert.Equal("x", await File.ReadAllTextAsync(Path.Combine(test.Directory, "mine")));
    }

    [Fact]
    public async Task Run_EmptyDirectory_IsReplaced()
    {
        await using PullTest test = new();
        Directory.CreateDirectory(test.Directory);
        await test.RunAsync();

        test.AssertHolds(PullTest.Needed);
    }

    [Fact]
    public async Task Run_WeightsInSeveralFiles_TakesThoseTheIndexNames()
    {
        await using PullTest test = new();
        byte[] weights = test.Original(PullTest.Weights);
        JsonNode header = JsonNode.Parse(weights.AsSpan(8, (int)BitConverter.ToInt64(weights)))!;
        JsonObject map = new(header.AsObject().Where(tensor => tensor.Key != "__metadata__").Select(tensor => KeyValuePair.Create(tensor.Key, (JsonNode?)"part.safetensors")));
        File.Move(Path.Combine(test.Source, PullTest.Weights), Path.Combine(test.Source, "part.safetensors"));
        await File.WriteAllTextAsync(Path.Combine(test.Source, "consolidated.safetensors"), "the same again");
        await File.WriteAllTextAsync(Path.Combine(test.Source, "model.safetensors.index.json"), new JsonObject { ["weight_map"] = map }.ToJsonString());
        test.Hub.Add(test.Source);
        await test.RunAsync();

        test.AssertHolds(["chat_template.jinja", "config.json", "model.safetensors.index.json", "part.safetensors", "tokenizer.json"], commit: 1);
    }

    [Fact]
    public async Task Run_ConfigThatCannotBeServed_StopsBeforeTheWeights()
    {
        await using PullTest test = new();
        await File.WriteAllTextAsync(Path.Combine(test.Source, "config.json"), """{"architectures":["UnheardOf"]}""");
        test.Hub.Add(test.Source);
        CommandException error = await Assert.ThrowsAsync<CommandException>(() => test.RunAsync());

        Assert.Contains("'UnheardOf' is not supported", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".partial", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, test.Hub.Count(PullTest.Weights));
        Assert.False(Directory.Exists(test.Directory));
    }

    [Fact]
    public async Task Run_NoTokenizer_IsNotPublished()
    {
        await using PullTest test = new();
        File.Delete(Path.Combine(test.Source, "tokenizer.json"));
        test.Hub.Add(test.Source);
        CommandException error = await Assert.ThrowsAsync<CommandException>(() => test.RunAsync());

        Assert.Contains("holds neither tokenizer.json nor tokenizer.model", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(test.Directory));
        await test.RunAsync(validate: false);
        Assert.True(File.Exists(Path.Combine(test.Directory, PullTest.Weights)));
    }

    [Fact]
    public async Task Run_WeightsThatDoNotFitTheConfig_AreNotPublished()
    {
        await using PullTest test = new();
        string config = await File.ReadAllTextAsync(Path.Combine(test.Source, "config.json"));
        await File.WriteAllTextAsync(Path.Combine(test.Source, "config.json"), config.Replace("\"vocab_size\":258", "\"vocab_size\":300", StringComparison.Ordinal));
        test.Hub.Add(test.Source);
        CommandException error = await Assert.ThrowsAsync<CommandException>(() => test.RunAsync());

        Assert.Contains("should be [300, 32]", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(test.Directory));
    }

    [Fact]
    public async Task Run_Patterns_DecideWhatIsTaken()
    {
        await using PullTest test = new();
        await test.RunAsync(include: ["*.json", "READ*"], exclude: ["config*"], validate: false);

        test.AssertHolds(["README.md", "tokenizer.json"]);
    }

    [Fact]
    public async Task Run_OneGgufOfSeveral_ComesWithAllItsParts()
    {
        await using PullTest test = new();
        foreach (string name in new[] { "a.gguf", "q/b-00001-of-00002.gguf", "q/b-00002-of-00002.gguf", "q/c.gguf" })
        {
            Directory.CreateDirectory(Path.Combine(test.Source, "q"));
            await File.WriteAllTextAsync(Path.Combine(test.Source, name), name);
        }

        File.Delete(Path.Combine(test.Source, "config.json"));
        test.Hub.Add(test.Source);
        HubException error = await Assert.ThrowsAsync<HubException>(() => test.RunAsync());
        await test.RunAsync($"hf://{FakeHub.Repository}/q/b-00001-of-00002.gguf", validate: false);

        Assert.Contains("a.gguf, q/b-00001-of-00002.gguf, q/c.gguf", error.Message, StringComparison.Ordinal);
        test.AssertHolds(["q/b-00001-of-00002.gguf", "q/b-00002-of-00002.gguf"], commit: 1);
    }

    [Fact]
    public async Task Run_MoreThanTheDiskHas_SaysSoBeforehand()
    {
        await using PullTest test = new();
        test.Hub.Listing = listing => listing.Single(entry => (string?)entry!["path"] == PullTest.Weights)!["lfs"]!["size"] = 1L << 55;
        CommandException error = await Assert.ThrowsAsync<CommandException>(() => test.RunAsync());

        Assert.Contains("36028.8 TB are to come, and the disk has", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, test.Hub.Count(PullTest.Weights));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\evil")]
    [InlineData("a//b")]
    [InlineData("line\nbreak")]
    public async Task Run_PathThatLeadsElsewhere_IsRefused(string path)
    {
        await using PullTest test = new();
        test.Hub.Listing = listing => listing[0]!["path"] = path;
        HubException error = await Assert.ThrowsAsync<HubException>(() => test.RunAsync(include: ["*"], validate: false));

        Assert.Contains("may not be written", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.False(Directory.Exists(test.Directory));
    }

    [Fact]
    public async Task Run_FilesByTheNamesOfOurOwn_AreLeftOut()
    {
        await using PullTest test = new();
        foreach (string name in new[] { "config.json.partial", "config.json.partial.etag", PullMarker.FileName }) await File.WriteAllTextAsync(Path.Combine(test.Source, name), "x");
        test.Hub.Add(test.Source);
        await test.RunAsync(include: ["*"]);

        test.AssertHolds([.. PullTest.Needed, "README.md"], commit: 1);
    }

    [Theory]
    [InlineData("""{"not":"a listing"}""", "is no listing")]
    [InlineData("""[{"type":"file"}]""", "without a path")]
    [InlineData("""[{"type":"file","path":"a"}]""", "no size of 'a'")]
    [InlineData("""[{"type":"file","path":"a","size":-1,"oid":"0"}]""", "no size of 'a'")]
    [InlineData("""[{"type":"file","path":"a","size":1,"oid":"xyz"}]""", "no hash of 'a'")]
    [InlineData("""[7]""", "without a path")]
    public void Listing_ThatCannotBe_IsRefused(string json, string expected)
    {
        using System.Text.Json.JsonDocument page = System.Text.Json.JsonDocument.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Contains(expected, Assert.Throws<HubException>(() => HubListing.Read(page.RootElement, "it")).Message, StringComparison.Ordinal);
    }
}
