using Inference.Engine.Models;
using Inference.ModelFiles.Configuration;

namespace Inference.Engine.Tests.Models;

public sealed class RopeFrequenciesTests
{
    [Fact]
    public void Create_FactorsOfTheFileBesideLinearScaling_BothApply()
    {
        RopeConfig rope = new() { Theta = 100, Dimension = 4, Scaling = new LinearRopeScaling(2) };

        RopeFrequencies frequencies = RopeFrequencies.Create(rope, 64, [1, 5], null, null);

        Assert.Equal([1 / 2.0, 0.1 / 5 / 2], frequencies.PerPosition);
    }
}
