using Inference.Server.Downloads;

namespace Inference.Server.Tests.Downloads;

/// <summary>What goes wrong between a hub and us.</summary>
public sealed class DownloadFaultTests
{
    public static TheoryData<string> Faults => [.. PassingFaults.Keys];

    private static readonly Dictionary<string, HubFault> PassingFaults = new()
    {
        ["connection lost"] = new HubFault { DropAfter = 5000 },
        ["connection lost before the body"] = new HubFault { DropAfter = 0 },
        ["length too large"] = new HubFault { LengthLie = 10 },
        ["length too small"] = new HubFault { LengthLie = -10 },
        ["body too long"] = new HubFault { Longer = 1 },
        ["body too short"] = new HubFault { Shorter = 1 },
        ["other content"] = new HubFault { Content = new byte[100] },
        ["too many requests"] = new HubFault { Status = 429, Headers = ["Retry-After: 0"] },
        ["server error"] = new HubFault { Status = 500 },
        ["no content"] = new HubFault { Status = 204 },
        ["signature too old"] = new HubFault { Status = 403 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Run_FaultThatPasses_EndsInTheRightBytes(string fault)
    {
        await using PullTest test = new();
        int left = 2;
        test.Hub.Fault = request => request.IsOf(PullTest.Weights) && left-- > 0 ? PassingFaults[fault] : null;
        await test.RunAsync();

        test.AssertHolds(PullTest.Needed);
        Assert.Contains("trying again", test.Told.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Run_FaultThatStays_IsGivenUpAndLeavesNothing(string fault)
    {
        await using PullTest test = new() { Retry = new RetryOptions { Failures = 3, FirstDelay = TimeSpan.FromMilliseconds(1), Progress = 1 << 30 } };
        test.Hub.Fault = request => request.IsOf(PullTest.Weights) ? PassingFaults[fault] : null;
        HubException error = await Assert.ThrowsAsync<HubException>(() => test.RunAsync());

        Assert.Contains("given up after 3 tries", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(test.Directory));
    }

    [Fact]
    public async Task Run_ConnectionLost_GoesOnWhereItWas()
    {
        await using PullTest test = new();
        int left = 1;
        test.Hub.Fault = request => request.IsOf(PullTest.Weights) && left-- > 0 ? new HubFault { DropAfter = 5000 } : null;
        await test.RunAsync();

        HubRequest again = test.Hub.Requests.Last(request => request.IsOf(PullTest.Weights));
        // What was on its way when the connection broke may be lost.
        Assert.InRange(again.From ?? -1, 1, 5000);
        Assert.NotNull(again.IfRange);
    }

    [Fact]
    public async Task Run_ContentChangedMeanwhile_BeginsAnew()
    {
        await using PullTest test = new();
        byte[] other = [.. test.Original(PullTest.Weights).Select(value => (byte)~value)];
        int request = 0;
        test.Hub.Fault = asked => !asked.IsOf(PullTest.Weights) ? null : request++ == 0 ? new HubFault { Content = other, DropAfter = 5000 } : null;
        await test.RunAsync();

        test.AssertHolds(PullTest.Needed);
        Assert.Equal(2, request);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 7)]
    public async Task Run_ServerThatMisunderstandsRanges_EndsInTheRightBytes(bool ignores, int shift)
    {
        await using PullTest test = new();
        int request = 0;
        test.Hub.Fault = asked => !asked.IsOf(PullTest.Weights) ? null : request++ == 0 ? new HubFault { DropAfter = 5000 } : new HubFault { IgnoresRange = ignores, RangeShift = shift };
        await test.RunAsync();

        test.AssertHolds(PullTest.Needed);
    }

    [Fact]
    public async Task Run_Silence_CountsAsALostConnection()
    {
        await using PullTest test = new() { Retry = new RetryOptions { FirstDelay = TimeSpan.FromMilliseconds(1), Silence = TimeSpan.FromMilliseconds(300) } };
        TaskCompletionSource never = new();
        int left = 1;
        test.Hub.Fault = request => request.IsOf(PullTest.Weights) && left-- > 0 ? new HubFault { DropAfter = 5000, StallUntil = never.Task } : null;
        await test.RunAsync();

        test.AssertHolds(PullTest.Needed);
        Assert.Contains("nothing came for 0.3 s", test.Told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ProgressBetweenFailures_IsForgiven()
    {
        await using PullTest test = new() { Retry = new RetryOptions { Failures = 2, FirstDelay = TimeSpan.FromMilliseconds(1), Progress = 1000 } };
        test.Hub.Fault = request => request.IsOf(PullTest.Weights) ? new HubFault { DropAfter = 20_000 } : null;
        await test.RunAsync();

        Assert.True(test.Hub.Requests.Count(request => request.IsOf(PullTest.Weights)) > 4);
        test.AssertHolds(PullTest.Needed);
    }

    [Fact]
    public async Task Run_RetryAfter_IsWaitedForUnlessItIsTooLong()
    {
        await using PullTest test = new();
        test.Hub.Fault = _ => new HubFault { Status = 429, Headers = ["Retry-After: 99999"] };
        HubException error = await Assert.ThrowsAsync<HubException>(() => test.RunAsync());

        Assert.Contains("asks to wait for 99999 s", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "RepoNotFound", "is private, gated or does not exist: set HF_TOKEN")]
    [InlineData(403, "GatedRepo", "is gated: ask for access on its page; set HF_TOKEN to a token that has access")]
    [InlineData(401, "GatedRepo", "is gated")]
    [InlineData(404, "RevisionNotFound", "has no such revision (revision main of acme/tiny)")]
    [InlineData(404, "", "does not exist, or is private")]
    [InlineData(418, "", "answers 418")]
    public async Task Run_HubSaysNo_SaysWhyAtOnce(int status, string code, string expected)
    {
        await using PullTest test = new();
        test.Hub.Fault = _ => new HubFault { Status = status, Headers = [$"X-Error-Code: {code}"] };
        HubException error = await Assert.ThrowsAsync<HubException>(() => test.RunAsync());

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Single(test.Hub.Requests);
    }

    [Fact]
    public async Task Run_Token_GoesToTheHubAlone()
    {
        await using PullTest test = new();
        test.Hub.Token = "hf_secret";
        await test.RunAsync(token: "hf_secret");

        Assert.All(test.Hub.Requests.Where(request => !request.IsStore), request => Assert.Equal("Bearer hf_secret", request.Authorization));
        Assert.Contains(test.Hub.Requests, request => request.IsStore);
        Assert.All(test.Hub.Requests.Where(request => request.IsStore), request => Assert.Null(request.Authorization));
        Assert.DoesNotContain("secret", test.Told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WrongToken_IsNotTold()
    {
        await using PullTest test = new();
        test.Hub.Token = "hf_right";
        HubException error = await Assert.ThrowsAsync<HubException>(() => test.RunAsync(token: "hf_wrong"));

        Assert.Contains("the token in HF_TOKEN has no access", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_wrong", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SentInCircles_Ends()
    {
        await using PullTest test = new();
        test.Hub.Fault = request => new HubFault { Status = 307, Headers = [$"Location: {request.Path}"] };

        Assert.Contains("more than 10 times", (await Assert.ThrowsAsync<HubException>(() => test.RunAsync())).Message, StringComparison.Ordinal);
    }

    /// <summary>Any faults in any order: the directory holds the right bytes, or there is none and the next pull makes it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Run_FaultsByLot_IsCompleteOrAbsent(int seed)
    {
        await using PullTest test = new(seed) { Retry = new RetryOptions { FirstDelay = TimeSpan.FromMilliseconds(1), Failures = 5, Silence = TimeSpan.FromMilliseconds(200), Progress = 1 << 15 } };
        Random random = new(seed);
        Lock turn = new();
        TaskCompletionSource never = new();
        test.Hub.Fault = _ =>
        {
            lock (turn) return random.NextDouble() < 0.45 ? Draw(random, never.Task) : null;
        };
        for (int attempt = 0; attempt < 6; attempt++)
        {
            try
            {
                await test.RunAsync();
                break;
            }
            catch (HubException)
            {
                Assert.False(Directory.Exists(test.Directory));
            }
        }

        test.Hub.Fault = _ => null;
        await test.RunAsync();
        test.AssertHolds(PullTest.Needed);
    }

    private static HubFault Draw(Random random, Task never) => random.Next(10) switch
    {
        0 => new HubFault { Status = 500 + random.Next(5) },
        1 => new HubFault { Status = 429, Headers = ["Retry-After: 0"] },
        2 => new HubFault { LengthLie = random.Next(-50, 50) },
        3 => new HubFault { Longer = random.Next(1, 100) },
        4 => new HubFault { Shorter = random.Next(1, 100) },
        5 => new HubFault { IgnoresRange = true },
        6 => new HubFault { RangeShift = random.Next(1, 9) },
        7 => new HubFault { Content = new byte[random.Next(1, 200_000)] },
        8 when random.Next(4) == 0 => new HubFault { DropAfter = random.Next(50_000), StallUntil = never },
        _ => new HubFault { DropAfter = random.Next(100_000) },
    };
}
