using Inference.Server.Terminal;
using Inference.Silo.LocalCluster;

namespace Inference.Silo.Tests.LocalCluster;

public sealed class SiloPortsTests
{
    [Theory]
    [InlineData(8000, 11111, 30000, 3)]
    [InlineData(8000, 8003, 8006, 3)]
    [InlineData(65535, 1, 2, 1)]
    public void Check_EachItsOwn_IsFine(int http, int silo, int gateway, int silos) => new SiloPorts(http, silo, gateway).Check(silos);

    [Theory]
    [InlineData(8000, 8002, 30000, 3, "--port and --silo-port overlap: 8000 to 8002 and 8002 to 8004, a port for each silo")]
    [InlineData(30001, 11111, 30000, 2, "--port and --gateway-port overlap: 30001 to 30002 and 30000 to 30001, a port for each silo")]
    [InlineData(8000, 9000, 9000, 1, "--silo-port and --gateway-port overlap: 9000 and 9000, a port for each silo")]
    [InlineData(65534, 11111, 30000, 3, "--port must be 1 to 65533, as each of 3 silos has a port from there on, got 65534")]
    [InlineData(8000, 0, 30000, 1, "--silo-port must be 1 to 65535, as each of 1 silos has a port from there on, got 0")]
    [InlineData(8000, 11111, 30000, 70000, "--silos must be at most 21845, as each silo has three ports, got 70000")]
    public void Check_WhatSilosCannotHave_IsWrongUsage(int http, int silo, int gateway, int silos, string problem) =>
        Assert.Equal(problem, Assert.Throws<UsageException>(() => new SiloPorts(http, silo, gateway).Check(silos)).Message);
}
